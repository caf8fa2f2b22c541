package dev.carafe.vsphere.esxi.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.esxi.disk.Provisioning;
import dev.carafe.vsphere.esxi.testing.HostObjects;
import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.FileInfo;
import dev.carafe.vsphere.vim.vim25.FileNotFound;
import dev.carafe.vsphere.vim.vim25.FileQuery;
import dev.carafe.vsphere.vim.vim25.FileQueryFlags;
import dev.carafe.vsphere.vim.vim25.FolderFileInfo;
import dev.carafe.vsphere.vim.vim25.FolderFileQuery;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowserSearchResults;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowserSearchSpec;
import dev.carafe.vsphere.vim.vim25.InvalidDatastorePath;
import dev.carafe.vsphere.vim.vim25.IsoImageFileInfo;
import dev.carafe.vsphere.vim.vim25.IsoImageFileQuery;
import dev.carafe.vsphere.vim.vim25.VmConfigFileInfo;
import dev.carafe.vsphere.vim.vim25.VmConfigFileQuery;
import dev.carafe.vsphere.vim.vim25.VmConfigFileQueryFilter;
import dev.carafe.vsphere.vim.vim25.VmConfigFileQueryFlags;
import dev.carafe.vsphere.vim.vim25.VmDiskFileInfo;
import dev.carafe.vsphere.vim.vim25.VmDiskFileQuery;
import dev.carafe.vsphere.vim.vim25.VmDiskFileQueryFilter;
import dev.carafe.vsphere.vim.vim25.VmDiskFileQueryFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Needs {@code qemu-img}, and fails without it. */
@Timeout(60)
class ServedDatastoreBrowserTest {
    @TempDir
    Path temporary;

    private HostObjects host;
    private ServedDatastoreBrowser browser;

    @BeforeEach
    void setUp() throws IOException {
        host = new HostObjects(temporary);
        browser = new ServedDatastoreBrowser(
                new ManagedObjectReference<>("HostDatastoreBrowser", "browser"),
                name -> host.reference(name).filter(_ -> name.equals("one")),
                host.datastores,
                host.disks,
                host.tasks);
        Path web = Files.createDirectories(host.one.resolve("web/logs")).getParent();
        host.disks.create(Objects.requireNonNull(web).resolve("web.vmdk"), 1 << 20, Provisioning.THIN);
        Files.writeString(web.resolve("web.vmx"), "virtualHW.version = \"19\"\n");
        Files.writeString(web.resolve("vmware.log"), "12345");
        Files.createFile(web.resolve("Debian.ISO"));
        Files.createFile(host.one.resolve("tools.iso"));
        Files.createFile(host.one.resolve(".carafe-part-1"));
        Files.createSymbolicLink(host.one.resolve("link"), temporary);
    }

    @AfterEach
    void tearDown() {
        host.close();
    }

    private List<FileInfo> search(String path, HostDatastoreBrowserSearchSpec.@Nullable Builder spec)
            throws InterruptedException {
        return ((HostDatastoreBrowserSearchResults) Objects.requireNonNull(
                        host.result(browser.searchDatastore_Task(path, spec == null ? null : spec.build()))))
                .file();
    }

    private static HostDatastoreBrowserSearchSpec.Builder spec() {
        return HostDatastoreBrowserSearchSpec.builder();
    }

    private static FileQueryFlags all() {
        return FileQueryFlags.builder()
                .fileType(true)
                .fileSize(true)
                .modification(true)
                .fileOwner(true)
                .build();
    }

    @Test
    void tellsNamesAloneUnlessAskedForMore() throws Exception {
        List<FileInfo> files = search("[one] web", null);
        assertThat(files)
                .extracting(FileInfo::path)
                .containsExactly("Debian.ISO", "logs", "vmware.log", "web-flat.vmdk", "web.vmdk", "web.vmx");
        assertThat(files).allMatch(file -> file instanceof FileInfo.Plain && file.fileSize() == null);
    }

    @Test
    void tellsTypesSizesTimesAndOwnersWhenAsked() throws Exception {
        List<FileInfo> files = search("[one] web", spec().details(all()).sortFoldersFirst(true));
        assertThat(files.getFirst()).isInstanceOf(FolderFileInfo.class);
        assertThat(files)
                .allMatch(file -> file.modification() != null && file.owner() != null && file.fileSize() != null);
        FileInfo log = files.stream()
                .filter(file -> file.path().equals("vmware.log"))
                .findFirst()
                .orElseThrow();
        assertThat(log.fileSize()).isEqualTo(5);
        FileInfo disk = files.stream()
                .filter(file -> file.path().equals("web.vmdk"))
                .findFirst()
                .orElseThrow();
        assertThat(disk).isInstanceOf(VmDiskFileInfo.class);
        assertThat(disk.fileSize())
                .as("what a thin disk takes, not what it could")
                .isLessThan(1 << 20);
    }

