package dev.carafe.vsphere.esxi.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.testing.RealQemu;
import dev.carafe.vsphere.vim.Fault;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AlreadyExists;
import dev.carafe.vsphere.vim.vim25.ConcurrentAccess;
import dev.carafe.vsphere.vim.vim25.CustomizationFixedName;
import dev.carafe.vsphere.vim.vim25.CustomizationGlobalIPSettings;
import dev.carafe.vsphere.vim.vim25.CustomizationLinuxPrep;
import dev.carafe.vsphere.vim.vim25.CustomizationSpec;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.FileAlreadyExists;
import dev.carafe.vsphere.vim.vim25.FileNotFound;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.InvalidDatastorePath;
import dev.carafe.vsphere.vim.vim25.InvalidPowerState;
import dev.carafe.vsphere.vim.vim25.InvalidVmConfig;
import dev.carafe.vsphere.vim.vim25.InvalidVmState;
import dev.carafe.vsphere.vim.vim25.MissingController;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualCdromIsoBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines that are off: their files, their registration, and what a crash leaves. */
@Timeout(120)
class VirtualMachinesTest {
    @TempDir
    Path folder;

    private TestHost host;

    @BeforeEach
    void open() throws IOException {
        RealQemu.assume(); // deltas are made by its tools
        host = new TestHost(folder);
    }

    @AfterEach
    void close() {
        if (host != null) {
            host.close();
        }
    }

    private void restart() throws IOException {
        host.close();
        host = new TestHost(folder);
    }

    @Test
    void aMachineIsInTheInventoryAndStillAfterARestart() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        for (int i = 0; i < 2; i++) {
            assertThat(folderProperties().childEntity())
                    .extracting(child -> child.value())
                    .containsExactly(web.value());
            assertThat(((ResourcePoolProperties)
                                    host.registry.properties(TestHost.POOL).orElseThrow())
                            .vm())
                    .containsExactly(web);
            assertThat(host.config(web).name()).isEqualTo("web");
            assertThat(host.config(web).files().vmPathName()).isEqualTo("[datastore1] web/web.vmx");
            assertThat(host.shown(web).datastore()).containsExactly(TestHost.DATASTORE);
            assertThat(Objects.requireNonNull(host.shown(web).layoutEx()).file())
                    .extracting(file -> file.name())
                    .contains(
                            "[datastore1] web/web.vmx", "[datastore1] web/web.vmdk", "[datastore1] web/web-flat.vmdk");
            assertThat(host.shown(web).summary()).isNotNull();
            restart();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[datastore1] ../up/x.vmx", "[datastore1] a/../../b", "[nowhere] a", "datastore1/a", "[a/b] c"})
    void aPathThatLeadsNowhereIsRefused(String path) {
        assertThat(faultOfCreate(named("web", path))).isInstanceOf(InvalidDatastorePath.class);
        assertThat(host.datastore).isEmptyDirectory();
    }

    @Test
    void aFailedCreationLeavesNothing() {
        VirtualMachineConfigSpec wrong = Specs.small("web").toBuilder()
                .deviceChange(Stream.concat(
                                Specs.small("web").deviceChange().stream(),
                                Stream.of(Specs.add(Specs.disk(-9, 1003, 1024))))
                        .toList())
                .build();
        assertThat(faultOfCreate(wrong)).isInstanceOf(MissingController.class);
        assertThat(faultOfCreate(Specs.small("web").toBuilder().files(null).build()))
                .isInstanceOf(InvalidVmConfig.class);
        assertThat(host.datastore).isEmptyDirectory();
        assertThat(folderProperties().childEntity()).isEmpty();
    }

    @Test
    void namesAndFilesAreNotGivenTwice() throws Exception {
        host.create(Specs.small("web"));
        assertThat(faultOfCreate(Specs.small("web"))).isInstanceOf(DuplicateName.class);
        assertThat(faultOfCreate(named("other", "[datastore1] web/web.vmx"))).isInstanceOf(FileAlreadyExists.class);
        Files.createDirectory(host.datastore.resolve("db"));
        ManagedObjectReference<VirtualMachine> second = host.create(Specs.small("db"));
        assertThat(host.config(second).files().vmPathName()).isEqualTo("[datastore1] db_1/db.vmx");
    }

    @Test
    void aNameIsFreeWhenItsMachineHasAnotherOrIsGone() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        host.done(host.vm(web).rename_Task("other"));
        ManagedObjectReference<VirtualMachine> second = host.create(Specs.small("web"));
        assertThat(faultOfCreate(Specs.small("other"))).isInstanceOf(DuplicateName.class);
        assertThat(faultOfCreate(Specs.small("web"))).isInstanceOf(DuplicateName.class);
        host.done(host.vm(second).destroy_Task());
        host.create(Specs.small("web"));
        restart();
        assertThat(faultOfCreate(Specs.small("other"))).isInstanceOf(DuplicateName.class);
    }

