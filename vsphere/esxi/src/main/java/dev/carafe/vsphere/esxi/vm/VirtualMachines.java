package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.hardware.Faults;
import dev.carafe.vsphere.esxi.nfc.NfcLeases;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.process.PowerState;
import dev.carafe.vsphere.esxi.vmx.VmxFile;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AlreadyExists;
import dev.carafe.vsphere.vim.vim25.EnvironmentBrowserProperties;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.ImportSpec;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** All virtual machines of a host. Any thread. */
public final class VirtualMachines implements AutoCloseable {
    private static final Logger LOG = System.getLogger(VirtualMachines.class.getName());

    private final VmHost host;
    private final Moves moves;
    private final AtomicReference<@Nullable MachineLeases> leases = new AtomicReference<>();

    private VirtualMachines(VmHost host) {
        this.host = host;
        this.moves = new Moves(host, this);
    }

    /**
     * The machines that the host has, in the registry when this returns; those that run are taken over, and what an earlier agent left
     * half done is removed.
     *
     * @param stateFolder the host's own, which nobody else may read
     * @throws IOException when the list of machines cannot be read
     */
    public static VirtualMachines open(
            Path stateFolder, VmHost.Services services, VmHost.Ground ground, HostPlace place) throws IOException {
        Files.createDirectories(stateFolder.resolve("run"));
        VmHost host = new VmHost(stateFolder, Registrations.open(stateFolder), services, ground, place);
        VirtualMachines machines = new VirtualMachines(host);
        services.registry()
                .change(changes -> changes.add(
                        new ServedEnvironmentBrowser(host),
                        EnvironmentBrowserProperties.builder().build()));
        new MoveRecovery(host).run();
        new Restore(host).run(machines::enterAll);
        machines.removeUnfinished();
        return machines;
    }

    /** Has machines imported and exported by these leases; without any, neither can be. */
    public void leaseBy(NfcLeases nfc) {
        leases.set(new MachineLeases(host, nfc));
    }

    /** {@code ResourcePool.ImportVApp}. */
    public ManagedObjectReference<HttpNfcLease> importLease(
            ImportSpec spec,
            ManagedObjectReference<Folder> folder,
            ManagedObjectReference<? extends ResourcePool> pool) {
        return leases().importInto(spec, config -> create(config, folder, pool, false), pool);
    }

    /** A machine whose disks the agent that ended was being sent is removed, as when nobody renews a lease. */
    private void removeUnfinished() {
        List<DatastorePath> unfinished = host.registrations().unfinished();
        for (Machine machine : host.machines().all()) {
            if (unfinished.contains(machine.folder().vmx())
                    && machine.process().isEmpty()
                    && !isBroken(machine.state())) {
                LOG.log(Level.INFO, "{0} was not whole when the agent ended, and is removed", machine.name());
                List<DatastorePath> files = new Destruction(machine).files();
                leave(machine, files);
                new Scratch(host).destroyDoomed(files);
            }
        }
    }

    MachineLeases leases() {
        MachineLeases known = leases.get();
        if (known == null) {
            throw NotSupported.builder().build().exception("This server moves no disks over HTTP.");
        }
        return known;
    }

    /** How many machines are on. */
    public int running() {
        return (int) host.machines().all().stream()
                .filter(machine -> machine.process().isPresent())
                .count();
    }

    /** The process of a running machine; empty when it is off, or there is none. */
    public Optional<MachineProcess> process(ManagedObjectReference<?> machine) {
        return host.machines().byReference(machine).flatMap(Machine::process);
    }

    /** @throws FaultException ManagedObjectNotFound when the host has no such machine */
    Machine machine(ManagedObjectReference<?> machine) {
        return host.machines().byReference(machine).orElseThrow(() -> MissingObject.fault(machine));
    }

    /**
     * Another host has a machine. The claim on it, which is still held, is noted as to be removed.
     *
     * @param settled by which the other host is to be told that this one has noted it
     */
    void depart(Machine machine, DatastorePath settled) {
        leave(machine, List.of(Claim.file(machine.folder()), settled), "VmEmigratingEvent");
    }

    /** A machine that another host had is here, in the folder and pool where machines are that nobody has placed. */
    void arrive(Machine machine) {
        enter(machine, host.place().folder(), host.place().pool());
    }

    /**
     * Puts a machine into a pool of the host.
     *
     * @throws FaultException ManagedObjectNotFound when the host has no such machine or pool, NotSupported for a template
     */
    public void intoPool(ManagedObjectReference<?> machine, ManagedObjectReference<? extends ResourcePool> pool) {
        Machine moved = machine(machine);
        if (moved.folder().template()) {
            throw NotSupported.builder().build().exception("A template is in no resource pool.");
        }
        host.pools().move(moved, host.pools().required(pool));
    }

    /** The settings of pools, or what pools are in, changed: machines that are on are limited accordingly. */
    public void poolsChanged() {
        host.machines().all().forEach(host.pools()::place);
    }

