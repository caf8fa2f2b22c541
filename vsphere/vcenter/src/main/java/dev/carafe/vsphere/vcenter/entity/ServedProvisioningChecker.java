package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.CheckResult;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineInstantCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProvisioningChecker;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProvisioningCheckerProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says what would keep machines from being moved. */
public record ServedProvisioningChecker(
        ManagedObjectReference<VirtualMachineProvisioningChecker> reference, VCenter vcenter)
        implements VirtualMachineProvisioningChecker, ServedObject {
    /** A checker among the server's objects. */
    public static void open(ManagedObjectReference<VirtualMachineProvisioningChecker> reference, VCenter vcenter) {
        vcenter.registry()
                .change(changes -> changes.add(
                        new ServedProvisioningChecker(reference, vcenter),
                        VirtualMachineProvisioningCheckerProperties.builder().build()));
    }

    private ManagedObjectReference<Task> check(
            String method, ManagedObjectReference<VirtualMachine> vm, Supplier<List<CheckResult>> check) {
        return vcenter.tasks()
                .startBeside(vm, VCenter.method(method).descriptionId(), false, _ -> MachineChecks.array(check.get()));
    }

    @Override
    public ManagedObjectReference<Task> checkRelocate_Task(
            ManagedObjectReference<VirtualMachine> vm, VirtualMachineRelocateSpec spec, List<String> testType) {
        return check("CheckRelocate_Task", vm, () -> new MachineChecks(vcenter, testType).relocate(vm, spec));
    }

    @Override
    public ManagedObjectReference<Task> checkMigrate_Task(
            ManagedObjectReference<VirtualMachine> vm,
            @Nullable ManagedObjectReference<HostSystem> host,
            @Nullable ManagedObjectReference<? extends ResourcePool> pool,
            @Nullable VirtualMachinePowerState state,
            List<String> testType) {
        VirtualMachineRelocateSpec spec =
                VirtualMachineRelocateSpec.builder().host(host).pool(pool).build();
        return check("CheckMigrate_Task", vm, () -> new MachineChecks(vcenter, testType).migrate(vm, spec, state));
    }

    @Override
    public ManagedObjectReference<Task> checkClone_Task(
            ManagedObjectReference<VirtualMachine> vm,
            ManagedObjectReference<? extends Folder> folder,
            String name,
            VirtualMachineCloneSpec spec,
            List<String> testType) {
        return check(
                "CheckClone_Task",
                vm,
                () -> new MachineChecks(vcenter, testType).clones(vm, folder.value(), name, spec));
    }

    /** No host makes instant clones, so that is what keeps them from being made. */
    @Override
    public ManagedObjectReference<Task> checkInstantClone_Task(
            ManagedObjectReference<VirtualMachine> vm, VirtualMachineInstantCloneSpec spec, List<String> testType) {
        return check(
                "CheckInstantClone_Task", vm, () -> List.of(new MachineChecks(vcenter, testType).instantClone(vm)));
    }

    @Override
    public ManagedObjectReference<Task> queryVMotionCompatibilityEx_Task(
            List<ManagedObjectReference<VirtualMachine>> vm, List<ManagedObjectReference<HostSystem>> host) {
        return check("QueryVMotionCompatibilityEx_Task", vm.getFirst(), () -> {
            List<CheckResult> results = new ArrayList<>();
            for (ManagedObjectReference<VirtualMachine> machine : vm) {
                for (ManagedObjectReference<HostSystem> to : host) {
                    results.addAll(new MachineChecks(vcenter, List.of())
                            .relocate(
                                    machine,
                                    VirtualMachineRelocateSpec.builder()
                                            .host(to)
                                            .build()));
                }
            }
            return results;
        });
    }
}
