package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.Search;
import dev.carafe.vsphere.client.TransferException;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.View;
import dev.carafe.vsphere.client.authorization.Permissions;
import dev.carafe.vsphere.client.datastore.DatastoreFiles;
import dev.carafe.vsphere.client.datastore.VirtualDisks;
import dev.carafe.vsphere.client.event.Events;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.client.network.Networks;
import dev.carafe.vsphere.client.performance.Performance;
import dev.carafe.vsphere.client.task.TaskHistory;
import dev.carafe.vsphere.client.vm.BootOrder;
import dev.carafe.vsphere.client.vm.DeviceChanges;
import dev.carafe.vsphere.client.vm.DeviceList;
import dev.carafe.vsphere.client.vm.NicType;
import dev.carafe.vsphere.client.vm.SerialBacking;
import dev.carafe.vsphere.client.vm.Snapshots;
import dev.carafe.vsphere.client.vm.UsbType;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.FileInfo;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualCdromIsoBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskType;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualFloppy;
import dev.carafe.vsphere.vim.vim25.VirtualFloppyImageBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptions;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPort;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortFileBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortURIBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualUSBController;
import dev.carafe.vsphere.vim.vim25.VirtualUSBXHCIController;
import dev.carafe.vsphere.vim.vim25.VmPoweredOnEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the client library does with every server: upstream's simulators and Carafe's own. A server has at least one
 * datacenter, host, datastore and standard network. All tests have the same one, so what a test makes it takes away again.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VSphereClientContract {
    private static final String NAME = "carafe-contract";

    VSphereClient client;
    Finder finder;
    VirtualMachines machines;
    private ManagedObjectReference<Datastore> datastore;
    private String datastoreName;
    private @Nullable VSphereServer server;

    /** @param folder for its files */
    abstract VSphereServer start(Path folder) throws Exception;

    /** The name of a standard network that machines may be on. */
    String network() {
        return "VM Network";
    }

    @BeforeAll
    void startServer(@TempDir Path folder) throws Exception {
        server = start(folder);
    }

    @BeforeEach
    void login() throws Exception {
        client = Objects.requireNonNull(server).client();
        Finder everywhere = new Finder(client);
        finder = everywhere.in(everywhere.list(Finder.Kind.DATACENTER, "*").getFirst());
        machines = new VirtualMachines(client);
        datastore = finder.list(Finder.Kind.DATASTORE, "*").getFirst().as();
        datastoreName = Objects.requireNonNull(
                new PropertyReader(client).read(datastore, List.of("name")).value("name", String.class));
    }

    @AfterEach
    void logout() throws Exception {
        if (client != null) {
            client.logout();
            client.close();
        }
    }

    @AfterAll
    void endServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    ManagedObjectReference<Folder> folder() throws Exception {
        return finder.find(Finder.Kind.FOLDER, "/*/vm").as();
    }

    ManagedObjectReference<HostSystem> host() throws Exception {
        return finder.list(Finder.Kind.HOST_SYSTEM, "*").getFirst().as();
    }

    ManagedObjectReference<Datastore> datastore() {
        return datastore;
    }

    /** A machine without an operating system: one processor, a disk and an adapter. */
    ManagedObjectReference<VirtualMachine> machine(String name) throws Exception {
        VirtualMachineConfigSpec spec = VirtualMachineConfigSpec.builder()
                .name(name)
                .guestId("otherGuest64")
                .numCPUs(1)
                .memoryMB(64L)
                .files(VirtualMachineFileInfo.builder()
                        .vmPathName("[" + datastoreName + "]")
                        .build())
                .deviceChange(DeviceChanges.ofNewMachine()
                        .addDisk(16L << 20, datastore, "")
                        .addNic(
                                NicType.E1000,
                                new Networks(client)
                                        .backing(finder.find(Finder.Kind.NETWORK, network())
                                                .as()))
                        .list())
                .build();
        return machines.create(folder(), new Hosts(client).resourcePool(host()), host(), spec);
    }

    private void destroy(ManagedObjectReference<VirtualMachine> vm) throws Exception {
        if (machines.powerState(vm) == VirtualMachinePowerState.POWERED_ON) {
            machines.powerOff(vm);
        }
        machines.destroy(vm);
    }

    @Test
    void aMachineIsMadeFoundAndDestroyed() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = machine(NAME);
        try {
            Finder.Element found = finder.find(Finder.Kind.VIRTUAL_MACHINE, NAME);
            assertThat(found.object()).isEqualTo(vm);
            assertThat(finder.find(Finder.Kind.VIRTUAL_MACHINE, found.path()).object())
                    .isEqualTo(vm);
            String uuid =
                    Objects.requireNonNull(machines.config(vm).orElseThrow().uuid());
            assertThat(new Search(client).machineByUuid(uuid)).hasValue(vm);
            try (View view = View.container(client, client.content().rootFolder(), List.of("VirtualMachine"))) {
                assertThat(view.members()).contains(vm);
                assertThat(view.read("VirtualMachine", VirtualMachineProperties.class, List.of("name")))
                        .extracting(each -> each.properties().name())
                        .contains(NAME);
            }
        } finally {
            destroy(vm);
        }
        assertThat(finder.list(Finder.Kind.VIRTUAL_MACHINE, NAME)).isEmpty();
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> machines.powerOn(vm))
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(ManagedObjectNotFound.class));
    }

    @Test
    void devicesAreAddedAndRemovedAndSettingsKept() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = machine(NAME);
        try {
            DeviceList before = machines.devices(vm);
            assertThat(before.ofType(VirtualDisk.class)).hasSize(1);
            assertThat(before.ofType(VirtualEthernetCard.class)).hasSize(1);
            assertThat(before.all()).extracting(VirtualDevice::key).allMatch(key -> key >= 0);

            machines.reconfigure(
                    vm,
                    new DeviceChanges(before)
                            .addDisk(8L << 20, null, "").spec().toBuilder()
                                    .extraConfig(List.of(OptionValue.builder()
                                            .key("guestinfo.carafe")
                                            .value("yes")
                                            .build()))
                                    .build());
            DeviceList more = machines.devices(vm);
            List<VirtualDisk> disks = more.ofType(VirtualDisk.class);
            assertThat(disks).hasSize(2);
            assertThat(disks.getFirst().controllerKey())
                    .isEqualTo(disks.getLast().controllerKey());
            assertThat(more.byName(more.name(disks.getLast()))).hasValue(disks.getLast());
            assertThat(machines.extraConfig(vm)).containsEntry("guestinfo.carafe", "yes");
            assertThat(more.byBacking(Objects.requireNonNull(disks.getLast().backing())))
                    .containsExactly(disks.getLast());
            assertThat(more.primaryMacAddress()).get(STRING).matches("([0-9a-f]{2}:){5}[0-9a-f]{2}");

            BootOrder order = BootOrder.of(more, "ethernet", more.name(disks.getLast()));
            machines.reconfigure(vm, order.spec());
            VirtualMachineBootOptions boot =
                    Objects.requireNonNull(machines.config(vm).orElseThrow().bootOptions());
            assertThat(new BootOrder(boot.bootOrder()).select(more))
                    .containsExactly(more.ofType(VirtualEthernetCard.class).getFirst(), disks.getLast());
            machines.reconfigure(vm, BootOrder.byDefault().spec());

            machines.reconfigure(
                    vm, new DeviceChanges(more).destroy(disks.getLast()).spec());
            assertThat(machines.devices(vm).ofType(VirtualDisk.class)).hasSize(1);
        } finally {
            destroy(vm);
        }
    }

    @Test
    void drivesAndPortsComeAndGoAndWhatIsInThemIsChanged() throws Exception {
        DatastoreFiles files = DatastoreFiles.of(client, datastore);
        byte[] floppy = new byte[1_440 << 10];
        files.makeDirectory(NAME + "-media", true);
        for (String image : List.of("a.iso", "b.flp")) {
            files.upload(
                    new ByteArrayInputStream(floppy), floppy.length, NAME + "-media/" + image, TransferProgress.NONE);
        }
        String disc = files.path(NAME + "-media/a.iso").toString();
        String image = files.path(NAME + "-media/b.flp").toString();
        ManagedObjectReference<VirtualMachine> vm = machine(NAME);
        try {
            int before = machines.devices(vm).all().size();
            change(
                    vm,
                    changes -> changes.addEmptyCdrom()
                            .addEmptyFloppy()
                            .addSerialPort(SerialBacking.nowhere())
                            .addUsbController(UsbType.EHCI)
                            .addUsbController(UsbType.XHCI));
            DeviceList devices = machines.devices(vm);
            assertThat(devices.ofType(VirtualUSBController.class)).hasSize(1);
            assertThat(devices.ofType(VirtualUSBXHCIController.class)).hasSize(1);
            assertThat(behind(vm, VirtualCdrom.class)).isNotInstanceOf(VirtualCdromIsoBackingInfo.class);

            change(
                    vm,
                    changes -> changes.insert(first(vm, VirtualCdrom.class), disc)
                            .insert(first(vm, VirtualFloppy.class), image)
                            .connect(first(vm, VirtualSerialPort.class), SerialBacking.listening("telnet://:33233")));
            assertThat(behind(vm, VirtualCdrom.class))
                    .isInstanceOfSatisfying(
                            VirtualCdromIsoBackingInfo.class,
                            iso -> assertThat(iso.fileName()).isEqualTo(disc));
            assertThat(behind(vm, VirtualFloppy.class))
                    .isInstanceOfSatisfying(
                            VirtualFloppyImageBackingInfo.class,
                            flp -> assertThat(flp.fileName()).isEqualTo(image));
            assertThat(behind(vm, VirtualSerialPort.class))
                    .isInstanceOfSatisfying(VirtualSerialPortURIBackingInfo.class, line -> {
                        assertThat(line.serviceURI()).isEqualTo("telnet://:33233");
                        assertThat(line.direction()).isEqualTo("server");
                    });

            change(
                    vm,
                    changes -> changes.eject(first(vm, VirtualCdrom.class))
                            .eject(first(vm, VirtualFloppy.class))
                            .connect(
                                    first(vm, VirtualSerialPort.class),
                                    SerialBacking.file(
                                            files.path(NAME + "-media/port.log").toString())));
            assertThat(behind(vm, VirtualCdrom.class)).isNotInstanceOf(VirtualCdromIsoBackingInfo.class);
            assertThat(behind(vm, VirtualFloppy.class)).isNotInstanceOf(VirtualFloppyImageBackingInfo.class);
            assertThat(behind(vm, VirtualSerialPort.class)).isInstanceOf(VirtualSerialPortFileBackingInfo.class);

            change(
                    vm,
                    changes -> changes.remove(first(vm, VirtualFloppy.class))
                            .remove(first(vm, VirtualSerialPort.class))
                            .remove(first(vm, VirtualUSBController.class))
                            .remove(first(vm, VirtualUSBXHCIController.class))
                            .remove(first(vm, VirtualCdrom.class)));
            assertThat(machines.devices(vm).all()).hasSize(before);
        } finally {
            destroy(vm);
            files.delete(NAME + "-media");
        }
    }

    /** What is to change among devices, which may have to be asked for. */
    @FunctionalInterface
    private interface Change {
        DeviceChanges of(DeviceChanges changes) throws Exception;
    }

    private void change(ManagedObjectReference<VirtualMachine> vm, Change change) throws Exception {
        machines.reconfigure(
                vm, change.of(new DeviceChanges(machines.devices(vm))).spec());
    }

    private <D extends VirtualDevice> D first(ManagedObjectReference<VirtualMachine> vm, Class<D> type)
            throws Exception {
        return machines.devices(vm).ofType(type).getFirst();
    }

    private VirtualDeviceBackingInfo behind(
            ManagedObjectReference<VirtualMachine> vm, Class<? extends VirtualDevice> type) throws Exception {
        return Objects.requireNonNull(first(vm, type).backing());
    }

    @Test
    void aRunningMachineGetsADiskAndLosesIt() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = machine(NAME);
        try {
            machines.powerOn(vm);
            change(vm, changes -> changes.addDisk(8L << 20, null, ""));
            List<VirtualDisk> disks = machines.devices(vm).ofType(VirtualDisk.class);
            assertThat(disks).hasSize(2);
            change(vm, changes -> changes.destroy(disks.getLast()));
            assertThat(machines.devices(vm).ofType(VirtualDisk.class)).hasSize(1);
        } finally {
            destroy(vm);
        }
    }

    @Test
    void aMachineIsPoweredOnAndOff() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = machine(NAME);
        try {
            assertThat(machines.powerState(vm)).isEqualTo(VirtualMachinePowerState.POWERED_OFF);
            machines.powerOn(vm);
            machines.awaitPowerState(vm, VirtualMachinePowerState.POWERED_ON);
            assertThatExceptionOfType(FaultException.class).isThrownBy(() -> machines.powerOn(vm));
            machines.reset(vm);
            machines.powerOff(vm);
            assertThat(machines.powerState(vm)).isEqualTo(VirtualMachinePowerState.POWERED_OFF);
        } finally {
            destroy(vm);
        }
    }

    @Test
    void snapshotsAreMadeFoundRevertedToAndRemoved() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = machine(NAME);
        try {
            Snapshots snapshots = new Snapshots(client, vm);
            assertThat(snapshots.tree()).isEmpty();
            var base = snapshots.create("base", "the first", false, false);
            var patched = snapshots.create("patched", null, false, false);
            assertThat(snapshots.current()).hasValue(patched);
            assertThat(snapshots.find("base/patched")).hasValue(patched);
            snapshots.revert(base);
            assertThat(snapshots.current()).hasValue(base);
            snapshots.remove(patched, false);
            assertThat(snapshots.find("patched")).isEmpty();
            snapshots.removeAll();
            assertThat(snapshots.tree()).isEmpty();
        } finally {
            destroy(vm);
        }
    }

    @Test
    void filesAreUploadedListedMovedDownloadedAndDeleted() throws Exception {
        DatastoreFiles files = DatastoreFiles.of(client, datastore);
        byte[] content = "0123456789".getBytes(StandardCharsets.UTF_8);
        files.makeDirectory(NAME + "/a b", true);
        try {
            files.upload(new ByteArrayInputStream(content), content.length, NAME + "/a b/x.txt", TransferProgress.NONE);
            assertThat(files.list(NAME + "/a b"))
                    .singleElement()
                    .satisfies(file -> assertThat(file.path()).isEqualTo("x.txt"))
                    .extracting(FileInfo::fileSize)
                    .isEqualTo(10L);
            files.copy(NAME + "/a b/x.txt", NAME + "/y.txt", false);
            files.move(NAME + "/y.txt", NAME + "/z.txt", false);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThat(files.download(NAME + "/z.txt", out, TransferProgress.NONE))
                    .isEqualTo(10);
            assertThat(out.toByteArray()).isEqualTo(content);
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            files.downloadFrom(NAME + "/z.txt", 7, rest, TransferProgress.NONE);
            assertThat(rest).hasToString("789");
            assertThat(files.size(NAME + "/z.txt")).hasValue(10);
            assertThatExceptionOfType(TransferException.class)
                    .isThrownBy(() -> files.download(NAME + "/y.txt", out, TransferProgress.NONE))
                    .satisfies(e -> assertThat(e.status()).isEqualTo(404));
        } finally {
            files.delete(NAME);
        }
        assertThat(files.list("")).extracting(FileInfo::path).doesNotContain(NAME);
    }

    @Test
    void eventsAreAskedForAndFollowed() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = machine(NAME);
        try {
            Events events = new Events(client);
            List<Event> seen = new ArrayList<>();
            machines.powerOn(vm);
            events.follow(Events.about(vm), event -> {
                seen.add(event);
                return !(event instanceof VmPoweredOnEvent);
            });
            assertThat(seen).last().isInstanceOf(VmPoweredOnEvent.class);
            assertThat(events.query(Events.about(vm), 1_000))
                    .extracting(Event::key)
                    .contains(seen.getLast().key());
        } finally {
            destroy(vm);
        }
    }

    @Test
    void tasksAreRemembered() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = machine(NAME);
        try {
            machines.powerOn(vm);
            assertThat(new TaskHistory(client).recent())
                    .filteredOn(task -> vm.equals(task.entity()))
                    .extracting(TaskInfo::descriptionId)
                    .contains("VirtualMachine.powerOn");
        } finally {
            destroy(vm);
        }
    }

    @Test
    void countersHaveNamesAndSamples() throws Exception {
        Performance performance = new Performance(client);
        assertThat(performance.counters()).containsKey("cpu.usage.average");
        ManagedObjectReference<HostSystem> host = host();
        Await.until( // a host samples itself every 20 seconds
                "the host's first sample",
                Duration.ofSeconds(90),
                () -> available(performance, host),
                names -> names.contains("cpu.usage.average"));
        List<Performance.Series> series =
                performance.sample(List.of(host()), List.of("cpu.usage.average"), "", Performance.REAL_TIME, 2);
        assertThat(series).isNotEmpty();
        Performance.Series cpu = series.getFirst();
        assertThat(cpu.counter()).isEqualTo("cpu.usage.average");
        assertThat(cpu.unit()).isEqualTo("percent");
        assertThat(cpu.values()).hasSameSizeAs(cpu.times()).isNotEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> performance.sample(List.of(host()), List.of("no.such.counter"), "", 20, 1));
    }

    private static List<String> available(Performance performance, ManagedObjectReference<HostSystem> host) {
        try {
            return performance.available(host, Performance.REAL_TIME);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void rolesAreMadeAndGivenToUsers() throws Exception {
        Permissions permissions = new Permissions(client);
        assertThat(permissions.role("Admin")).isPresent();
        int role = permissions.addRole(NAME, List.of("System.View", "VirtualMachine.Interact.PowerOn"));
        try {
            assertThat(permissions.role(NAME).orElseThrow().privilege()).contains("VirtualMachine.Interact.PowerOn");
            permissions.updateRole(role, NAME, List.of("System.View"));
            assertThat(permissions.role(NAME).orElseThrow().privilege())
                    .doesNotContain("VirtualMachine.Interact.PowerOn");
        } finally {
            permissions.removeRole(role, false);
        }
        assertThat(permissions.role(NAME)).isEmpty();
        assertThat(permissions.of(client.content().rootFolder(), false)).isNotEmpty();
    }

    @Test
    void virtualDisksAreMadeCopiedAndDeleted() throws Exception {
        DatastoreFiles files = DatastoreFiles.of(client, datastore);
        VirtualDisks disks = new VirtualDisks(client, finder.defaultDatacenter().as());
        files.makeDirectory(NAME, true);
        try {
            disks.create(files.path(NAME + "/a.vmdk"), 8L << 20, VirtualDiskType.THIN);
            assertThat(disks.uuid(files.path(NAME + "/a.vmdk"))).isNotBlank();
            disks.copy(files.path(NAME + "/a.vmdk"), files.path(NAME + "/b.vmdk"), false);
            disks.delete(files.path(NAME + "/a.vmdk"));
            assertThat(files.list(NAME))
                    .extracting(FileInfo::path)
                    .contains("b.vmdk")
                    .doesNotContain("a.vmdk");
        } finally {
            files.delete(NAME);
        }
    }

    @Test
    void anInterruptedWaitEndsAsInterrupted() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = machine(NAME);
        try {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> machines.awaitPowerState(vm, VirtualMachinePowerState.SUSPENDED));
            assertThat(Thread.interrupted()).isFalse();
        } finally {
            destroy(vm);
        }
    }
}
