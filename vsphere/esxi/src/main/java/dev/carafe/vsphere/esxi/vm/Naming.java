package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;

/** Gives a machine another name. */
final class Naming {
    private final Machine machine;

    Naming(Machine machine) {
        this.machine = machine;
    }

    void rename(String name) {
        try {
            new ReconfigureTask(machine).run(spec(name));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw VmFaults.system("the agent ends");
        }
    }

    /** A change of the name and of nothing else. */
    static VirtualMachineConfigSpec spec(String name) {
        return VirtualMachineConfigSpec.builder().name(name).build();
    }
}
