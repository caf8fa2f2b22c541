package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.EntityNames;
import dev.carafe.vsphere.vcenter.inventory.FolderRules;
import dev.carafe.vsphere.vcenter.inventory.HostRules;
import dev.carafe.vsphere.vcenter.inventory.PoolRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.placement.Candidate;
import dev.carafe.vsphere.vcenter.placement.Demand;
import dev.carafe.vsphere.vcenter.placement.Placement;
import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.CheckResult;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.MethodFault;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What would keep a machine from being made, moved or powered on, without doing it: the mover's demand, and the refusals of
 * placement, which chooses a host when nobody names one. What a host alone finds out, such as a disk that it cannot open, is not
 * seen.
 */
record MachineChecks(VCenter vcenter, List<String> tests) {
    MachineChecks {
        tests = List.copyOf(tests);
    }

    /** The results as a task has them. */
    static ArrayOf array(List<CheckResult> results) {
        return new ArrayOf(Objects.requireNonNull(Vim25.NAMESPACE.type("CheckResult")), results);
    }

    /** What a move would meet on each host that it could go to. */
    List<CheckResult> relocate(ManagedObjectReference<VirtualMachine> vm, VirtualMachineRelocateSpec spec) {
        MachineMover mover = new MachineMover(vcenter);
        return each(vm, spec.host(), () -> {
            MachineMover.requireSupported(spec);
            Entity.VirtualMachine machine = machine(vm);
            return checked(vm, mover.computeResource(machine, spec), spec.host(), mover.needed(machine, spec)).stream()
                    .map(result -> References.host(machine.host()).equals(result.host()) ? result : live(vm, result))
                    .toList();
        });
    }

    /** A result for another host than the machine's, with what keeps it on its own while it runs. */
    private CheckResult live(ManagedObjectReference<VirtualMachine> vm, CheckResult result) {
        if (!tests.isEmpty() && !tests.contains("sourceTests")) {
            return result;
        }
        try {
            RunningDevices.requireMovable(new MachineMover(vcenter).properties(vm));
            return result;
        } catch (FaultException stays) {
            List<LocalizedMethodFault> errors = new ArrayList<>(result.error());
            errors.add(new LocalizedMethodFault((MethodFault) stays.fault(), stays.getMessage()));
            return result.toBuilder().error(errors).build();
        }
    }

    /** The same where the machine must be in a state. */
    List<CheckResult> migrate(
            ManagedObjectReference<VirtualMachine> vm,
            VirtualMachineRelocateSpec spec,
            @Nullable VirtualMachinePowerState state) {
        List<CheckResult> wrong = each(vm, spec.host(), () -> {
            new MachineMover(vcenter).requireState(vm, state);
            return List.of();
        });
        return wrong.isEmpty() ? relocate(vm, spec) : wrong;
    }

    /** What a clone would meet on each host that it could be made for. */
    List<CheckResult> clones(
            ManagedObjectReference<VirtualMachine> vm, String folder, String name, VirtualMachineCloneSpec spec) {
        VirtualMachineRelocateSpec location = spec.location();
        return each(vm, location.host(), () -> {
            Entity.VirtualMachine machine = machine(vm);
            MachineMover.requireSupported(location);
            FolderRules.requireHolds(
                    vcenter.inventory().read(all -> FolderRules.folder(all, folder)), "VirtualMachine");
            String _ = vcenter.inventory().read(all -> EntityNames.free(all, folder, name, ""));
            String compute = new MachineCloner(vcenter).computeResource(machine, spec);
            boolean stays =
                    location.host() == null && compute.equals(computeResource(References.host(machine.host()), null));
            return checked(
                    vm,
                    compute,
                    stays ? References.host(machine.host()) : location.host(),
                    new MachineMover(vcenter).needed(machine, location));
        });
    }

    CheckResult instantClone(ManagedObjectReference<VirtualMachine> vm) {
        Entity.VirtualMachine machine = machine(vm);
        return CheckResult.builder()
                .vm(vm)
                .host(References.host(machine.host()))
                .error(List.of(new LocalizedMethodFault(
                        NotSupported.builder().build(),
                        "The operation is not supported on the object: hosts make no instant clones.")))
                .build();
    }

    /** Whether a machine could run on a host, or on those of a pool. */
    List<CheckResult> runs(
            ManagedObjectReference<VirtualMachine> vm,
            @Nullable ManagedObjectReference<HostSystem> host,
            @Nullable ManagedObjectReference<? extends ResourcePool> pool) {
        return each(vm, host, () -> {
            Entity.VirtualMachine machine = machine(vm);
            ManagedObjectReference<HostSystem> on =
                    host == null && pool == null ? References.host(machine.host()) : host;
            return checked(vm, computeResource(on, pool), on, new MachineDemand(vcenter).of(vm));
        });
    }

