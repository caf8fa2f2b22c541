package dev.carafe.vsphere.esxi.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.testing.BootSector;
import dev.carafe.vsphere.esxi.testing.RealQemu;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidPowerState;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine in a real QEMU, through its managed object. */
@Timeout(300)
class RealVirtualMachineTest {
    @TempDir
    Path folder;

    private TestHost host;
    private ManagedObjectReference<VirtualMachine> reference;
    private SerialLog serial;

    @BeforeEach
    void makeMachine() throws Exception {
        RealQemu.assume();
        host = new TestHost(folder);
        reference = host.create(Specs.small("web"));
        BootSector.install(host.datastore.resolve("web/web-flat.vmdk"));
        serial = new SerialLog(host.datastore.resolve("web/serial.log"));
    }

    @AfterEach
    void end() throws Exception {
        if (host != null) {
            host.machines
                    .process(reference)
                    .ifPresent(process -> ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly));
            host.close();
        }
    }

    @Test
    void aMachineIsPoweredResetSuspendedChangedAndDestroyed() throws Exception {
        host.done(vm().powerOnVM_Task(null));
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        assertThat(host.runtime(reference).bootTime()).isNotNull();
        serial.awaitBoots(1);
        assertThatThrownBy(() -> host.done(vm().powerOnVM_Task(null)))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(InvalidPowerState.class));

        host.done(vm().resetVM_Task());
        serial.awaitBoots(2);

        host.done(vm().suspendVM_Task());
        assertThat(power()).isEqualTo(VirtualMachinePowerState.SUSPENDED);
        assertThat(host.machines.process(reference)).isEmpty();
        host.done(vm().powerOnVM_Task(null));
        serial.awaitLife();
        assertThat(serial.boots()).as("it went on where it was").isEqualTo(2);

        host.done(vm().reconfigVM_Task(Specs.changing(Specs.addNew(Specs.disk(-1, 1000, 2048)))));
        assertThat(Files.exists(host.datastore.resolve("web/web_1.vmdk"))).isTrue();
        VirtualDisk added = (VirtualDisk) host.config(reference).hardware().device().stream()
                .filter(device -> device.key() == 2001)
                .findFirst()
                .orElseThrow();
        assertThat(LiveBlocks.of(process()).nodes()).containsKey(2001);
        host.done(vm().reconfigVM_Task(Specs.changing(Specs.removeWithFile(added))));
        assertThat(LiveBlocks.of(process()).nodes()).doesNotContainKey(2001);
        assertThat(Files.exists(host.datastore.resolve("web/web_1.vmdk"))).isFalse();

        host.done(vm().powerOffVM_Task());
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_OFF);
        host.done(vm().destroy_Task());
        assertThat(host.registry.find(reference)).isEmpty();
        assertThat(Files.exists(host.datastore.resolve("web"))).isFalse();
        assertThat(host.eventTypes())
                .containsSubsequence(
                        "VmCreatedEvent",
                        "VmStartingEvent",
                        "VmPoweredOnEvent",
                        "VmResettingEvent",
                        "VmSuspendingEvent",
                        "VmSuspendedEvent",
                        "VmResumingEvent",
                        "VmPoweredOnEvent",
                        "VmReconfiguredEvent",
                        "VmPoweredOffEvent",
                        "VmRemovedEvent");
    }

    @Test
    void aRunningMachineIsTakenOverByTheNextAgent() throws Exception {
        host.done(vm().powerOnVM_Task(null));
        serial.awaitBoots(1);
        long pid = process().pid();
        Instant booted = Objects.requireNonNull(host.runtime(reference).bootTime());
        host.close();

        host = new TestHost(folder);
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        assertThat(process().pid()).isEqualTo(pid);
        assertThat(host.runtime(reference).bootTime()).isEqualTo(Instant.ofEpochMilli(booted.toEpochMilli()));
        serial.awaitLife();
        assertThat(serial.boots()).isEqualTo(1);
        host.done(vm().powerOffVM_Task());
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_OFF);
    }

    @Test
    void aMachineThatDiedWhileNobodyLookedIsOff() throws Exception {
        host.done(vm().powerOnVM_Task(null));
        ProcessHandle qemu = ProcessHandle.of(process().pid()).orElseThrow();
        host.close();
        qemu.destroyForcibly();
        qemu.onExit().join();

        host = new TestHost(folder);
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_OFF);
        assertThat(host.eventTypes()).contains("VmPoweredOffEvent");
        host.done(vm().powerOnVM_Task(null));
        assertThat(power()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
    }

    private VirtualMachine vm() {
        return host.vm(reference);
    }

    private MachineProcess process() {
        return host.machines.process(reference).orElseThrow();
    }

    private VirtualMachinePowerState power() {
        return host.runtime(reference).powerState();
    }
}