    @Test
    void filtersByPatterns() throws Exception {
        assertThat(search("[one] web", spec().matchPattern(List.of("*.vm?", "vm*e.log"))))
                .extracting(FileInfo::path)
                .containsExactly("vmware.log", "web.vmx");
        assertThat(search("[one] web", spec().matchPattern(List.of("WEB.*")))).isEmpty();
        assertThat(search("[one] web", spec().matchPattern(List.of("WEB.*")).searchCaseInsensitive(true)))
                .hasSize(2);
    }

    @Test
    void findsFilesOfTypes() throws Exception {
        List<FileQuery> disksAndFolders = List.of(
                VmDiskFileQuery.builder()
                        .details(VmDiskFileQueryFlags.builder()
                                .diskType(true)
                                .capacityKb(true)
                                .hardwareVersion(true)
                                .controllerType(true)
                                .diskExtents(true)
                                .thin(true)
                                .build())
                        .build(),
                FolderFileQuery.builder().build());
        List<FileInfo> files = search("[one] web", spec().query(disksAndFolders));
        assertThat(files).hasSize(2);
        assertThat(files.getLast()).isInstanceOfSatisfying(VmDiskFileInfo.class, disk -> {
            assertThat(disk.path()).isEqualTo("web.vmdk");
            assertThat(disk.capacityKb()).isEqualTo(1024);
            assertThat(disk.thin()).isTrue();
            assertThat(disk.diskExtents()).containsExactly("web-flat.vmdk");
            assertThat(disk.controllerType()).isEqualTo("VirtualLsiLogicController");
            assertThat(disk.diskType()).isEqualTo("VirtualDiskFlatVer2BackingInfo");
            assertThat(disk.hardwareVersion()).isEqualTo(21);
        });
        assertThat(search(
                        "[one] web",
                        spec().query(List.of(VmDiskFileQuery.builder()
                                .filter(VmDiskFileQueryFilter.builder()
                                        .thin(false)
                                        .build())
                                .build()))))
                .isEmpty();
        assertThat(search(
                        "[one] web",
                        spec().query(List.of(IsoImageFileQuery.builder().build()))))
                .isEmpty();
        assertThat(search(
                        "[one] web",
                        spec().searchCaseInsensitive(true)
                                .query(List.of(IsoImageFileQuery.builder().build()))))
                .singleElement()
                .isInstanceOf(IsoImageFileInfo.class);
    }

    @Test
    void readsTheVersionsOfMachines() throws Exception {
        VmConfigFileQuery.Plain query = VmConfigFileQuery.builder()
                .details(VmConfigFileQueryFlags.builder().configVersion(true).build())
                .build();
        assertThat(search("[one] web", spec().query(List.of(query))))
                .singleElement()
                .isInstanceOfSatisfying(
                        VmConfigFileInfo.class,
                        file -> assertThat(file.configVersion()).isEqualTo(19));
        VmConfigFileQuery.Plain others = query.toBuilder()
                .filter(VmConfigFileQueryFilter.builder()
                        .matchConfigVersion(List.of(21))
                        .build())
                .build();
        assertThat(search("[one] web", spec().query(List.of(others)))).isEmpty();
    }

    @Test
    void searchesFoldersWithinFolders() throws Exception {
        ArrayOf found = (ArrayOf) Objects.requireNonNull(host.result(browser.searchDatastoreSubFolders_Task(
                "[one]", spec().matchPattern(List.of("*.iso", "*.log")).build())));
        assertThat(found.items())
                .map(HostDatastoreBrowserSearchResults.class::cast)
                .extracting(HostDatastoreBrowserSearchResults::folderPath)
                .containsExactly("[one]", "[one] web/", "[one] web/logs/");
        assertThat(found.items())
                .map(HostDatastoreBrowserSearchResults.class::cast)
                .flatExtracting(HostDatastoreBrowserSearchResults::file)
                .extracting(FileInfo::path)
                .containsExactly("tools.iso", "vmware.log");
    }

    @Test
    void saysWhatIsNotThere() throws Exception {
        host.assertFails(browser.searchDatastore_Task("[one] nowhere", null), FileNotFound.class);
        host.assertFails(browser.searchDatastore_Task("[one] tools.iso", null), FileNotFound.class);
        host.assertFails(browser.searchDatastore_Task("[one] link", null), InvalidDatastorePath.class);
        for (String path : List.of("[two]", "[three] x", "web", "[one] ../..", "")) {
            assertThatExceptionOfType(FaultException.class)
                    .as(path)
                    .isThrownBy(() -> browser.searchDatastore_Task(path, null))
                    .satisfies(e -> assertThat(e.fault()).isInstanceOf(InvalidDatastorePath.class));
        }
    }

    @Test
    void removesAFile() {
        browser.deleteFile("[one] tools.iso");
        assertThat(host.one.resolve("tools.iso")).doesNotExist();
    }

    @Test
    void matchesGlobsInTimeWhateverThePattern() {
        assertThat(new Glob("*a*a*a*a*a*a*a*a*a*a*b", false).matches("a".repeat(255)))
                .isFalse();
        assertThat(new Glob("*", false).matches("")).isTrue();
        assertThat(new Glob("a*b?", false).matches("a-b-bc")).isTrue();
        assertThat(new Glob("a[b].*", false).matches("a[b].vmx")).isTrue();
    }
}