    @Test
    void aDiskThatWasAddedAfterASnapshotStaysAsAFileWhenTheMachineGoesBack() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        host.done(host.vm(web).createSnapshot_Task("s", "", false, false));
        host.done(host.vm(web).reconfigVM_Task(Specs.changing(Specs.addNew(Specs.disk(-1, 1000, 1024)))));
        host.done(host.vm(web).revertToCurrentSnapshot_Task(null, true));
        host.done(host.vm(web).destroy_Task());
        assertThat(host.datastore.resolve("web")).isDirectoryContaining("glob:**/web_1*.vmdk");
    }

    @Test
    void aMachineIsUnregisteredAndRegistered() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        String uuid = host.config(web).uuid();
        assertThat(fault(() -> host.done(host.machines.registerTask(
                        "[datastore1] web/web.vmx", null, false, TestHost.FOLDER, TestHost.POOL))))
                .isInstanceOf(AlreadyExists.class);
        host.vm(web).unregisterVM();
        assertThat(folderProperties().childEntity()).isEmpty();
        assertThat(fault(() -> host.done(host.machines.registerTask(
                        "[datastore1] web/no.vmx", null, false, TestHost.FOLDER, TestHost.POOL))))
                .isInstanceOf(FileNotFound.class);
        host.done(
                host.machines.registerTask("[datastore1] web/web.vmx", "again", false, TestHost.FOLDER, TestHost.POOL));
        ManagedObjectReference<VirtualMachine> again = only();
        assertThat(again).isNotEqualTo(web);
        assertThat(host.config(again).name()).isEqualTo("again");
        assertThat(host.config(again).uuid()).isEqualTo(uuid);
    }

    @Test
    void aTemplateIsNotPoweredOn() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        host.vm(web).markAsTemplate();
        restart();
        assertThat(host.config(web).template()).isTrue();
        assertThat(host.shown(web).resourcePool()).isNull();
        assertThat(fault(() -> host.done(host.vm(web).powerOnVM_Task(null)))).isInstanceOf(InvalidVmState.class);
        host.vm(web).markAsVirtualMachine(TestHost.POOL, null);
        assertThat(host.config(web).template()).isFalse();
        assertThat(host.shown(web).resourcePool()).isEqualTo(TestHost.POOL);
        assertThat(Files.exists(host.datastore.resolve("web/web.vmtx"))).isFalse();
    }

    @Test
    void whatNeedsARunningMachineSaysSo() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        assertThat(fault(() -> host.done(host.vm(web).powerOffVM_Task()))).isInstanceOf(InvalidPowerState.class);
        assertThat(fault(() -> host.done(host.vm(web).suspendVM_Task()))).isInstanceOf(InvalidPowerState.class);
        assertThat(fault(() -> host.done(host.vm(web).resetVM_Task()))).isInstanceOf(InvalidPowerState.class);
        assertThat(fault(() -> host.vm(web).shutdownGuest())).isInstanceOf(InvalidPowerState.class);
    }

    @Test
    void aChangeThatKnowsAnOlderStateIsRefused() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        String version = host.config(web).changeVersion();
        VirtualMachineConfigSpec change = VirtualMachineConfigSpec.builder()
                .changeVersion(version)
                .annotation("mine")
                .build();
        host.done(host.vm(web).reconfigVM_Task(change));
        assertThat(fault(() -> host.done(host.vm(web).reconfigVM_Task(change)))).isInstanceOf(ConcurrentAccess.class);
        restart();
        assertThat(host.config(web).annotation()).isEqualTo("mine");
    }

    @Test
    void aFullCloneIsAMachineOfItsOwn() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        Files.writeString(host.datastore.resolve("web/web-flat.vmdk"), "x".repeat(4096 * 1024));
        host.done(host.vm(web).cloneVM_Task(TestHost.FOLDER, "copy", cloneSpec(null, null)));
        host.done(host.vm(web).destroy_Task());
        assertThat(host.config(only()).name()).isEqualTo("copy");
        assertThat(Files.readString(host.datastore.resolve("copy/copy-flat.vmdk")))
                .isEqualTo("x".repeat(4096 * 1024));
    }

    @Test
    void aCloneHasTheFirmwaresVariablesOfWhatItIsLike() throws Exception {
        ManagedObjectReference<VirtualMachine> web =
                host.create(Specs.small("web").toBuilder().firmware("efi").build());
        Files.writeString(host.datastore.resolve("web/web.nvram"), "boots from its second disk");
        host.done(host.vm(web).cloneVM_Task(TestHost.FOLDER, "copy", cloneSpec(null, null)));
        assertThat(host.datastore.resolve("copy/copy.nvram")).hasContent("boots from its second disk");
        assertThat(Objects.requireNonNull(host.shown(named("copy")).layoutEx()).file())
                .extracting(file -> file.type())
                .contains("nvram");
        host.done(host.vm(web).destroy_Task());
        host.done(host.vm(named("copy")).destroy_Task());
        assertThat(host.datastore).isEmptyDirectory();
    }

    @Test
    void aLinkedCloneKeepsTheDiskThatItLiesOver() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        assertThat(fault(() -> host.done(host.vm(web)
                        .cloneVM_Task(TestHost.FOLDER, "copy", cloneSpec(null, "createNewChildDiskBacking")))))
                .isInstanceOf(dev.carafe.vsphere.vim.vim25.InvalidArgument.class);
        assertThat(Files.exists(host.datastore.resolve("copy"))).isFalse();
        Object taken = Objects.requireNonNull(host.done(host.vm(web).createSnapshot_Task("base", "", false, false)));
        ManagedObjectReference<VirtualMachineSnapshot> snapshot =
                new ManagedObjectReference<>("VirtualMachineSnapshot", ((ManagedObjectReference<?>) taken).value());
        host.done(host.vm(web).cloneVM_Task(TestHost.FOLDER, "copy", cloneSpec(snapshot, "createNewChildDiskBacking")));
        host.done(host.vm(web).destroy_Task());
        ManagedObjectReference<VirtualMachine> copy = only();
        assertThat(Files.exists(host.datastore.resolve("web/web.vmdk"))).isTrue();
        VirtualDisk disk = (VirtualDisk) host.config(copy).hardware().device().stream()
                .filter(VirtualDisk.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(((VirtualDiskFlatVer2BackingInfo) Objects.requireNonNull(disk.backing())).parent())
                .isNotNull();
        assertThat(Objects.requireNonNull(host.shown(copy).layoutEx()).file())
                .as("files of disks elsewhere are the machine's too")
                .extracting(file -> file.name())
                .contains("[datastore1] web/web-flat.vmdk");
        restart();
        host.done(host.vm(copy).destroy_Task());
        assertThat(Files.exists(host.datastore.resolve("copy"))).isFalse();
    }

    @Test
    void aMachineWhoseFileIsDamagedCanBeSeenAndRemoved() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        Files.writeString(host.datastore.resolve("web/web.vmx"), "memsize = \"lots\"\n");
        restart();
        assertThat(host.runtime(web).connectionState()).isEqualTo(VirtualMachineConnectionState.INVALID);
        assertThat(fault(() -> host.done(host.vm(web).powerOnVM_Task(null)))).isNotNull();
        host.vm(web).unregisterVM();
        assertThat(folderProperties().childEntity()).isEmpty();
    }

    @Test
    void whatACrashLeftHalfMadeIsRemovedAndWhatIsInUseStays() throws Exception {
        host.create(Specs.small("web"));
        Path half = Files.createDirectories(host.datastore.resolve("half"));
        Files.writeString(half.resolve("half.vmx"), "");
        host.close();
        DatastorePath root = new DatastorePath("datastore1", "");
        Registrations.open(folder.resolve("state"))
                .making(List.of(root.child("half"), root.child("half/half.vmx"), root.child("web/web.vmdk")));
        host = new TestHost(folder);
        assertThat(Files.exists(half)).isFalse();
        assertThat(Files.exists(host.datastore.resolve("web/web.vmdk"))).isTrue();
        assertThat(Registrations.open(folder.resolve("state")).made()).isEmpty();
    }

    @Test
    void aDestructionThatWasInterruptedIsFinished() throws Exception {
        host.create(Specs.small("web"));
        host.close();
        DatastorePath web = new DatastorePath("datastore1", "web");
        Registrations.open(folder.resolve("state"))
                .unregister(1, List.of(web.child("web.vmdk"), web.child("web.vmx"), web));
        host = new TestHost(folder);
        assertThat(Files.exists(host.datastore.resolve("web"))).isFalse();
        assertThat(folderProperties().childEntity()).isEmpty();
        assertThat(host.create(Specs.small("next")).value())
                .as("ids are not used again")
                .isEqualTo("2");
    }

    @Test
    void aMergeThatLostItsDiskBeforeItsNamesIsFinished() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        host.done(host.vm(web).createSnapshot_Task("first", "", false, false));
        host.done(host.vm(web).removeAllSnapshots_Task(false, null));
        assertThat(host.runtime(web).consolidationNeeded()).isTrue();
        host.close();
        Path vmx = host.datastore.resolve("web/web.vmx");
        Files.writeString(
                vmx,
                Files.readString(vmx)
                        + "checkpoint.merge = \"[datastore1] web/web-000001.vmdk>[datastore1] web/web.vmdk\"\n");
        Files.delete(host.datastore.resolve("web/web-000001.vmdk"));
        host = new TestHost(folder);
        assertThat(host.runtime(web).consolidationNeeded()).isFalse();
        assertThat(Files.readString(vmx)).contains("\"web.vmdk\"").doesNotContain("checkpoint.merge");
    }

    @Test
    void consolidationMergesWhatSnapshotsLeft() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        host.done(host.vm(web).createSnapshot_Task("first", "", false, false));
        host.done(host.vm(web).createSnapshot_Task("second", "", false, false));
        host.done(host.vm(web).removeAllSnapshots_Task(false, null));
        host.done(host.vm(web).consolidateVMDisks_Task());
        assertThat(host.runtime(web).consolidationNeeded()).isFalse();
        try (Stream<Path> files = Files.list(host.datastore.resolve("web"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("web.vmx", "web.vmsd", "web.vmdk", "web-flat.vmdk");
        }
    }

    @Test
    void theEnvironmentBrowserSaysWhatMachinesMayHave() {
        var browser = (dev.carafe.vsphere.vim.vim25.EnvironmentBrowser) host.registry
                .find(new ManagedObjectReference<>("EnvironmentBrowser", "ha-env"))
                .orElseThrow();
        assertThat(browser.queryConfigOptionDescriptor())
                .filteredOn(each -> each.defaultConfigOption())
                .extracting(each -> each.key())
                .containsExactly("vmx-21");
        assertThat(Objects.requireNonNull(browser.queryConfigOption(null, null)).guestOSDescriptor())
                .extracting(guest -> guest.id())
                .contains("debian12_64Guest", "otherGuest");
        assertThat(browser.queryConfigOption("vmx-99", null)).isNull();
        assertThat(browser.queryConfigTarget(null)).isNotNull();
    }

    @Test
    void aCustomizedCloneHasASeedOfItsOwnThatGoesWithIt() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        host.done(host.vm(web)
                .cloneVM_Task(
                        TestHost.FOLDER,
                        "copy",
                        cloneSpec(null, null).toBuilder()
                                .customization(customization("front"))
                                .build()));
        ManagedObjectReference<VirtualMachine> copy = named("copy");
        assertThat(discs(copy)).containsExactly("[datastore1] copy/copy-seed.iso");
        assertThat(seed("copy")).contains("front").doesNotContain("back");
        assertThat(Files.getPosixFilePermissions(host.datastore.resolve("copy/copy-seed.iso")))
                .as("it may hold a password")
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));

        host.done(host.vm(copy).customizeVM_Task(customization("back")));
        assertThat(discs(copy)).as("the same drive").containsExactly("[datastore1] copy/copy-seed.iso");
        assertThat(seed("copy")).contains("back").doesNotContain("front");

        host.done(host.vm(copy).cloneVM_Task(TestHost.FOLDER, "plain", cloneSpec(null, null)));
        assertThat(discs(named("plain"))).isEmpty();
        host.done(host.vm(copy).destroy_Task());
        assertThat(Files.exists(host.datastore.resolve("copy"))).isFalse();
    }

    @Test
    void aWrongCustomizationIsRefusedAndLeavesNothing() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        CustomizationSpec wrong = customization("no host name");
        host.vm(web).checkCustomizationSpec(customization("front"));
        assertThat(fault(() -> host.vm(web).checkCustomizationSpec(wrong)))
                .isInstanceOf(dev.carafe.vsphere.vim.vim25.InvalidArgument.class);
        assertThat(fault(() -> host.done(host.vm(web).customizeVM_Task(wrong))))
                .isInstanceOf(dev.carafe.vsphere.vim.vim25.InvalidArgument.class);
        assertThat(fault(() -> host.done(host.vm(web)
                        .cloneVM_Task(
                                TestHost.FOLDER,
                                "copy",
                                cloneSpec(null, null).toBuilder()
                                        .customization(wrong)
                                        .build()))))
                .isInstanceOf(dev.carafe.vsphere.vim.vim25.InvalidArgument.class);
        assertThat(discs(web)).isEmpty();
        assertThat(host.datastore.resolve("web/web-seed.iso")).doesNotExist();
        assertThat(host.datastore.resolve("copy")).doesNotExist();
    }

    private static CustomizationSpec customization(String hostName) {
        return CustomizationSpec.builder()
                .identity(CustomizationLinuxPrep.builder()
                        .hostName(
                                CustomizationFixedName.builder().name(hostName).build())
                        .domain("example.org")
                        .build())
                .globalIPSettings(CustomizationGlobalIPSettings.builder().build())
                .build();
    }

    private List<String> discs(ManagedObjectReference<VirtualMachine> vm) {
        return host.config(vm).hardware().device().stream()
                .filter(VirtualCdrom.class::isInstance)
                .map(VirtualDevice::backing)
                .filter(VirtualCdromIsoBackingInfo.class::isInstance)
                .map(backing -> ((VirtualCdromIsoBackingInfo) backing).fileName())
                .toList();
    }

    private String seed(String machine) throws IOException {
        return Files.readString(
                host.datastore.resolve(machine + "/" + machine + "-seed.iso"), StandardCharsets.ISO_8859_1);
    }

    private ManagedObjectReference<VirtualMachine> named(String name) {
        return folderProperties().childEntity().stream()
                .map(child -> new ManagedObjectReference<VirtualMachine>(child.type(), child.value()))
                .filter(vm -> host.config(vm).name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static VirtualMachineCloneSpec cloneSpec(
            @Nullable ManagedObjectReference<VirtualMachineSnapshot> snapshot, @Nullable String moveType) {
        return VirtualMachineCloneSpec.builder()
                .location(VirtualMachineRelocateSpec.builder()
                        .diskMoveType(moveType)
                        .build())
                .snapshot(snapshot)
                .template(false)
                .powerOn(false)
                .build();
    }

    private static VirtualMachineConfigSpec named(String name, String path) {
        return Specs.small(name).toBuilder()
                .files(VirtualMachineFileInfo.builder().vmPathName(path).build())
                .build();
    }

    private Fault faultOfCreate(VirtualMachineConfigSpec spec) {
        return fault(() -> host.create(spec));
    }

    private interface Action {
        void run() throws Exception;
    }

    private static Fault fault(Action action) {
        return Objects.requireNonNull(catchThrowableOfType(FaultException.class, action::run), "no fault came")
                .fault();
    }

    private FolderProperties folderProperties() {
        return (FolderProperties) host.registry.properties(TestHost.FOLDER).orElseThrow();
    }

    private ManagedObjectReference<VirtualMachine> only() {
        assertThat(folderProperties().childEntity()).hasSize(1);
        return new ManagedObjectReference<>(
                "VirtualMachine", folderProperties().childEntity().getFirst().value());
    }
}
