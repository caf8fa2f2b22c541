package dev.carafe.vsphere.esxi.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.esxi.testing.HostObjects;
import dev.carafe.vsphere.vim.Fault;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.CannotCreateFile;
import dev.carafe.vsphere.vim.vim25.CannotDeleteFile;
import dev.carafe.vsphere.vim.vim25.FileAlreadyExists;
import dev.carafe.vsphere.vim.vim25.FileLocked;
import dev.carafe.vsphere.vim.vim25.FileNotFound;
import dev.carafe.vsphere.vim.vim25.InvalidDatastorePath;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServedFileManagerTest {
    @TempDir
    Path temporary;

    private HostObjects host;
    private ServedFileManager manager;

    @BeforeEach
    void setUp() throws IOException {
        host = new HostObjects(temporary);
        manager = new ServedFileManager(
                new ManagedObjectReference<>("FileManager", "ha-nfc-file-manager"),
                host.datacenter,
                host.datastores,
                host.disks,
                host.tasks);
        Files.createDirectories(host.one.resolve("web/in"));
        Files.writeString(host.one.resolve("web/a.txt"), "a");
        Files.writeString(host.one.resolve("web/in/b.txt"), "b");
        Files.createSymbolicLink(host.one.resolve("web/out"), temporary);
    }

    @AfterEach
    void tearDown() {
        host.close();
    }

    private ManagedObjectReference<Task> copy(String from, String to, boolean force) {
        return manager.copyDatastoreFile_Task(from, null, to, host.datacenter, force);
    }

    private ManagedObjectReference<Task> move(String from, String to, boolean force) {
        return manager.moveDatastoreFile_Task(from, host.datacenter, to, null, force);
    }

    private static void assertFault(Class<? extends Fault> fault, ThrowingCallable call) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(fault));
    }

    @Test
    void copiesFilesAndFoldersWithoutLinks() throws Exception {
        host.result(copy("[one] web", "[two] copy", false));
        assertThat(Files.readString(host.two.resolve("copy/in/b.txt"))).isEqualTo("b");
        assertThat(host.two.resolve("copy/out")).doesNotExist();
        host.assertFails(copy("[one] web/a.txt", "[two] copy/in/b.txt", false), FileAlreadyExists.class);
        host.result(copy("[one] web/a.txt", "[two] copy/in/b.txt", true));
        assertThat(Files.readString(host.two.resolve("copy/in/b.txt"))).isEqualTo("a");
        host.assertFails(copy("[one] web/a.txt", "[two] copy/in", true), FileAlreadyExists.class);
        host.assertFails(copy("[one] absent", "[two] x", false), FileNotFound.class);
        host.assertFails(copy("[one] web/a.txt", "[two] no/x", false), FileNotFound.class);
        host.assertFails(copy("[one] web", "[one] web/in/web", false), CannotCreateFile.class);
    }

    @Test
    void movesFilesAndFolders() throws Exception {
        host.result(move("[one] web/in", "[two] in", false));
        assertThat(Files.readString(host.two.resolve("in/b.txt"))).isEqualTo("b");
        assertThat(host.one.resolve("web/in")).doesNotExist();
        host.assertFails(move("[one] web/a.txt", "[two] in/b.txt", false), FileAlreadyExists.class);
        assertThat(Files.readString(host.one.resolve("web/a.txt"))).isEqualTo("a");
        host.result(move("[one] web/a.txt", "[two] in/b.txt", true));
        assertThat(Files.readString(host.two.resolve("in/b.txt"))).isEqualTo("a");
    }

    @Test
    void removesAFolderButNotWhatItsLinksName() throws Exception {
        Files.writeString(temporary.resolve("precious"), "x");
        host.result(manager.deleteDatastoreFile_Task("[one] web", null));
        assertThat(host.one.resolve("web")).doesNotExist();
        assertThat(temporary.resolve("precious")).exists();
        host.assertFails(manager.deleteDatastoreFile_Task("[one] web", null), FileNotFound.class);
        host.assertFails(manager.deleteDatastoreFile_Task("[one] /", null), CannotDeleteFile.class);
        assertThat(host.one).exists();
    }

    @Test
    void makesFolders() {
        manager.makeDirectory("[one] new", host.datacenter, null);
        assertThat(host.one.resolve("new")).isDirectory();
        assertFault(FileAlreadyExists.class, () -> manager.makeDirectory("[one] new", null, true));
        assertFault(FileNotFound.class, () -> manager.makeDirectory("[one] x/y/z", null, false));
        manager.makeDirectory("[one] x/y/z", null, true);
        assertThat(host.one.resolve("x/y/z")).isDirectory();
    }

    @Test
    void takesUrls() throws Exception {
        host.result(copy(
                "https://host/folder/web/a.txt?dcPath=ha-datacenter&dsName=one",
                "https://host/folder/a%20b+c.txt?dsName=two&dcPath=ha-datacenter",
                false));
        assertThat(host.two.resolve("a b+c.txt")).exists();
        assertFault(InvalidDatastorePath.class, () -> copy("https://host/folder/a?dsName=three", "[one] b", false));
        assertFault(InvalidDatastorePath.class, () -> copy("https://host/%2e%2e", "[one] b", false));
    }

    @Test
    void refusesWhatLeadsOut() {
        assertFault(InvalidDatastorePath.class, () -> manager.deleteDatastoreFile_Task("[one] ../two", null));
        assertFault(InvalidDatastorePath.class, () -> manager.deleteDatastoreFile_Task("[one] web/out/x", null));
        assertFault(InvalidDatastorePath.class, () -> copy("[one] web/a.txt", "[one] web/out/x", false));
        assertFault(
                ManagedObjectNotFound.class,
                () -> manager.deleteDatastoreFile_Task(
                        "[one] web", new ManagedObjectReference<>("Datacenter", "dc-9")));
    }

    @Test
    void leavesAFileAloneThatAMachineHasOpen() throws Exception {
        Path flat = host.one.resolve("web/web-flat.vmdk");
        Files.write(flat, new byte[1 << 20]);
        Process holder = new ProcessBuilder("qemu-io", "-f", "raw", flat.toString())
                .redirectErrorStream(true)
                .start();
        try {
            // Its prompt says that it has opened the file.
            assertThat(holder.getInputStream().read()).isPositive();
            host.assertFails(manager.deleteDatastoreFile_Task("[one] web", null), FileLocked.class);
            host.assertFails(move("[one] web", "[one] other", false), FileLocked.class);
            host.assertFails(copy("[one] web/a.txt", "[one] web/web-flat.vmdk", true), FileLocked.class);
        } finally {
            holder.destroyForcibly();
            holder.onExit().join();
        }
        assertThat(flat).hasSize(1 << 20);
        assertThat(host.one.resolve("web/in/b.txt")).exists();
    }

    @Test
    void changesNoOwner() {
        assertFault(NotSupported.class, () -> manager.changeOwner("[one] web", null, "root"));
    }
}
