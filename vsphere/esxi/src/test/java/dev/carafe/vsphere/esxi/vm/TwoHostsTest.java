package dev.carafe.vsphere.esxi.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.testing.RealQemu;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.FileLocked;
import dev.carafe.vsphere.vim.vim25.FileNotFound;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts of one datastore that both have one machine registered. */
final class TwoHostsTest {
    @TempDir
    Path folder;

    private @Nullable TestHost first;
    private @Nullable TestHost second;
    private @Nullable ManagedObjectReference<VirtualMachine> atFirst;
    private @Nullable ManagedObjectReference<VirtualMachine> atSecond;

    @BeforeEach
    void registerTwice() throws Exception {
        RealQemu.assume();
        Path shared = folder.resolve("shared");
        first = new TestHost(folder.resolve("one"), shared);
        second = new TestHost(folder.resolve("two"), shared);
        atFirst = first.create(Specs.small("web"));
        Object registered = second.done(
                second.machines.registerTask("[datastore1] web/web.vmx", null, false, TestHost.FOLDER, TestHost.POOL));
        atSecond = new ManagedObjectReference<>(
                "VirtualMachine", ((ManagedObjectReference<?>) Objects.requireNonNull(registered)).value());
    }

    @AfterEach
    void end() throws Exception {
        for (TestHost host : Stream.of(first, second).filter(Objects::nonNull).toList()) {
            ManagedObjectReference<VirtualMachine> vm = Objects.requireNonNull(host == first ? atFirst : atSecond);
            if (host.registry.properties(vm).isPresent()
                    && host.runtime(vm).powerState() == VirtualMachinePowerState.POWERED_ON) {
                host.done(host.vm(vm).powerOffVM_Task());
            }
            host.close();
        }
    }

    /** Something that is done with the machine at one of the hosts. */
    private interface Action {
        ManagedObjectReference<Task> start(VirtualMachine vm);
    }

    private void first(Action action) throws InterruptedException {
        TestHost host = Objects.requireNonNull(first);
        host.done(action.start(host.vm(Objects.requireNonNull(atFirst))));
    }

    private void second(Action action) throws InterruptedException {
        TestHost host = Objects.requireNonNull(second);
        host.done(action.start(host.vm(Objects.requireNonNull(atSecond))));
    }

    private void isLockedAtSecond(Action action) {
        assertThatThrownBy(() -> second(action))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(FileLocked.class));
    }

    private long disks(TestHost host, ManagedObjectReference<VirtualMachine> vm) {
        return host.config(vm).hardware().device().stream()
                .filter(VirtualDisk.class::isInstance)
                .count();
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("shared/web"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatOneHasOnTheOtherCannotTouch() throws Exception {
        first(vm -> vm.powerOnVM_Task(null));
        List<String> files = files();
        byte[] configuration = Files.readAllBytes(folder.resolve("shared/web/web.vmx"));
        isLockedAtSecond(vm -> vm.powerOnVM_Task(null));
        isLockedAtSecond(vm -> vm.rename_Task("other"));
        isLockedAtSecond(vm -> vm.createSnapshot_Task("s", "", false, false));
        isLockedAtSecond(vm -> vm.reconfigVM_Task(Specs.changing(Specs.addNew(Specs.disk(-1, 1000, 1024)))));
        isLockedAtSecond(VirtualMachine::destroy_Task);
        assertThat(files()).isEqualTo(files);
        assertThat(Files.readAllBytes(folder.resolve("shared/web/web.vmx"))).isEqualTo(configuration);

        first(VirtualMachine::powerOffVM_Task);
        second(vm -> vm.powerOnVM_Task(null));
        assertThatThrownBy(() -> first(vm -> vm.powerOnVM_Task(null)))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(FileLocked.class));
    }

    /** A host that believed the disks to be as they were would write beneath a snapshot. */
    @Test
    void whatOneHasChangedTheOtherKnowsBeforeItDoesAnything() throws Exception {
        first(vm -> vm.createSnapshot_Task("s", "", false, false));
        first(vm -> vm.reconfigVM_Task(Specs.changing(Specs.addNew(Specs.disk(-1, 1000, 1024)))));
        second(vm -> vm.reconfigVM_Task(
                VirtualMachineConfigSpec.builder().annotation("seen").build()));
        TestHost host = Objects.requireNonNull(second);
        ManagedObjectReference<VirtualMachine> vm = Objects.requireNonNull(atSecond);
        assertThat(disks(host, vm)).isEqualTo(2);
        assertThat(Objects.requireNonNull(host.shown(vm).snapshot()).rootSnapshotList())
                .hasSize(1);
        first(each -> each.removeAllSnapshots_Task(true, null));
        second(each -> each.powerOnVM_Task(null));
        assertThat(host.shown(vm).snapshot()).isNull();
        assertThat(files()).doesNotContain(".web.vmx.lck");
    }

    @Test
    void whatOneHasRemovedTheOtherSaysIsGone() throws Exception {
        first(VirtualMachine::destroy_Task);
        assertThat(folder.resolve("shared/web")).doesNotExist();
        assertThatThrownBy(() -> second(vm -> vm.powerOnVM_Task(null)))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(FileNotFound.class));
        assertThat(folder.resolve("shared/web")).doesNotExist();
        second(VirtualMachine::destroy_Task);
    }
}
