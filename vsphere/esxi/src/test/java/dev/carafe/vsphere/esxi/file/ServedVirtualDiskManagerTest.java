package dev.carafe.vsphere.esxi.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.esxi.disk.Provisioning;
import dev.carafe.vsphere.esxi.testing.HostObjects;
import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.Fault;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.CannotAccessFile;
import dev.carafe.vsphere.vim.vim25.FileAlreadyExists;
import dev.carafe.vsphere.vim.vim25.FileBackedVirtualDiskSpec;
import dev.carafe.vsphere.vim.vim25.FileNotFound;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidDatastorePath;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.VirtualDiskInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDiskSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Needs {@code qemu-img}, and fails without it. */
@Timeout(60)
class ServedVirtualDiskManagerTest {
    private static final String DISK = "[one] web.vmdk";

    @TempDir
    Path temporary;

    private HostObjects host;
    private ServedVirtualDiskManager manager;

    @BeforeEach
    void setUp() throws IOException {
        host = new HostObjects(temporary);
        manager = new ServedVirtualDiskManager(
                new ManagedObjectReference<>("VirtualDiskManager", "ha-vdiskmanager"),
                host.datacenter,
                host.datastores,
                host.disks,
                host.tasks);
    }

    @AfterEach
    void tearDown() {
        host.close();
    }

    private static FileBackedVirtualDiskSpec spec(String type, String adapter, long capacityKb) {
        return FileBackedVirtualDiskSpec.builder()
                .diskType(type)
                .adapterType(adapter)
                .capacityKb(capacityKb)
                .build();
    }

    private void create() throws InterruptedException {
        assertThat(host.result(manager.createVirtualDisk_Task(DISK, null, spec("thin", "lsiLogic", 4096))))
                .isEqualTo(DISK);
    }

