package dev.carafe.vsphere.vmomi.authorization;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vmomi.authorization.MethodPrivileges.Need;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What it takes to clone a machine: on the machine, on the folder that it goes to, and on where it is to run. */
final class ClonePrivileges {
    private ClonePrivileges() {}

    /** @param arguments folder, name, specification */
    static void of(ManagedObjectReference<?> machine, List<@Nullable Object> arguments, List<Need> needs) {
        VirtualMachineCloneSpec spec = arguments.size() > 2 ? (VirtualMachineCloneSpec) arguments.get(2) : null;
        boolean template = spec != null && spec.template();
        needs.add(new Need(
                machine,
                template ? "VirtualMachine.Provisioning.CreateTemplateFromVM" : "VirtualMachine.Provisioning.Clone"));
        for (ManagedObjectReference<?> folder : MethodPrivileges.references(arguments.getFirst())) {
            needs.add(new Need(folder, "VirtualMachine.Inventory.CreateFromExisting"));
        }
        if (spec != null && spec.location() != null && spec.location().pool() != null) {
            needs.add(new Need(spec.location().pool(), "Resource.AssignVMToPool"));
        }
        if (spec != null && spec.location() != null && spec.location().datastore() != null) {
            needs.add(new Need(spec.location().datastore(), "Datastore.AllocateSpace"));
        }
        if (spec != null && spec.customization() != null) {
            needs.add(new Need(machine, "VirtualMachine.Provisioning.Customize"));
        }
    }
}
