package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.PropertyWaiter;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.View;
import dev.carafe.vsphere.client.datastore.DatastoreFiles;
import dev.carafe.vsphere.client.event.Events;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.client.ovf.OvfExport;
import dev.carafe.vsphere.client.ovf.OvfImport;
import dev.carafe.vsphere.client.ovf.OvfPackage;
import dev.carafe.vsphere.client.task.TaskHistory;
import dev.carafe.vsphere.client.vm.Snapshots;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.CustomizationFixedName;
import dev.carafe.vsphere.vim.vim25.CustomizationGlobalIPSettings;
import dev.carafe.vsphere.vim.vim25.CustomizationLinuxPrep;
import dev.carafe.vsphere.vim.vim25.CustomizationSpec;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.FileInfo;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vim.vim25.VmPoweredOnEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an administrator does with a real guest, by the client library alone. One guest is imported and booted for all tests;
 * the last one shuts it down and takes it away.
 */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class JavaClientTest {
    private static final Duration REACTION_MAX = Duration.ofMinutes(3);

    /** For the server's files, and for packages. */
    @TempDir
    static Path folder;

    VSphereClient client;
    ManagedObjectReference<VirtualMachine> guest;
    VSphereServer server;
    private Finder finder;
    private VirtualMachines machines;
    private String address;

    abstract VSphereServer start(Path folder) throws Exception;

    @BeforeAll
    void bootAGuest() throws Exception {
        assumeThat(GuestImageTest.OVA)
                .as("the guest was not built; ./carafe test does it")
                .exists();
        server = start(folder);
        client = server.client();
        Finder everywhere = new Finder(client);
        finder = everywhere.in(everywhere.defaultDatacenter());
        machines = new VirtualMachines(client);
        guest = imported(GuestImageTest.OVA, "guest");
        machines.powerOn(guest);
        address = machines.awaitAddress(guest).getHostAddress();
    }

    @AfterAll
    void endAll() throws Exception {
        if (client != null) {
            client.logout();
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    ManagedObjectReference<VirtualMachine> imported(Path ova, String name) throws Exception {
        try (OvfPackage ovf = OvfPackage.open(ova)) {
            ManagedObjectReference<?> vm = new OvfImport(client, pool(), datastore(), folderOfMachines())
                    .network("VM Network", network())
                    .run(ovf, name, TransferProgress.NONE);
            return new ManagedObjectReference<>(vm.type(), vm.value());
        }
    }

    ManagedObjectReference<Network> network() throws Exception {
        return finder.find(Finder.Kind.NETWORK, "VM Network").as();
    }

    private ManagedObjectReference<HostSystem> host() throws Exception {
        return finder.find(Finder.Kind.HOST_SYSTEM, "*").as();
    }

    private ManagedObjectReference<ResourcePool> pool() throws Exception {
        return new Hosts(client).resourcePool(host());
    }

    private ManagedObjectReference<Datastore> datastore() throws Exception {
        return finder.find(Finder.Kind.DATASTORE, "datastore1").as();
    }

    private ManagedObjectReference<Folder> folderOfMachines() throws Exception {
        return finder.find(Finder.Kind.FOLDER, "/*/vm").as();
    }

    @Test
    void theServerSaysWhatItIs() throws Exception {
        assertThat(client.content().about().apiType()).isIn("HostAgent", "VirtualCenter");
        assertThat(client.currentTime()).isNotNull();
        assertThat(Objects.requireNonNull(new Hosts(client).summary(host()).hardware())
                        .numCpuThreads())
                .isPositive();
    }

    @Test
    void theInventoryIsListedAndSearched() throws Exception {
        Finder.Element found = finder.find(Finder.Kind.VIRTUAL_MACHINE, "guest");
        assertThat(found.object()).isEqualTo(guest);
        assertThat(found.path()).endsWith("/vm/guest");
        assertThat(finder.list(Finder.Kind.DATASTORE, "*"))
                .extracting(Finder.Element::path)
                .anyMatch(path -> path.endsWith("/datastore/datastore1"));
        try (View view = View.container(client, client.content().rootFolder(), List.of("VirtualMachine"))) {
            assertThat(view.read("VirtualMachine", VirtualMachineProperties.class, List.of("name")))
                    .extracting(each -> each.properties().name())
                    .contains("guest");
        }
    }

    @Test
    void theGuestHasAnAddressAndServesHttp() {
        assertThat(page("/")).isEqualTo(TestGuest.HELLO);
    }

    @Test
    void aSnapshotKeepsMemoryAndTheGuestGoesOnFromIt() throws Exception {
        Snapshots snapshots = new Snapshots(client, guest);
        var one = snapshots.create("one", null, true, false);
        machines.powerOff(guest);
        snapshots.revert(one);
        assertThat(machines.powerState(guest)).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        awaitPage();
        snapshots.removeAll();
        assertThat(snapshots.tree()).isEmpty();
    }

    @Test
    void aSuspendedGuestGoesOnWhereItWas() throws Exception {
        machines.suspend(guest);
        assertThat(machines.powerState(guest)).isEqualTo(VirtualMachinePowerState.SUSPENDED);
        machines.powerOn(guest);
        awaitPage();
    }

    @Test
    void machinesAreClonedWholeAndLinkedAndDestroyed() throws Exception {
        Snapshots snapshots = new Snapshots(client, guest);
        var base = snapshots.create("base", null, false, false);
        VirtualMachineRelocateSpec here = VirtualMachineRelocateSpec.builder()
                .pool(pool())
                .datastore(datastore())
                .build();
        VirtualMachineCloneSpec whole = VirtualMachineCloneSpec.builder()
                .location(here)
                .template(false)
                .powerOn(false)
                .snapshot(base)
                .build();
        ManagedObjectReference<VirtualMachine> copy = machines.clone(guest, folderOfMachines(), "copy", whole);
        ManagedObjectReference<VirtualMachine> linked = machines.clone(
                guest,
                folderOfMachines(),
                "linked",
                whole.toBuilder()
                        .location(here.toBuilder()
                                .diskMoveType("createNewChildDiskBacking")
                                .build())
                        .build());
        assertThat(machines.devices(copy).ofType(VirtualDisk.class)).hasSize(1);
        assertThat(machines.config(linked).orElseThrow().uuid())
                .isNotEqualTo(machines.config(copy).orElseThrow().uuid());
        machines.markAsTemplate(copy);
        assertThatExceptionOfType(FaultException.class).isThrownBy(() -> machines.powerOn(copy));
        machines.destroy(linked);
        machines.destroy(copy);
        snapshots.removeAll();
        assertThat(DatastoreFiles.of(client, datastore()).list(""))
                .extracting(FileInfo::path)
                .doesNotContain("copy", "linked");
    }

    @Test
    void aCustomizedCloneSaysItsOwnName() throws Exception {
        Snapshots snapshots = new Snapshots(client, guest);
        VirtualMachineCloneSpec spec = VirtualMachineCloneSpec.builder()
                .location(VirtualMachineRelocateSpec.builder()
                        .pool(pool())
                        .datastore(datastore())
                        .build())
                .template(false)
                .powerOn(true)
                .snapshot(snapshots.create("base", null, false, false))
                .customization(CustomizationSpec.builder()
                        .identity(CustomizationLinuxPrep.builder()
                                .hostName(CustomizationFixedName.builder()
                                        .name("front")
                                        .build())
                                .domain("example.org")
                                .build())
                        .globalIPSettings(
                                CustomizationGlobalIPSettings.builder().build())
                        .build())
                .build();
        ManagedObjectReference<VirtualMachine> front = machines.clone(guest, folderOfMachines(), "front", spec);
        String at = machines.awaitAddress(front).getHostAddress();
        assertThat(at).isNotEqualTo(address);
        await("the clone to say its name", () -> TestGuest.at(at, "/"), "Hello from front\n"::equals);
        assertThat(page("/")).as("the guest keeps its name").isEqualTo(TestGuest.HELLO);
        machines.powerOff(front);
        machines.destroy(front);
        snapshots.removeAll();
    }

    @Test
    void whatAMachineIsChangedToIsSeenByWhoWaitsForIt() throws Exception {
        PropertyReader reader = new PropertyReader(client);
        assertThat(reader.read(guest, List.of("config.annotation")).value("config.annotation", String.class))
                .isNotEqualTo("changed");
        try (VSphereClient other = server.client()) {
            Thread changer = Thread.ofVirtual().start(() -> {
                try {
                    new VirtualMachines(other)
                            .reconfigure(
                                    guest,
                                    VirtualMachineConfigSpec.builder()
                                            .annotation("changed")
                                            .build());
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            new PropertyWaiter(client)
                    .waitFor(
                            guest,
                            List.of("config.annotation"),
                            found -> "changed".equals(found.value("config.annotation", String.class)));
            changer.join();
            other.logout();
        }
    }

    @Test
    void whatWasDoneIsToldByEventsAndTasks() throws Exception {
        assertThat(new Events(client).query(Events.about(guest), 1_000))
                .hasAtLeastOneElementOfType(VmPoweredOnEvent.class);
        assertThat(new TaskHistory(client).recent())
                .extracting(TaskInfo::descriptionId)
                .isNotEmpty();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void theGuestShutsDownIsExportedImportedAgainAndDestroyed() throws Exception {
        awaitTools();
        machines.shutdownGuest(guest);
        machines.awaitPowerState(guest, VirtualMachinePowerState.POWERED_OFF);
        Path ova = folder.resolve("again.ova");
        new OvfExport(client, guest).toOva(ova, "again", TransferProgress.NONE);
        machines.destroy(imported(ova, "again"));
        machines.destroy(guest);
        assertThat(finder.list(Finder.Kind.VIRTUAL_MACHINE, "*")).isEmpty();
        assertThat(DatastoreFiles.of(client, datastore()).list(""))
                .extracting(FileInfo::path)
                .doesNotContain("guest", "again");
    }

    void awaitTools() throws IOException, InterruptedException {
        new PropertyWaiter(client)
                .waitFor(
                        guest,
                        List.of("guest.toolsRunningStatus"),
                        found -> "guestToolsRunning".equals(found.value("guest.toolsRunningStatus", String.class)));
    }

    void awaitPage() {
        await("the guest to answer", () -> page("/"), TestGuest.HELLO::equals);
    }

    static <T> void await(String what, Callable<T> ask, Predicate<T> wanted) {
        Await.until(
                what,
                REACTION_MAX,
                () -> {
                    try {
                        return ask.call();
                    } catch (Exception e) {
                        throw new AssertionError(what, e);
                    }
                },
                wanted);
    }

    String page(String path) {
        return TestGuest.at(address, path);
    }
}