    private static void assertFault(Class<? extends Fault> fault, ThrowingCallable call) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(fault));
    }

    @Test
    void makesDisks() throws Exception {
        create();
        host.result(
                manager.createVirtualDisk_Task("[two] ide.vmdk", host.datacenter, spec("preallocated", "ide", 2048)));
        assertThat(manager.queryVirtualDiskUuid(DISK, null)).startsWith("60 00 c2 9");
        assertThat(manager.queryVirtualDiskGeometry("[two] ide.vmdk", null).head())
                .isEqualTo(16);
        host.assertFails(
                manager.createVirtualDisk_Task(DISK, null, spec("thin", "lsiLogic", 4096)), FileAlreadyExists.class);
        host.assertFails(
                manager.createVirtualDisk_Task("[one] no/x.vmdk", null, spec("thin", "lsiLogic", 4096)),
                FileNotFound.class);
    }

    @Test
    void refusesSpecsThatNoDiskCanBeMadeFrom() throws Exception {
        assertFault(InvalidArgument.class, () -> manager.createVirtualDisk_Task(DISK, null, spec("soft", "ide", 1024)));
        assertFault(InvalidArgument.class, () -> manager.createVirtualDisk_Task(DISK, null, spec("thin", "usb", 1024)));
        assertFault(InvalidArgument.class, () -> manager.createVirtualDisk_Task(DISK, null, spec("thin", "ide", 0)));
        assertFault(
                InvalidArgument.class,
                () -> manager.createVirtualDisk_Task(DISK, null, spec("thin", "ide", Long.MAX_VALUE)));
        assertFault(
                InvalidArgument.class,
                () -> manager.createVirtualDisk_Task(
                        DISK,
                        null,
                        VirtualDiskSpec.builder()
                                .diskType("thin")
                                .adapterType("ide")
                                .build()));
        assertFault(NotSupported.class, () -> manager.createVirtualDisk_Task(DISK, null, spec("rdm", "ide", 1024)));
        assertFault(
                InvalidDatastorePath.class,
                () -> manager.createVirtualDisk_Task("[one] ../x.vmdk", null, spec("thin", "ide", 1024)));
        host.assertFails(
                manager.createVirtualDisk_Task("[one] x.img", null, spec("thin", "ide", 1024)), InvalidArgument.class);
        assertThat(host.one).isEmptyDirectory();
    }

    @Test
    void copiesMovesAndRemoves() throws Exception {
        create();
        assertThat(host.result(manager.copyVirtualDisk_Task(DISK, null, "[two] a.vmdk", null, null, null)))
                .isEqualTo("[two] a.vmdk");
        assertThat(host.two.resolve("a-flat.vmdk")).hasSize(4096 * 1024);
        host.assertFails(
                manager.copyVirtualDisk_Task(DISK, null, "[two] a.vmdk", null, null, false), FileAlreadyExists.class);
        host.result(manager.copyVirtualDisk_Task(
                DISK, null, "[two] a.vmdk", null, spec("preallocated", "lsiLogic", 1), true));
        assertThat(host.disks.info(host.two.resolve("a.vmdk")).provisioning()).isEqualTo(Provisioning.THICK);
        host.result(manager.moveVirtualDisk_Task("[two] a.vmdk", null, "[two] b.vmdk", null, false, List.of()));
        assertThat(host.two.resolve("a.vmdk")).doesNotExist();
        host.assertFails(
                manager.moveVirtualDisk_Task("[two] a.vmdk", null, "[two] c.vmdk", null, false, List.of()),
                FileNotFound.class);
        host.result(manager.deleteVirtualDisk_Task("[two] b.vmdk", null));
        assertThat(host.two).isEmptyDirectory();
        host.assertFails(manager.deleteVirtualDisk_Task("[two] b.vmdk", null), FileNotFound.class);
    }

    @Test
    void tellsWhatADiskIsAndWhatItLiesOver() throws Exception {
        create();
        host.disks.delta(host.one.resolve("web.vmdk"), host.one.resolve("over.vmdk"));
        assertThat(infos("[one] over.vmdk", true))
                .containsExactly("[one] over.vmdk delta [one] web.vmdk", "[one] web.vmdk thin null");
        assertThat(infos("[one] over.vmdk", false)).containsExactly("[one] over.vmdk delta [one] web.vmdk");
        host.assertFails(manager.queryVirtualDiskInfo_Task("[one] none.vmdk", null, true), FileNotFound.class);
    }

    private List<String> infos(String name, boolean parents) throws Exception {
        return ((ArrayOf) Objects.requireNonNull(host.result(manager.queryVirtualDiskInfo_Task(name, null, parents))))
                .items().stream()
                        .map(VirtualDiskInfo.class::cast)
                        .map(info -> info.unit().name() + " " + info.diskType() + " " + info.parent())
                        .toList();
    }

    @Test
    void growsFillsAndNames() throws Exception {
        create();
        host.result(manager.extendVirtualDisk_Task(DISK, null, 8192, false));
        assertThat(host.disks.info(host.one.resolve("web.vmdk")).capacityBytes())
                .isEqualTo(8 << 20);
        host.assertFails(manager.extendVirtualDisk_Task(DISK, null, 4096, false), InvalidArgument.class);
        host.result(manager.zeroFillVirtualDisk_Task(DISK, null));
        host.result(manager.shrinkVirtualDisk_Task(DISK, null, null));
        host.result(manager.inflateVirtualDisk_Task(DISK, null));
        host.result(manager.eagerZeroVirtualDisk_Task(DISK, null));
        manager.setVirtualDiskUuid(DISK, null, "60 00 C2 9a 00 01 02 03-04 05 06 07 08 09 0a 0b");
        assertThat(manager.queryVirtualDiskUuid(DISK, null))
                .isEqualTo("60 00 c2 9a 00 01 02 03-04 05 06 07 08 09 0a 0b");
    }

    @Test
    void namesACorruptDiskByItsPathOnTheDatastore() throws Exception {
        Files.writeString(host.one.resolve("web.vmdk"), "nothing of the kind");
        assertFault(CannotAccessFile.class, () -> manager.queryVirtualDiskUuid(DISK, null));
        LocalizedMethodFault error =
                host.error(manager.copyVirtualDisk_Task(DISK, null, "[two] a.vmdk", null, null, null));
        assertThat(error.localizedMessage())
                .contains("[one] web.vmdk is corrupt")
                .doesNotContain(temporary.toString());
    }
}
