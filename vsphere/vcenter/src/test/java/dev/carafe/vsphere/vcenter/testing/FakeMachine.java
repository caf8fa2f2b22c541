package dev.carafe.vsphere.vcenter.testing;

import dev.carafe.vsphere.vcenter.host.Blank;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.InvalidPowerState;
import dev.carafe.vsphere.vim.vim25.InvalidVmConfig;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualHardware;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A machine that has a power state, and devices. */
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
record FakeMachine(ManagedObjectReference<VirtualMachine> reference, FakeHostInventory host)
        implements VirtualMachine, ServedObject {
    @Override
    public ManagedObjectReference<Task> powerOnVM_Task(@Nullable ManagedObjectReference<HostSystem> on) {
        return host.tasks.start(reference, "VirtualMachine.powerOn", progress -> {
            progress.percent(50);
            power(VirtualMachinePowerState.POWERED_OFF, VirtualMachinePowerState.POWERED_ON);
            host.events.<Event>post(reference, header -> header.event("VmPoweredOnEvent", Map.of("template", false)));
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> powerOffVM_Task() {
        return host.tasks.start(reference, "VirtualMachine.powerOff", _ -> {
            power(VirtualMachinePowerState.POWERED_ON, VirtualMachinePowerState.POWERED_OFF);
            return null;
        });
    }

    /** Takes devices on, and changes them, when it is to go on; until then the task is at 10 %. */
    @Override
    public ManagedObjectReference<Task> reconfigVM_Task(VirtualMachineConfigSpec spec) {
        ManagedObjectReference<Task> task = host.tasks.start(reference, "VirtualMachine.reconfigure", progress -> {
            progress.percent(10);
            host.making.await();
            if (host.refusing) {
                throw InvalidVmConfig.builder().build().exception("The host does not reconfigure the virtual machine");
            }
            host.registry.change(changes -> changes.update(
                    reference, VirtualMachineProperties.class, properties -> configured(properties, spec)));
            return null;
        });
        host.reconfigures.incrementAndGet();
        host.awaitAnswering();
        return task;
    }

    private static VirtualMachineProperties configured(
            VirtualMachineProperties properties, VirtualMachineConfigSpec spec) {
        VirtualMachineConfigInfo before = properties.config() != null
                ? properties.config()
                : Blank.data("VirtualMachineConfigInfo", VirtualMachineConfigInfo.class).toBuilder()
                        .name(properties.name())
                        .version("vmx-21")
                        .files(VirtualMachineFileInfo.builder()
                                .vmPathName("[datastore1] " + properties.name() + "/" + properties.name() + ".vmx")
                                .build())
                        .build();
        List<VirtualDevice> devices = new FakeDevices(before.hardware().device()).changed(spec.deviceChange());
        VirtualHardware.Builder hardware = before.hardware().toBuilder().device(devices);
        if (spec.numCPUs() != null) {
            hardware.numCPU(spec.numCPUs());
        }
        VirtualMachineConfigInfo.Builder after = before.toBuilder().hardware(hardware.build());
        if (spec.bootOptions() != null) {
            after.bootOptions(spec.bootOptions());
        }
        return properties.toBuilder()
                .network(FakeDevices.networks(devices))
                .config(after.build())
                .build();
    }

    private void power(VirtualMachinePowerState from, VirtualMachinePowerState to) {
        host.registry.change(changes -> changes.update(reference, VirtualMachineProperties.class, properties -> {
            if (properties.runtime().powerState() != from) {
                throw InvalidPowerState.builder()
                        .requestedState(to)
                        .existingState(properties.runtime().powerState())
                        .build()
                        .exception("The attempted operation cannot be performed in the current state.");
            }
            return properties.toBuilder()
                    .runtime(properties.runtime().toBuilder().powerState(to).build())
                    .summary(properties.summary().toBuilder()
                            .runtime(properties.summary().runtime().toBuilder()
                                    .powerState(to)
                                    .build())
                            .build())
                    .build();
        }));
    }

    @Override
    public ManagedObjectReference<Task> rename_Task(String newName) {
        return host.tasks.start(reference, "VirtualMachine.rename", _ -> {
            host.rename(host.machine(reference).name(), newName);
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> createSnapshot_Task(
            String name, @Nullable String description, boolean memory, boolean quiesce) {
        return host.tasks.start(
                reference, "VirtualMachine.createSnapshot", _ -> FakeSnapshot.take(host, reference, name));
    }

    @Override
    public ManagedObjectReference<Task> revertToCurrentSnapshot_Task(
            @Nullable ManagedObjectReference<HostSystem> on, @Nullable Boolean suppressPowerOn) {
        return FakeSnapshot.revert(
                host, reference, host.machine(reference).snapshot().currentSnapshot());
    }

    @Override
    public ManagedObjectReference<Task> cloneVM_Task(
            ManagedObjectReference<? extends Folder> folder, String name, VirtualMachineCloneSpec spec) {
        return host.make(
                "VirtualMachine.clone",
                new FakeHostInventory.Machine(name, "[datastore1] " + name + "/" + name + ".vmx"));
    }

    @Override
    public ManagedObjectReference<Task> destroy_Task() {
        ManagedObjectReference<Task> task = host.tasks.start(reference, "VirtualMachine.destroy", _ -> {
            host.removeMachine(reference);
            return null;
        });
        host.awaitAnswering();
        return task;
    }

    @Override
    public void unregisterVM() {
        host.removeMachine(reference);
    }
}
