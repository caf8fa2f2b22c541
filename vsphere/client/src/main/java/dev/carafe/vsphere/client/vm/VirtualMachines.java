package dev.carafe.vsphere.client.vm;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.client.PropertyWaiter;
import dev.carafe.vsphere.client.Tasks;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.CustomizationSpec;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.GuestInfo;
import dev.carafe.vsphere.vim.vim25.GuestNicInfo;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is done with virtual machines. Methods return when the server has done it, and throw the task's fault where it has
 * not. Safe for all threads.
 */
public final class VirtualMachines {
    private final VSphereClient client;
    private final Tasks tasks;
    private final PropertyReader reader;
    private final PropertyWaiter waiter;

    public VirtualMachines(VSphereClient client) {
        this.client = client;
        this.tasks = new Tasks(client);
        this.reader = new PropertyReader(client);
        this.waiter = new PropertyWaiter(client);
    }

    /**
     * Makes a machine.
     *
     * @param host null lets the server choose
     */
    public ManagedObjectReference<VirtualMachine> create(
            ManagedObjectReference<? extends Folder> folder,
            ManagedObjectReference<? extends ResourcePool> pool,
            @Nullable ManagedObjectReference<HostSystem> host,
            VirtualMachineConfigSpec spec)
            throws IOException, InterruptedException {
        return made(tasks.await(Connection.checked(
                () -> Folder.stub(client.connection(), folder).createVM_Task(spec, pool, host))));
    }

    /** Makes a machine like another one. */
    public ManagedObjectReference<VirtualMachine> clone(
            ManagedObjectReference<VirtualMachine> source,
            ManagedObjectReference<? extends Folder> folder,
            String name,
            VirtualMachineCloneSpec spec)
            throws IOException, InterruptedException {
        return made(tasks.await(Connection.checked(() -> stub(source).cloneVM_Task(folder, name, spec))));
    }

    /** Enters a machine into the inventory whose files are there, such as {@code [datastore1] web/web.vmx}. */
    public ManagedObjectReference<VirtualMachine> register(
            ManagedObjectReference<? extends Folder> folder,
            ManagedObjectReference<? extends ResourcePool> pool,
            @Nullable ManagedObjectReference<HostSystem> host,
            String configurationFile,
            @Nullable String name)
            throws IOException, InterruptedException {
        return made(tasks.await(Connection.checked(() ->
                Folder.stub(client.connection(), folder).registerVM_Task(configurationFile, name, false, pool, host))));
    }

    @SuppressWarnings("unchecked") // these tasks' result is a machine
    private static ManagedObjectReference<VirtualMachine> made(@Nullable Object result) throws IOException {
        if (result instanceof ManagedObjectReference<?> reference) {
            return (ManagedObjectReference<VirtualMachine>) reference;
        }
        throw new IOException("the task ended well without a machine");
    }

    public void reconfigure(ManagedObjectReference<VirtualMachine> vm, VirtualMachineConfigSpec spec)
            throws IOException, InterruptedException {
        await(() -> stub(vm).reconfigVM_Task(spec));
    }

    public void rename(ManagedObjectReference<VirtualMachine> vm, String name)
            throws IOException, InterruptedException {
        await(() -> stub(vm).rename_Task(name));
    }

    public void powerOn(ManagedObjectReference<VirtualMachine> vm) throws IOException, InterruptedException {
        await(() -> stub(vm).powerOnVM_Task(null));
    }

    /** As by pulling the plug. */
    public void powerOff(ManagedObjectReference<VirtualMachine> vm) throws IOException, InterruptedException {
        await(() -> stub(vm).powerOffVM_Task());
    }

    public void suspend(ManagedObjectReference<VirtualMachine> vm) throws IOException, InterruptedException {
        await(() -> stub(vm).suspendVM_Task());
    }

    public void reset(ManagedObjectReference<VirtualMachine> vm) throws IOException, InterruptedException {
        await(() -> stub(vm).resetVM_Task());
    }

    /** Asks the guest to shut down, and returns at once: {@link #awaitPowerState} waits for it. */
    public void shutdownGuest(ManagedObjectReference<VirtualMachine> vm) throws IOException, InterruptedException {
        Connection.run(() -> stub(vm).shutdownGuest());
    }

    /** Asks the guest to reboot, and returns at once. */
    public void rebootGuest(ManagedObjectReference<VirtualMachine> vm) throws IOException, InterruptedException {
        Connection.run(() -> stub(vm).rebootGuest());
    }

    /** Asks the guest to stand by, and returns at once: the machine is suspended then, and {@link #powerOn} has it go on. */
    public void standbyGuest(ManagedObjectReference<VirtualMachine> vm) throws IOException, InterruptedException {
        Connection.run(() -> stub(vm).standbyGuest());
    }

    /** Removes a machine with its files. */
    public void destroy(ManagedObjectReference<VirtualMachine> vm) throws IOException, InterruptedException {
        await(() -> stub(vm).destroy_Task());
    }

    /** Removes a machine from the inventory; its files stay. */
    public void unregister(ManagedObjectReference<VirtualMachine> vm) throws IOException, InterruptedException {
        Connection.run(() -> stub(vm).unregisterVM());
    }

    /** Moves a machine to another host, pool, folder or datastore, running or not. */
    public void relocate(ManagedObjectReference<VirtualMachine> vm, VirtualMachineRelocateSpec spec)
            throws IOException, InterruptedException {
        await(() -> stub(vm).relocateVM_Task(spec, null));
    }