    /** Sends machines to other hosts, and takes theirs. */
    public Moves moves() {
        return moves;
    }

    /** Lets go of all machines, which run on. */
    @Override
    public void close() {
        moves.close();
        host.machines().all().forEach(machine -> machine.process().ifPresent(MachineProcess::release));
    }

    /** {@code Folder.CreateVM_Task}. */
    public ManagedObjectReference<Task> createTask(
            VirtualMachineConfigSpec spec,
            ManagedObjectReference<Folder> folder,
            ManagedObjectReference<? extends ResourcePool> pool) {
        return host.services()
                .tasks()
                .startBeside(folder, "Folder.createVm", false, _ -> create(spec, folder, pool, true));
    }

    private ManagedObjectReference<VirtualMachine> create(
            VirtualMachineConfigSpec spec,
            ManagedObjectReference<Folder> folder,
            ManagedObjectReference<? extends ResourcePool> pool,
            boolean whole) {
        host.pools().required(pool);
        if (spec.name() != null && isNameTaken(folder, spec.name())) {
            throw Names.duplicate(folder, spec.name());
        }
        NewMachine made = new NewMachine(host, whole);
        MachineState state = made.create(spec);
        return enter(made, state, folder, pool, "VmCreatedEvent").reference();
    }

    /** Registers what was made and shows it; removes it when that fails. */
    Machine enter(
            NewMachine made,
            MachineState state,
            ManagedObjectReference<Folder> folder,
            ManagedObjectReference<? extends ResourcePool> pool,
            String event) {
        try {
            long id = host.registrations()
                    .register(
                            state.folder().vmx(),
                            made.files(),
                            made.whole(),
                            host.pools().id(pool))
                    .orElseThrow(() -> VmFaults.exists(state.folder().vmx()));
            Machine machine = new Machine(id, host, state);
            enter(machine, folder, pool);
            host.post(machine, event, Map.of());
            return machine;
        } catch (IOException failed) {
            made.undo();
            throw VmFaults.system("the machine cannot be registered: " + failed.getMessage());
        }
    }

    /** Shows a machine that the host has. */
    private void enter(
            Machine machine,
            ManagedObjectReference<Folder> folder,
            ManagedObjectReference<? extends ResourcePool> pool) {
        host.machines().add(machine);
        machine.look();
        host.services()
                .registry()
                .change(changes -> Membership.join(
                        changes, machine.reference(), host.place(), show(changes, machine, folder, pool)));
        showSnapshots(machine);
    }

    private VirtualMachineProperties show(
            Changes changes,
            Machine machine,
            ManagedObjectReference<Folder> folder,
            ManagedObjectReference<? extends ResourcePool> pool) {
        VirtualMachineProperties shown =
                properties(machine, folder, host.pools().shown(changes, pool));
        changes.add(new ServedVirtualMachine(machine, this), shown);
        return shown;
    }

    private VirtualMachineProperties properties(
            Machine machine,
            ManagedObjectReference<Folder> folder,
            ManagedObjectReference<? extends ResourcePool> pool) {
        VirtualMachineProperties bare = VirtualMachineProperties.builder()
                .parent(folder)
                .resourcePool(machine.folder().template() ? null : pool)
                .build();
        return MachineView.update(bare, machine, host);
    }

    private void showSnapshots(Machine machine) {
        if (!machine.state().snapshots().snapshots().isEmpty()) {
            SnapshotObjects.show(machine, new ServedVirtualMachine(machine, this));
        }
    }

    /** Shows the machines of an earlier agent, all by one change: each of many would copy the lists of those before it. */
    private void enterAll(List<Machine> machines) {
        // side by side, and before the change: nobody else gets at the objects during one
        List<VirtualMachineProperties> properties = machines.parallelStream()
                .map(machine -> properties(machine, host.place().folder(), poolOf(machine)))
                .toList();
        host.services().registry().change(changes -> {
            Map<ManagedObjectReference<VirtualMachine>, VirtualMachineProperties> shown = new LinkedHashMap<>();
            for (int i = 0; i < machines.size(); i++) {
                shown.put(machines.get(i).reference(), properties.get(i));
                changes.add(new ServedVirtualMachine(machines.get(i), this), properties.get(i));
            }
            Membership.joinAll(changes, host.place(), shown);
        });
        machines.forEach(this::showSnapshots);
    }

    private ManagedObjectReference<? extends ResourcePool> poolOf(Machine machine) {
        ManagedObjectReference<? extends ResourcePool> noted = host.pools().of(machine.id());
        return host.services().registry().read(source -> host.pools().shown(source, noted));
    }

    /** {@code Folder.RegisterVM_Task}; the name is the one in the file when it is null. */
    public ManagedObjectReference<Task> registerTask(
            String path,
            @Nullable String name,
            boolean asTemplate,
            ManagedObjectReference<Folder> folder,
            @Nullable ManagedObjectReference<? extends ResourcePool> pool) {
        return host.services()
                .tasks()
                .startBeside(folder, "Folder.registerVm", false, _ -> register(path, name, asTemplate, folder, pool));
    }

