package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.InvalidVmState;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Turns a machine into a template and back, by the ending of its configuration's name, as upstream does. */
final class Templates {
    private Templates() {}

    static FaultException refusal(Machine machine) {
        return InvalidVmState.builder()
                .vm(machine.reference())
                .build()
                .exception("The operation is not allowed in the current state: " + machine.name() + " is a template");
    }

    /** Fails with InvalidVmState for what cannot be done with a template. */
    static void refuse(Machine machine) {
        if (machine.folder().template()) {
            throw refusal(machine);
        }
    }

    static void mark(Machine machine, boolean template) {
        machine.require(VirtualMachinePowerState.POWERED_OFF);
        MachineFolder before = machine.folder();
        if (before.template() == template) {
            if (template) {
                throw refusal(machine);
            }
            throw VmFaults.invalidState(machine.name() + " is no template");
        }
        DatastorePath vmx = before.sibling(template ? MachineFolder.TEMPLATE_ENDING : MachineFolder.ENDING);
        MachineFolder after = new MachineFolder(before.datastores(), vmx);
        if (after.exists(vmx)) {
            throw VmFaults.exists(vmx);
        }
        move(machine, before, after);
        machine.update(state -> state.withFolder(after));
        machine.look();
    }

    /** The new name is written first and the old one removed last, so that whatever name the host knows it by is there. */
    private static void move(Machine machine, MachineFolder before, MachineFolder after) {
        Path from = before.file(before.vmx());
        Path to = after.file(after.vmx());
        Scratch scratch = new Scratch(machine.host());
        scratch.making(List.of(after.vmx()));
        try {
            DurableFile.write(to, Files.readAllBytes(from));
            machine.host().registrations().move(machine.id(), after.vmx());
        } catch (IOException failed) {
            scratch.undo(List.of(after.vmx()));
            throw VmFaults.of(failed, after.vmx());
        }
        scratch.destroyDoomed(List.of(before.vmx()));
    }
}
