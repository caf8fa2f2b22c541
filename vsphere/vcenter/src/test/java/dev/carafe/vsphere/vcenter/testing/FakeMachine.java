package dev.carafe.vsphere.vcenter.testing;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.InvalidPowerState;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A machine that has a power state and nothing else. */
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
    public ManagedObjectReference<Task> destroy_Task() {
        return host.tasks.start(reference, "VirtualMachine.destroy", _ -> {
            host.removeMachine(reference);
            return null;
        });
    }

    @Override
    public void unregisterVM() {
        host.removeMachine(reference);
    }
}
