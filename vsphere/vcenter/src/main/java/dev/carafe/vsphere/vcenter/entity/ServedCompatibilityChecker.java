package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.CheckResult;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCompatibilityChecker;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCompatibilityCheckerProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says what would keep machines from running on a host. */
public record ServedCompatibilityChecker(
        ManagedObjectReference<VirtualMachineCompatibilityChecker> reference, VCenter vcenter)
        implements VirtualMachineCompatibilityChecker, ServedObject {
    /** A checker among the server's objects. */
    public static void open(ManagedObjectReference<VirtualMachineCompatibilityChecker> reference, VCenter vcenter) {
        vcenter.registry()
                .change(changes -> changes.add(
                        new ServedCompatibilityChecker(reference, vcenter),
                        VirtualMachineCompatibilityCheckerProperties.builder().build()));
    }

    private ManagedObjectReference<Task> check(
            String method, ManagedObjectReference<? extends ManagedEntity> about, Supplier<List<CheckResult>> check) {
        return vcenter.tasks()
                .startBeside(
                        about, VCenter.method(method).descriptionId(), false, _ -> MachineChecks.array(check.get()));
    }

    @Override
    public ManagedObjectReference<Task> checkCompatibility_Task(
            ManagedObjectReference<VirtualMachine> vm,
            @Nullable ManagedObjectReference<HostSystem> host,
            @Nullable ManagedObjectReference<? extends ResourcePool> pool,
            List<String> testType) {
        return check("CheckCompatibility_Task", vm, () -> new MachineChecks(vcenter, testType).runs(vm, host, pool));
    }

    @Override
    public @Nullable ManagedObjectReference<Task> checkPowerOn_Task(
            ManagedObjectReference<VirtualMachine> vm,
            @Nullable ManagedObjectReference<HostSystem> host,
            @Nullable ManagedObjectReference<? extends ResourcePool> pool,
            List<String> testType) {
        return check("CheckPowerOn_Task", vm, () -> new MachineChecks(vcenter, testType).powersOn(vm, host, pool));
    }

    @Override
    public @Nullable ManagedObjectReference<Task> checkVmConfig_Task(
            VirtualMachineConfigSpec spec,
            @Nullable ManagedObjectReference<VirtualMachine> vm,
            @Nullable ManagedObjectReference<HostSystem> host,
            @Nullable ManagedObjectReference<? extends ResourcePool> pool,
            List<String> testType) {
        ManagedObjectReference<? extends ManagedEntity> about;
        if (vm != null) {
            about = vm;
        } else if (host != null) {
            about = host;
        } else if (pool != null) {
            about = pool;
        } else {
            about = References.folder(References.ROOT);
        }
        return check(
                "CheckVmConfig_Task", about, () -> new MachineChecks(vcenter, testType).config(spec, vm, host, pool));
    }
}