    /** Whether a machine that is off could be powered on. */
    List<CheckResult> powersOn(
            ManagedObjectReference<VirtualMachine> vm,
            @Nullable ManagedObjectReference<HostSystem> host,
            @Nullable ManagedObjectReference<? extends ResourcePool> pool) {
        List<CheckResult> wrong = each(vm, host, () -> {
            new MachineMover(vcenter).requireState(vm, VirtualMachinePowerState.POWERED_OFF);
            return List.of();
        });
        return wrong.isEmpty() ? runs(vm, host, pool) : wrong;
    }

    /** Whether a machine could be made as a specification says, or one that is there be as it says. */
    List<CheckResult> config(
            VirtualMachineConfigSpec spec,
            @Nullable ManagedObjectReference<VirtualMachine> vm,
            @Nullable ManagedObjectReference<HostSystem> host,
            @Nullable ManagedObjectReference<? extends ResourcePool> pool) {
        return each(vm, host, () -> {
            ManagedObjectReference<HostSystem> on = host == null && pool == null && vm != null
                    ? References.host(machine(vm).host())
                    : host;
            String compute = computeResource(on, pool);
            Demand demand = new MachineDemand(vcenter).of(spec, compute);
            if (vm != null) {
                Demand now = new MachineDemand(vcenter).of(vm);
                demand = new Demand(
                        spec.numCPUs() == null ? now.cpus() : demand.cpus(),
                        spec.memoryMB() == null ? now.memoryMb() : demand.memoryMb(),
                        demand.datastores(),
                        demand.networks());
            }
            return checked(vm, compute, on, demand);
        });
    }

    private Entity.VirtualMachine machine(ManagedObjectReference<VirtualMachine> vm) {
        return vcenter.inventory().read(all -> ServedVirtualMachine.machine(all, vm.value()));
    }

    private String computeResource(
            @Nullable ManagedObjectReference<HostSystem> host,
            @Nullable ManagedObjectReference<? extends ResourcePool> pool) {
        if (pool != null) {
            return vcenter.inventory()
                    .read(all -> PoolRules.pool(all, pool.value()))
                    .owner();
        }
        if (host != null) {
            return Objects.requireNonNull(vcenter.inventory()
                    .read(all -> HostRules.host(all, host.value()))
                    .parent());
        }
        throw InvalidArgument.builder()
                .invalidProperty("host")
                .build()
                .exception("A specified parameter was not correct: host: a host or a resource pool is needed.");
    }

    private List<CheckResult> checked(
            @Nullable ManagedObjectReference<VirtualMachine> vm,
            String compute,
            @Nullable ManagedObjectReference<HostSystem> host,
            Demand demand) {
        List<CheckResult> results = new ArrayList<>();
        for (Candidate candidate : new Placer(vcenter).candidates(compute)) {
            if (host == null || host.value().equals(candidate.hostId())) {
                results.add(CheckResult.builder()
                        .vm(vm)
                        .host(References.host(candidate.hostId()))
                        .error(Placement.refusals(demand, candidate).stream()
                                .filter(this::isAsked)
                                .map(refusal -> Placer.fault(refusal.why()))
                                .toList())
                        .build());
            }
        }
        if (results.isEmpty()) {
            throw Placer.notInCluster(host == null ? compute : host.value());
        }
        return results;
    }

    private boolean isAsked(Placement.Refusal refusal) {
        return tests.isEmpty()
                || tests.contains(
                        switch (refusal.wrong()) {
                            case HOST -> "hostTests";
                            case DATASTORES -> "datastoreTests";
                            case NETWORKS -> "networkTests";
                        });
    }

    /** What is refused before any host is looked at is the one result. */
    private static List<CheckResult> each(
            @Nullable ManagedObjectReference<VirtualMachine> vm,
            @Nullable ManagedObjectReference<HostSystem> host,
            Supplier<List<CheckResult>> check) {
        try {
            return check.get();
        } catch (FaultException e) {
            if (!(e.fault() instanceof MethodFault fault)) {
                throw e;
            }
            return List.of(CheckResult.builder()
                    .vm(vm)
                    .host(host)
                    .error(List.of(new LocalizedMethodFault(fault, e.getMessage())))
                    .build());
        }
    }
}
