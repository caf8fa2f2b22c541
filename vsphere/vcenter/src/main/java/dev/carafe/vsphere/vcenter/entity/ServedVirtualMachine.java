package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entities;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.EntityNames;
import dev.carafe.vsphere.vcenter.inventory.Gone;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineMovePriority;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A virtual machine as vCenter has it. What moves it, names it or makes others of it is vCenter's; all else its host does,
 * also what its host can and this server has never heard of.
 */
final class ServedVirtualMachine implements VirtualMachine, ServedObject {
    /** What is done here. */
    private static final Set<String> OWN = Set.of(
            "Reload",
            "Rename_Task",
            "CloneVM_Task",
            "RelocateVM_Task",
            "MigrateVM_Task",
            "MarkAsVirtualMachine",
            "UnregisterVM",
            "setCustomValue");

    private final ManagedObjectReference<VirtualMachine> reference;
    private final VCenter vcenter;
    private final EntityActions actions;

    ServedVirtualMachine(VCenter vcenter, String id) {
        this.vcenter = vcenter;
        reference = References.machine(id);
        actions = new EntityActions(vcenter, reference);
    }

    static Entity.VirtualMachine machine(Entities entities, String id) {
        return entities.find(id, Entity.VirtualMachine.class).orElseThrow(() -> Gone.fault("VirtualMachine", id));
    }

    private Entity.VirtualMachine entity() {
        return vcenter.inventory().read(all -> machine(all, reference.value()));
    }

    @Override
    public ManagedObjectReference<VirtualMachine> reference() {
        return reference;
    }

    @Override
    public @Nullable Object dispatch(ManagedMethod method, @Nullable Object[] arguments) {
        if (OWN.contains(method.wsdlName())) {
            return VirtualMachine.super.dispatch(method, arguments);
        }
        Entity.VirtualMachine machine = entity();
        if (machine.inTransit()) {
            throw InvalidState.builder()
                    .build()
                    .exception("The virtual machine '" + machine.name() + "' is on its way to another host."
                            + " Once it is orphaned, UnregisterVM takes it out of the inventory; its files stay.");
        }
        @Nullable Object[] forHost = arguments;
        if (method.wsdlName().equals("PowerOnVM_Task")) {
            forHost = Arrays.copyOf(arguments, arguments.length);
            forHost[0] = null; // it is where it is
        }
        return method.wsdlName().equals("ReconfigVM_Task") && forHost[0] instanceof VirtualMachineConfigSpec spec
                ? new SwitchMembers(vcenter).reconfigure(machine, spec, method, forHost)
                : vcenter.hosts().forward(machine.host(), reference, method, forHost);
    }

    @Override
    public void setCustomValue(String key, String value) {
        vcenter.customValues().set(reference, key, value);
    }

    @Override
    public void reload() {
        // it follows the host
    }

    @Override
    public ManagedObjectReference<Task> rename_Task(String newName) {
        return actions.start("VirtualMachine.rename", progress -> {
            Entity.VirtualMachine machine = entity();
            String parent = machine.parent();
            String free = parent == null
                    ? EntityNames.checked(newName)
                    : vcenter.inventory().read(all -> EntityNames.free(all, parent, newName, machine.id()));
            vcenter.hosts()
                    .calls()
                    .carryOut(machine.host(), reference, VCenter.method("Rename_Task"), progress, newName);
            if (!entity().name().equals(free)) {
                vcenter.inventory()
                        .change(draft ->
                                draft.put(machine(draft, reference.value()).withName(free)));
            }
            return null;
        });
    }

    @Override
    public void unregisterVM() {
        Entity.VirtualMachine machine = entity();
        if (machine.inTransit() && vcenter.hosts().arrivals().abandon(machine.id())) {
            return;
        }
        vcenter.hosts().forward(entity().host(), reference, VCenter.method("UnregisterVM"));
    }

    @Override
    public void markAsVirtualMachine(
            ManagedObjectReference<? extends ResourcePool> pool, @Nullable ManagedObjectReference<HostSystem> host) {
        Entity.VirtualMachine machine = entity();
        new MachineMover(vcenter).requireSameHost(machine, pool.value(), host == null ? null : host.value());
        vcenter.hosts()
                .forward(
                        machine.host(),
                        reference,
                        VCenter.method("MarkAsVirtualMachine"),
                        pool,
                        References.host(machine.host()));
        vcenter.inventory()
                .change(draft -> draft.put(machine(draft, reference.value()).withPool(pool.value())));
    }

    @Override
    public ManagedObjectReference<Task> cloneVM_Task(
            ManagedObjectReference<? extends Folder> folder, String name, VirtualMachineCloneSpec spec) {
        return actions.start(
                "VirtualMachine.clone",
                progress -> new MachineCloner(vcenter).clone(entity(), folder.value(), name, spec, progress));
    }

    @Override
    public ManagedObjectReference<Task> relocateVM_Task(
            VirtualMachineRelocateSpec spec, @Nullable VirtualMachineMovePriority priority) {
        return actions.start("VirtualMachine.relocate", progress -> {
            new MachineMover(vcenter).relocate(reference, spec, progress);
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> migrateVM_Task(
            @Nullable ManagedObjectReference<? extends ResourcePool> pool,
            @Nullable ManagedObjectReference<HostSystem> host,
            VirtualMachineMovePriority priority,
            @Nullable VirtualMachinePowerState state) {
        return actions.start("VirtualMachine.migrate", progress -> {
            new MachineMover(vcenter).requireState(reference, state);
            new MachineMover(vcenter)
                    .relocate(
                            reference,
                            VirtualMachineRelocateSpec.builder()
                                    .pool(pool)
                                    .host(host)
                                    .build(),
                            progress);
            return null;
        });
    }
}
