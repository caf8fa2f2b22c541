package dev.carafe.vsphere.esxi.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.testing.RealQemu;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpecDiskLocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelocationTest {
    private static final String CONTENT = "x".repeat(4096 * 1024);

    @TempDir
    Path folder;

    private TestHost host;
    private ManagedObjectReference<VirtualMachine> web;

    @BeforeEach
    void open() throws Exception {
        RealQemu.assume(); // its tools copy disks
        host = new TestHost(folder);
        web = host.create(Specs.small("web"));
        Files.writeString(host.datastore.resolve("web/web-flat.vmdk"), CONTENT);
    }

    @AfterEach
    void close() {
        host.close();
    }

    private void restart() throws IOException {
        host.close();
        host = new TestHost(folder);
    }

    private static VirtualMachineRelocateSpec to(ManagedObjectReference<Datastore> datastore) {
        return VirtualMachineRelocateSpec.builder().datastore(datastore).build();
    }

    private VirtualDisk disk() {
        return (VirtualDisk) host.config(web).hardware().device().stream()
                .filter(VirtualDisk.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    private VirtualDiskFlatVer2BackingInfo backing() {
        return (VirtualDiskFlatVer2BackingInfo) Objects.requireNonNull(disk().backing());
    }

    @Test
    void aMachineMovesToAnotherDatastoreWithAllThatIsItsOwn() throws Exception {
        String identity = Objects.requireNonNull(backing().uuid());
        Files.writeString(host.datastore.resolve("web/web.nvram"), "settings");
        host.done(host.vm(web).relocateVM_Task(to(TestHost.DATASTORE_2), null));
        for (int i = 0; i < 2; i++) {
            assertThat(host.config(web).files().vmPathName()).isEqualTo("[datastore2] web/web.vmx");
            assertThat(backing().fileName()).isEqualTo("[datastore2] web/web.vmdk");
            assertThat(backing().uuid()).isEqualTo(identity);
            assertThat(host.shown(web).datastore()).containsExactly(TestHost.DATASTORE_2);
            assertThat(host.datastore).isEmptyDirectory();
            assertThat(host.datastore2.resolve("web/web-flat.vmdk")).hasContent(CONTENT);
            assertThat(host.datastore2.resolve("web/web.nvram")).hasContent("settings");
            restart();
        }
        host.done(host.vm(web).destroy_Task());
        assertThat(host.datastore2).isEmptyDirectory();
    }

    @Test
    void theEventsTellWhereItCameFromAndWhereItGoes() throws Exception {
        host.done(host.vm(web).relocateVM_Task(to(TestHost.DATASTORE_2), null));
        assertThat(host.eventTypes()).contains("VmBeingRelocatedEvent", "VmRelocatedEvent");
    }

    @Test
    void snapshotsMoveWithTheDisksThatTheyNeed() throws Exception {
        host.done(host.vm(web).createSnapshot_Task("first", "", false, false));
        host.done(host.vm(web).createSnapshot_Task("second", "", false, false));
        host.done(host.vm(web).relocateVM_Task(to(TestHost.DATASTORE_2), null));
        assertThat(host.datastore).isEmptyDirectory();
        restart();
        host.done(host.vm(web).revertToCurrentSnapshot_Task(null, true));
        host.done(host.vm(web).removeAllSnapshots_Task(true, null));
        assertThat(host.datastore2.resolve("web/web-flat.vmdk")).hasContent(CONTENT);
        host.done(host.vm(web).destroy_Task());
        assertThat(host.datastore2).isEmptyDirectory();
    }

    @Test
    void aDiskMovesAloneAndBack() throws Exception {
        host.done(host.vm(web).relocateVM_Task(disks(TestHost.DATASTORE_2, null), null));
        assertThat(host.config(web).files().vmPathName()).isEqualTo("[datastore1] web/web.vmx");
        assertThat(backing().fileName()).isEqualTo("[datastore2] web/web.vmdk");
        assertThat(host.datastore.resolve("web/web-flat.vmdk")).doesNotExist();
        restart();
        host.done(host.vm(web).relocateVM_Task(disks(TestHost.DATASTORE, null), null));
        assertThat(backing().fileName()).isEqualTo("[datastore1] web/web.vmdk");
        assertThat(host.datastore.resolve("web/web-flat.vmdk")).hasContent(CONTENT);
        assertThat(host.datastore2.resolve("web/web-flat.vmdk")).doesNotExist();
    }

    @Test
    void theConfigurationMovesWithoutADiskThatIsToStay() throws Exception {
        host.done(host.vm(web)
                .relocateVM_Task(
                        disks(TestHost.DATASTORE, null).toBuilder()
                                .datastore(TestHost.DATASTORE_2)
                                .build(),
                        null));
        assertThat(host.config(web).files().vmPathName()).isEqualTo("[datastore2] web/web.vmx");
        assertThat(backing().fileName()).isEqualTo("[datastore1] web/web.vmdk");
        assertThat(host.datastore.resolve("web/web-flat.vmdk")).hasContent(CONTENT);
        assertThat(host.datastore.resolve("web/web.vmx")).doesNotExist();
    }

    @Test
    void aDiskTakesItsRoomAsIsSaid() throws Exception {
        boolean thin = Boolean.TRUE.equals(backing().thinProvisioned());
        host.done(host.vm(web).relocateVM_Task(disks(TestHost.DATASTORE, !thin), null));
        assertThat(backing().thinProvisioned()).isEqualTo(!thin);
    }

    private VirtualMachineRelocateSpec disks(ManagedObjectReference<Datastore> datastore, @Nullable Boolean thin) {
        VirtualMachineRelocateSpecDiskLocator locator = VirtualMachineRelocateSpecDiskLocator.builder()
                .diskId(disk().key())
                .datastore(datastore)
                .diskBackingInfo(
                        thin == null
                                ? null
                                : VirtualDiskFlatVer2BackingInfo.builder()
                                        .fileName("")
                                        .diskMode("persistent")
                                        .thinProvisioned(thin)
                                        .build())
                .build();
        return VirtualMachineRelocateSpec.builder().disk(List.of(locator)).build();
    }

    @Test
    void whereThereIsNoDatastoreNothingGoes() {
        assertThatThrownBy(() -> host.done(
                        host.vm(web).relocateVM_Task(to(new ManagedObjectReference<>("Datastore", "elsewhere")), null)))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(InvalidArgument.class));
        assertThat(host.datastore2).isEmptyDirectory();
    }

    @Test
    void aMoveThatFailsLeavesTheMachineAsItWas() throws Exception {
        Files.writeString(host.datastore.resolve("web/web.vmdk"), "no descriptor");
        assertThatThrownBy(() -> host.done(host.vm(web).relocateVM_Task(to(TestHost.DATASTORE_2), null)))
                .isInstanceOf(FaultException.class);
        assertThat(host.datastore2).isEmptyDirectory();
        assertThat(host.config(web).files().vmPathName()).isEqualTo("[datastore1] web/web.vmx");
    }

    @Test
    void copiesOfAMoveThatTheAgentDidNotEndAreRemoved() throws Exception {
        host.close();
        Path half = Files.createDirectories(host.datastore2.resolve("web"));
        Files.copy(host.datastore.resolve("web/web.vmx"), half.resolve("web.vmx"));
        DatastorePath made = new DatastorePath("datastore2", "web");
        Registrations.open(folder.resolve("state")).making(List.of(made, made.child("web.vmx")));
        host = new TestHost(folder);
        assertThat(host.datastore2).isEmptyDirectory();
        assertThat(host.config(web).files().vmPathName()).isEqualTo("[datastore1] web/web.vmx");
    }
}
