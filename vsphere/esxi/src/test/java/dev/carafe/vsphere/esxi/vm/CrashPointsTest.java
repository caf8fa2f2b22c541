package dev.carafe.vsphere.esxi.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.testing.RealQemu;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a crash right after a configuration was written leaves: the files are copied at that moment, a host starts on the copy, and the
 * machine's folder is gone once the machine is destroyed.
 */
@Timeout(120)
class CrashPointsTest {
    @TempDir
    Path folder;

    private final List<Path> copies = new ArrayList<>();
    private boolean copying;

    @BeforeEach
    void qemuIsThere() {
        RealQemu.assume(); // deltas are made by its tools
    }

    private interface Work {
        void on(TestHost host, ManagedObjectReference<VirtualMachine> vm) throws Exception;
    }

    private void check(Work before, Work work) throws Exception {
        try (TestHost host = new TestHost(folder.resolve("host"), this::now)) {
            ManagedObjectReference<VirtualMachine> vm = host.create(Specs.small("web"));
            before.on(host, vm);
            copying = true;
            work.on(host, vm);
            copying = false;
        }
        assertThat(copies).isNotEmpty();
        for (Path copy : copies) {
            try (TestHost host = new TestHost(copy)) {
                for (ManagedObjectReference<?> vm : ((FolderProperties)
                                host.registry.properties(TestHost.FOLDER).orElseThrow())
                        .childEntity()) {
                    host.done(host.vm(new ManagedObjectReference<>("VirtualMachine", vm.value()))
                            .destroy_Task());
                }
                assertThat(paths(host.datastore)).containsExactly(host.datastore);
            }
            assertThat(Registrations.open(copy.resolve("state"))).satisfies(CrashPointsTest::notesNothing);
        }
    }

    private static void notesNothing(Registrations notes) {
        assertThat(notes.machines()).isEmpty();
        assertThat(notes.made()).isEmpty();
        assertThat(notes.doomed()).isEmpty();
    }

    private Instant now() {
        if (copying) {
            Path copy = folder.resolve("copy" + copies.size());
            copies.add(copy);
            try {
                for (Path file : paths(folder.resolve("host"))) {
                    Path to = copy.resolve(folder.resolve("host").relativize(file));
                    Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return Instant.now();
    }

    private static List<Path> paths(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList();
        }
    }

    @Test
    void aRevertLeavesNothingOfWhatWasWrittenSince() throws Exception {
        check(
                (host, vm) -> host.done(host.vm(vm).createSnapshot_Task("s", "", false, false)),
                (host, vm) -> host.done(host.vm(vm).revertToCurrentSnapshot_Task(null, true)));
    }

    @Test
    void aSnapshotThatIsBeingTakenLeavesNothing() throws Exception {
        check((_, _) -> {}, (host, vm) -> host.done(host.vm(vm).createSnapshot_Task("s", "", false, false)));
    }

    @Test
    void aRemovalOfSnapshotsLeavesNothing() throws Exception {
        check(
                (host, vm) -> {
                    host.done(host.vm(vm).createSnapshot_Task("s", "", false, false));
                    host.done(host.vm(vm).createSnapshot_Task("t", "", false, false));
                },
                (host, vm) -> host.done(host.vm(vm).removeAllSnapshots_Task(true, null)));
    }

    @Test
    void aDiskThatIsRemovedWithItsFileLeavesNothing() throws Exception {
        check(
                (host, vm) -> host.done(
                        host.vm(vm).reconfigVM_Task(Specs.changing(Specs.addNew(Specs.disk(-1, 1000, 1024))))),
                (host, vm) -> host.done(host.vm(vm)
                        .reconfigVM_Task(Specs.changing(Specs.removeWithFile(Specs.disk(2001, 1000, 1024))))));
    }

    @Test
    void aDiskThatIsAddedLeavesNothing() throws Exception {
        check(
                (_, _) -> {},
                (host, vm) -> host.done(
                        host.vm(vm).reconfigVM_Task(Specs.changing(Specs.addNew(Specs.disk(-1, 1000, 1024))))));
    }

    @Test
    void aTemplateLeavesNothing() throws Exception {
        check((_, _) -> {}, (host, vm) -> {
            host.vm(vm).markAsTemplate();
            host.done(host.vm(vm).rename_Task("other"));
        });
    }

    @Test
    void whatWasToGoStaysWhereAConfigurationNamesIt() throws Exception {
        Path state = folder.resolve("host/state");
        ManagedObjectReference<VirtualMachine> vm;
        try (TestHost host = new TestHost(folder.resolve("host"))) {
            vm = host.create(Specs.small("web"));
        }
        Registrations.open(state)
                .doom(List.of(
                        DatastorePath.parse("[datastore1] web/web.vmdk"),
                        DatastorePath.parse("[datastore1] web/old.vmdk")));
        Files.createFile(folder.resolve("host/datastore1/web/old-flat.vmdk"));
        try (TestHost host = new TestHost(folder.resolve("host"))) {
            assertThat(host.datastore.resolve("web/old-flat.vmdk")).doesNotExist();
            assertThat(host.datastore.resolve("web/web-flat.vmdk")).exists();
            assertThat(Registrations.open(state).doomed()).isEmpty();
            host.done(host.vm(vm)
                    .reconfigVM_Task(VirtualMachineConfigSpec.builder()
                            .annotation("still there")
                            .build()));
        }
    }

    @Test
    void whatLiesWithAMachineThatCannotBeReadStays() throws Exception {
        Path state = folder.resolve("host/state");
        try (TestHost host = new TestHost(folder.resolve("host"))) {
            host.create(Specs.small("web"));
        }
        Path vmx = folder.resolve("host/datastore1/web/web.vmx");
        Path aside = folder.resolve("web.vmx");
        Files.move(vmx, aside);
        Registrations.open(state).doom(List.of(DatastorePath.parse("[datastore1] web/web.vmdk")));
        new TestHost(folder.resolve("host")).close();
        Files.move(aside, vmx);
        try (TestHost host = new TestHost(folder.resolve("host"))) {
            assertThat(host.datastore.resolve("web/web-flat.vmdk")).exists();
            assertThat(Registrations.open(state).doomed()).isEmpty();
        }
    }
}