    /** Moves a machine to another host that sees its disks, running or not; it stays in its pool where that has the host. */
    public void migrate(ManagedObjectReference<VirtualMachine> vm, ManagedObjectReference<HostSystem> host)
            throws IOException, InterruptedException {
        relocate(vm, VirtualMachineRelocateSpec.builder().host(host).build());
    }

    /** Has the guest take a host name, addresses and more at its next start; the machine is off. */
    public void customize(ManagedObjectReference<VirtualMachine> vm, CustomizationSpec spec)
            throws IOException, InterruptedException {
        await(() -> stub(vm).customizeVM_Task(spec));
    }

    /** @throws dev.carafe.vsphere.vim.FaultException when the machine cannot be customized so */
    public void checkCustomization(ManagedObjectReference<VirtualMachine> vm, CustomizationSpec spec)
            throws IOException, InterruptedException {
        Connection.run(() -> stub(vm).checkCustomizationSpec(spec));
    }

    public void markAsTemplate(ManagedObjectReference<VirtualMachine> vm) throws IOException, InterruptedException {
        Connection.run(() -> stub(vm).markAsTemplate());
    }

    public void markAsVirtualMachine(
            ManagedObjectReference<VirtualMachine> template,
            ManagedObjectReference<? extends ResourcePool> pool,
            @Nullable ManagedObjectReference<HostSystem> host)
            throws IOException, InterruptedException {
        Connection.run(() -> stub(template).markAsVirtualMachine(pool, host));
    }

    public DeviceList devices(ManagedObjectReference<VirtualMachine> vm) throws IOException, InterruptedException {
        return new DeviceList(reader.read(vm, List.of("config.hardware.device"))
                .whole()
                .list("config.hardware.device", VirtualDevice.class));
    }

    /** Empty while the server does not know it, as while the machine is being made. */
    public Optional<VirtualMachineConfigInfo> config(ManagedObjectReference<VirtualMachine> vm)
            throws IOException, InterruptedException {
        return Optional.ofNullable(
                reader.read(vm, List.of("config")).whole().value("config", VirtualMachineConfigInfo.class));
    }

    /** The machine's further settings, such as {@code guestinfo.metadata}. */
    public Map<String, String> extraConfig(ManagedObjectReference<VirtualMachine> vm)
            throws IOException, InterruptedException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (OptionValue option :
                reader.read(vm, List.of("config.extraConfig")).whole().list("config.extraConfig", OptionValue.class)) {
            settings.put(option.key(), String.valueOf(option.value()));
        }
        return settings;
    }

    public VirtualMachinePowerState powerState(ManagedObjectReference<VirtualMachine> vm)
            throws IOException, InterruptedException {
        VirtualMachinePowerState state = reader.read(vm, List.of("runtime.powerState"))
                .whole()
                .value("runtime.powerState", VirtualMachinePowerState.class);
        return state == null ? VirtualMachinePowerState.UNRECOGNIZED : state;
    }

    public void awaitPowerState(ManagedObjectReference<VirtualMachine> vm, VirtualMachinePowerState wanted)
            throws IOException, InterruptedException {
        waiter.waitFor(
                vm,
                List.of("runtime.powerState"),
                found -> found.value("runtime.powerState", VirtualMachinePowerState.class) == wanted);
    }

    /** What the guest's tools tell; empty while they do not. */
    public Optional<GuestInfo> guest(ManagedObjectReference<VirtualMachine> vm)
            throws IOException, InterruptedException {
        return Optional.ofNullable(reader.read(vm, List.of("guest")).whole().value("guest", GuestInfo.class));
    }

    /** The addresses that the guest tells now, those of no use outside of it left out. */
    public List<InetAddress> addresses(ManagedObjectReference<VirtualMachine> vm)
            throws IOException, InterruptedException {
        return addresses(reader.read(vm, List.of("guest.net")).whole());
    }

    /** Waits for the first IPv4 address of the guest. An interruption ends the wait. */
    public InetAddress awaitAddress(ManagedObjectReference<VirtualMachine> vm)
            throws IOException, InterruptedException {
        return awaitAddress(vm, Inet4Address.class::isInstance);
    }

    /** Waits for an address of the guest that is as wanted. An interruption ends the wait. */
    public InetAddress awaitAddress(ManagedObjectReference<VirtualMachine> vm, Predicate<InetAddress> wanted)
            throws IOException, InterruptedException {
        Found found = waiter.waitFor(
                vm,
                List.of("guest.net", "guest.ipAddress"),
                each -> addresses(each).stream().anyMatch(wanted));
        return addresses(found).stream().filter(wanted).findFirst().orElseThrow();
    }

    private static List<InetAddress> addresses(Found found) {
        List<InetAddress> addresses = new ArrayList<>();
        String main = found.value("guest.ipAddress", String.class);
        if (main != null) {
            addUseful(addresses, main);
        }
        for (GuestNicInfo nic : found.list("guest.net", GuestNicInfo.class)) {
            nic.ipAddress().forEach(text -> addUseful(addresses, text));
        }
        return addresses.stream().distinct().toList();
    }

    private static void addUseful(List<InetAddress> addresses, String text) {
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            return; // a guest may tell anything
        }
        if (!address.isAnyLocalAddress() && !address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
            addresses.add(address);
        }
    }

    private VirtualMachine stub(ManagedObjectReference<VirtualMachine> vm) {
        return VirtualMachine.stub(client.connection(), vm);
    }

    private void await(Connection.Calls<ManagedObjectReference<Task>> start) throws IOException, InterruptedException {
        tasks.await(Connection.checked(start));
    }
}