    private ManagedObjectReference<VirtualMachine> register(
            String path,
            @Nullable String name,
            boolean asTemplate,
            ManagedObjectReference<Folder> folder,
            @Nullable ManagedObjectReference<? extends ResourcePool> pool) {
        ManagedObjectReference<? extends ResourcePool> in = host.pools().required(pool);
        DatastorePath vmx;
        try {
            vmx = DatastorePath.parse(path);
        } catch (InvalidDatastorePathException wrong) {
            throw VmFaults.badPath(wrong);
        }
        MachineFolder files = new MachineFolder(host.ground().datastores(), vmx);
        if (!files.exists(vmx)) {
            throw VmFaults.absent(vmx);
        }
        if (files.template() != asTemplate
                || !(files.template() || vmx.fileName().endsWith(MachineFolder.ENDING))) {
            throw Faults.invalidArgument(
                    "asTemplate",
                    vmx + " is " + (files.template() ? "a template" : "no template") + "; templates end in "
                            + MachineFolder.TEMPLATE_ENDING);
        }
        MachineState state;
        try {
            state = new MachineLoader(host).load(files);
        } catch (IOException broken) {
            throw VmFaults.config(vmx + " is no virtual machine: " + broken.getMessage());
        }
        if (host.registrations().idOf(vmx).isPresent()) {
            throw alreadyRegistered(vmx);
        }
        Machine machine;
        try {
            long id = host.registrations()
                    .register(vmx, List.of(), true, host.pools().id(in))
                    .orElseThrow(() -> alreadyRegistered(vmx));
            machine = new Machine(id, host, state);
        } catch (IOException failed) {
            throw VmFaults.system("the machine cannot be registered: " + failed.getMessage());
        }
        enter(machine, folder, in);
        if (name != null && !name.isEmpty() && !name.equals(machine.name())) {
            nameNew(machine, name);
        }
        host.post(machine, "VmRegisteredEvent", Map.of());
        return machine.reference();
    }

    /** Gives a machine that was just registered its name, or takes it out again. */
    private void nameNew(Machine machine, String name) {
        try (Claim _ = Claim.take(machine)) {
            new Naming(machine).rename(name);
        } catch (FaultException refused) {
            leave(machine, List.of());
            throw refused;
        }
    }

    private static FaultException alreadyRegistered(DatastorePath vmx) {
        return AlreadyExists.builder()
                .name(vmx.toString())
                .build()
                .exception("The specified key, name, or identifier '" + vmx + "' already exists.");
    }

    /**
     * Takes a machine out of the inventory.
     *
     * @param destroyed files that are to be destroyed with it
     */
    void leave(Machine machine, List<DatastorePath> destroyed) {
        leave(machine, destroyed, "VmRemovedEvent");
    }

    private void leave(Machine machine, List<DatastorePath> destroyed, String event) {
        try {
            host.registrations().unregister(machine.id(), destroyed);
        } catch (IOException failed) {
            throw VmFaults.system("the machine cannot be unregistered: " + failed.getMessage());
        }
        host.post(machine, event, Map.of());
        machine.forget();
        host.machines().remove(machine);
        host.services().registry().change(changes -> {
            if (changes.properties(machine.reference()) instanceof VirtualMachineProperties shown) {
                Membership.leave(changes, machine.reference(), host.place(), shown);
                changes.remove(machine.reference());
            }
            machine.state()
                    .snapshots()
                    .snapshots()
                    .forEach(snapshot -> changes.remove(SnapshotViews.reference(machine.reference(), snapshot.uid())));
        });
    }

    /** The children of a folder have names of their own. Names are compared first: there may be many machines. */
    boolean isNameTaken(ManagedObjectReference<?> folder, String name) {
        return host.machines()
                .named(name)
                .anyMatch(machine -> host.services()
                                        .registry()
                                        .properties(machine.reference())
                                        .orElse(null)
                                instanceof VirtualMachineProperties shown
                        && folder.equals(shown.parent()));
    }

    /** The folder of a datastore has gone or come back: its machines are shown as that leaves them. */
    public void datastoreChanged(String name) {
        for (Machine machine : host.machines().all()) {
            MachineState before = machine.state();
            if (!before.folder().vmx().datastore().equals(name)) {
                continue;
            }
            if (isBroken(before) && host.ground().datastores().isAccessible(name)) {
                MachineState read = new MachineLoader(host).loadOrPlaceholder(before.folder());
                machine.update(
                        now -> isBroken(now) ? machine.process().isPresent() ? read.withLive(now.live()) : read : now);
                showSnapshots(machine);
            }
            machine.look();
        }
    }

    /** Whether a machine's file says nothing that can be read. */
    static boolean isBroken(MachineState state) {
        return state.vmx().equals(VmxFile.EMPTY);
    }

    /** Whether QEMU still stands behind a machine that is said to be on. */
    static boolean isAlive(MachineProcess process) {
        return process.state() == PowerState.POWERED_ON;
    }
}
