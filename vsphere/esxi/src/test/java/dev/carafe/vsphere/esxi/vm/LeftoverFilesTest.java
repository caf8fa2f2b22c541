package dev.carafe.vsphere.esxi.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.testing.RealQemu;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.FileAlreadyExists;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Single files that an agent leaves in a machine's folder when it is killed, beside those of a user that look like them. */
@Timeout(120)
class LeftoverFilesTest {
    @TempDir
    Path folder;

    private ManagedObjectReference<VirtualMachine> vm = new ManagedObjectReference<>("VirtualMachine", "0");

    @BeforeEach
    void makeAMachine() throws Exception {
        RealQemu.assume(); // disks over disks are made by its tools
        try (TestHost host = new TestHost(folder)) {
            vm = host.create(Specs.small("web"));
        }
    }

    private void put(String... names) throws IOException {
        for (String name : names) {
            Files.writeString(folder.resolve("datastore1/web").resolve(name), "what is in it");
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("datastore1/web"))) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    private Registrations notes() throws IOException {
        return Registrations.open(folder.resolve("state"));
    }

    private static DatastorePath path(String name) {
        return DatastorePath.parse("[datastore1] web/" + name);
    }

    @Test
    void contentThatHadNoDescriptorYetIsRemovedAndItsNameIsFree() throws Exception {
        List<String> whole = files();
        notes().making(List.of(path("web-000001.vmdk")));
        put("web-000001-delta.qcow2");
        try (TestHost host = new TestHost(folder)) {
            assertThat(files()).isEqualTo(whole);
            host.done(host.vm(vm).createSnapshot_Task("s", "", false, false));
            assertThat(files()).contains("web-000001.vmdk", "web-000001-delta.qcow2");
        }
        assertThat(notes().made()).isEmpty();
    }

    @Test
    void contentThatAUserPutThereIsNotTakenForALayer() throws Exception {
        put("web-000001-delta.qcow2");
        try (TestHost host = new TestHost(folder)) {
            host.done(host.vm(vm).createSnapshot_Task("s", "", false, false));
        }
        assertThat(files()).contains("web-000001-delta.qcow2", "web-000002.vmdk", "web-000002-delta.qcow2");
        assertThat(files()).doesNotContain("web-000001.vmdk");
    }

    @Test
    void aDiskIsNotMadeOverContentThatAUserPutThere() throws Exception {
        put("web_1-flat.vmdk");
        try (TestHost host = new TestHost(folder)) {
            host.done(host.vm(vm).reconfigVM_Task(Specs.changing(Specs.addNew(Specs.disk(-1, 1000, 1024)))));
            assertThat(files()).contains("web_2.vmdk", "web_2-flat.vmdk").doesNotContain("web_1.vmdk");
        }
        assertThat(Files.readString(folder.resolve("datastore1/web/web_1-flat.vmdk")))
                .isEqualTo("what is in it");
    }

    @Test
    void aDiskIsRefusedTheNameOfContentThatAUserPutThere() throws Exception {
        put("mine-flat.vmdk");
        VirtualDisk disk = Specs.disk(-1, 1000, 1024).toBuilder()
                .backing(VirtualDiskFlatVer2BackingInfo.builder()
                        .fileName("[datastore1] web/mine.vmdk")
                        .diskMode("persistent")
                        .build())
                .build();
        try (TestHost host = new TestHost(folder)) {
            assertThatThrownBy(() -> host.done(host.vm(vm).reconfigVM_Task(Specs.changing(Specs.addNew(disk)))))
                    .isInstanceOfSatisfying(
                            FaultException.class,
                            refused -> assertThat(refused.fault()).isInstanceOf(FileAlreadyExists.class));
        }
        assertThat(files()).contains("mine-flat.vmdk").doesNotContain("mine.vmdk");
        assertThat(notes().made()).isEmpty();
    }

    @Test
    void draftsOfATaskThatWasKilledGoAndAUsersHiddenFilesStay() throws Exception {
        List<String> whole = files();
        put(".web.vmx.lck", ".web.vmx.new", ".web.vmsd.new", ".web-Snapshot1.vmsn.new");
        put(".notes.new", ".web.notes.new", ".carafe-part-list", "web.vmx.new");
        new TestHost(folder).close();
        assertThat(files())
                .containsAll(whole)
                .contains(".notes.new", ".web.notes.new", ".carafe-part-list", "web.vmx.new")
                .hasSize(whole.size() + 4);
    }

    @Test
    void draftsStayAsLongAsAnotherHostIsAtWork() throws Exception {
        put(".web.vmx.lck", ".web.vmx.new");
        List<String> before = files();
        try (FileChannel other =
                        FileChannel.open(folder.resolve("datastore1/web/.web.vmx.lck"), StandardOpenOption.WRITE);
                FileLock _ = other.lock()) {
            new TestHost(folder).close();
            assertThat(files()).isEqualTo(before);
        }
        new TestHost(folder).close();
        assertThat(files()).doesNotContain(".web.vmx.lck", ".web.vmx.new");
    }

    /** The host that left them may never come back: whoever has the machine next finds them. */
    @Test
    void draftsThatAnotherHostLeftGoWithTheNextTask() throws Exception {
        try (TestHost host = new TestHost(folder)) {
            put(".web.vmx.lck", ".web.vmsd.new");
            host.done(host.vm(vm).rename_Task("other"));
            assertThat(files()).doesNotContain(".web.vmx.lck", ".web.vmsd.new");
        }
    }

    @Test
    void aDraftOfWhatIsNotedGoesAndNoOtherOfItsFolder() throws Exception {
        notes().making(List.of(path("web-Snapshot1.vmsn")));
        put(".web-Snapshot1.vmsn.new", ".notes.new");
        new TestHost(folder).close();
        assertThat(files()).contains(".notes.new").doesNotContain(".web-Snapshot1.vmsn.new");
    }

    @Test
    void aClaimOnAMachineThatHasLeftTheHostGoes() throws Exception {
        notes().unregister(Long.parseLong(vm.value()), List.of(path(".web.vmx.lck")));
        put(".web.vmx.lck");
        new TestHost(folder).close();
        assertThat(files()).contains("web.vmx").doesNotContain(".web.vmx.lck");
        assertThat(notes().doomed()).isEmpty();
    }

    @Test
    void aSeedThatNoDriveHasGoes() throws Exception {
        notes().making(List.of(path("web-seed.iso")));
        put("web-seed.iso");
        new TestHost(folder).close();
        assertThat(files()).doesNotContain("web-seed.iso");
    }
}
