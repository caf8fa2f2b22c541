package dev.carafe.vsphere.esxi.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.testing.RealQemu;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
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

/** What an agent finds of a running machine whose devices the agent before it was changing. */
final class HeldDevicesTest {
    @TempDir
    Path folder;

    private @Nullable TestHost host;
    private @Nullable ManagedObjectReference<VirtualMachine> vm;

    @BeforeEach
    void makeMachine() throws Exception {
        RealQemu.assume();
        host = new TestHost(folder);
        vm = host.create(Specs.small("web"));
        host.done(vm().powerOnVM_Task(null));
    }

    @AfterEach
    void end() throws Exception {
        if (host != null && vm != null) {
            if (host.runtime(vm).powerState() != VirtualMachinePowerState.POWERED_OFF) {
                host.done(vm().powerOffVM_Task());
            }
            host.close();
        }
    }

    private TestHost host() {
        return Objects.requireNonNull(host);
    }

    private VirtualMachine vm() {
        return host().vm(Objects.requireNonNull(vm));
    }

    private MachineProcess process() {
        return host().machines.process(Objects.requireNonNull(vm)).orElseThrow();
    }

    private List<VirtualDisk> disks() {
        return host().config(Objects.requireNonNull(vm)).hardware().device().stream()
                .filter(VirtualDisk.class::isInstance)
                .map(VirtualDisk.class::cast)
                .toList();
    }

    private void addDisk() throws InterruptedException {
        host().done(vm().reconfigVM_Task(Specs.changing(Specs.addNew(Specs.disk(-1, 1000, 1024)))));
    }

    private void takeOver() throws IOException {
        long pid = process().pid();
        host().close();
        host = new TestHost(folder);
        assertThat(process().pid()).isEqualTo(pid);
    }

    @Test
    void aDiskThatQemuHasNotGotIsNotThere() throws Exception {
        addDisk();
        int key = disks().getLast().key();
        process().monitor().deviceDel("dev" + key); // as before it was added: its nodes are there
        takeOver();
        assertThat(disks()).hasSize(1);

        addDisk();
        assertThat(disks()).hasSize(2);
        assertThat(process().monitor().devices()).contains("dev" + key);
        host().done(vm().reconfigVM_Task(Specs.changing(Specs.removeWithFile(disks().getLast()))));
        assertThat(disks()).hasSize(1);
    }

    @Test
    void processorsAndMemoryThatQemuHasNotGotAreNotThere() throws Exception {
        host().done(vm().powerOffVM_Task());
        reconfigure(VirtualMachineConfigSpec.builder().cpuHotAddEnabled(true).memoryHotAddEnabled(true));
        host().done(vm().powerOnVM_Task(null));
        long first = config().hardware().memoryMB();
        reconfigure(VirtualMachineConfigSpec.builder().memoryMB(first + 128));
        Path vmx = host().datastore.resolve("web/web.vmx");
        String grown = Files.readString(vmx);
        host().close();
        Files.writeString( // as written before QEMU was asked
                vmx,
                grown.replace("numvcpus = \"1\"", "numvcpus = \"2\"")
                        .replace("memsize = \"" + (first + 128), "memsize = \"" + (first + 256))
                        .replace("modules = \"128\"", "modules = \"128,128\""));
        host = new TestHost(folder);
        assertThat(config().hardware().numCPU()).isEqualTo(1);
        assertThat(config().hardware().memoryMB()).isEqualTo((int) first + 128);
        assertThat(Files.readString(vmx)).isEqualTo(grown);
    }

    private VirtualMachineConfigInfo config() {
        return host().config(Objects.requireNonNull(vm));
    }

    private void reconfigure(VirtualMachineConfigSpec.Builder spec) throws InterruptedException {
        host().done(vm().reconfigVM_Task(spec.build()));
    }

    @Test
    void whatQemuHasStays() throws Exception {
        addDisk();
        takeOver();
        assertThat(disks()).hasSize(2);
        assertThat(process().monitor().devices())
                .contains(
                        "dev" + disks().getFirst().key(),
                        "dev" + disks().getLast().key());
    }
}
