package dev.carafe.vsphere.vcenter.entity;

import static java.util.Objects.requireNonNull;

import dev.carafe.vsphere.vcenter.host.HostChange;
import dev.carafe.vsphere.vcenter.inventory.ClusterRules;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.FolderRules;
import dev.carafe.vsphere.vcenter.inventory.Gone;
import dev.carafe.vsphere.vcenter.inventory.HostRules;
import dev.carafe.vsphere.vcenter.inventory.PoolRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.placement.Demand;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidPowerState;
import dev.carafe.vsphere.vim.vim25.MigrationFault;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves virtual machines between pools, folders, datastores and hosts.
 *
 * <p>From host to host a machine that is off goes by being forgotten by the one and registered by the other, which must reach
 * its files. Meanwhile the inventory says that it is on its way, so that it keeps its id whatever breaks: whichever host has it
 * afterwards is where it is.
 */
public record MachineMover(VCenter vcenter) {
    private static final ManagedMethod RELOCATE = VCenter.method("RelocateVM_Task");
    private static final ManagedMethod UNREGISTER = VCenter.method("UnregisterVM");
    private static final ManagedMethod REGISTER = VCenter.method("RegisterVM_Task");

    /** Moves a machine as the specification says; what it leaves out stays. */
    void relocate(
            ManagedObjectReference<VirtualMachine> reference, VirtualMachineRelocateSpec spec, TaskProgress progress)
            throws InterruptedException {
        relocate(reference, spec, spec.pool() == null && spec.folder() == null, progress);
    }

    /** @param whole whether the task has nothing more to do when the machine has changed its host */
    void relocate(
            ManagedObjectReference<VirtualMachine> reference,
            VirtualMachineRelocateSpec spec,
            boolean whole,
            TaskProgress progress)
            throws InterruptedException {
        requireSupported(spec);
        Entity.VirtualMachine machine =
                vcenter.inventory().read(all -> ServedVirtualMachine.machine(all, reference.value()));
        String target = target(machine, spec);
        if (!target.equals(machine.host())) {
            RunningDevices.requireMovable(properties(reference));
            new SwitchMembers(vcenter).requireNetworks(machine, target);
            if (spec.datastore() != null || !spec.disk().isEmpty()) {
                storage(machine.host(), reference, spec, progress);
            }
            changeHost(reference, machine, target, whole, progress);
        } else if (spec.datastore() != null
                || !spec.disk().isEmpty()
                || !spec.deviceChange().isEmpty()) {
            storage(machine.host(), reference, spec, progress);
        }
        vcenter.inventory().change(draft -> {
            if (spec.pool() != null) {
                Entity.VirtualMachine now = ServedVirtualMachine.machine(draft, reference.value());
                if (now.pool() != null) {
                    draft.put(now.withPool(
                            PoolRules.pool(draft, spec.pool().value()).id()));
                }
            }
            if (spec.folder() != null) {
                FolderRules.move(draft, reference.value(), spec.folder().value());
            }
            return null;
        });
    }

    /** The host moves the machine's files itself. */
    private void storage(
            String host,
            ManagedObjectReference<VirtualMachine> reference,
            VirtualMachineRelocateSpec spec,
            TaskProgress progress)
            throws InterruptedException {
        VirtualMachineRelocateSpec onHost =
                spec.toBuilder().host(null).pool(null).folder(null).build();
        vcenter.hosts().calls().carryOut(host, reference, RELOCATE, progress, onHost, null);
    }

    /** The host that it is to be on: the one that is said, or the best of the pool's when its own is not among them. */
    private String target(Entity.VirtualMachine machine, VirtualMachineRelocateSpec spec) {
        String compute = computeResource(machine, spec);
        if (spec.host() == null && compute.equals(parentOf(machine.host()))) {
            return machine.host();
        }
        if (spec.host() != null && spec.host().value().equals(machine.host())) {
            return machine.host();
        }
        return new Placer(vcenter)
                .host(compute, spec.host() == null ? null : spec.host().value(), needed(machine, spec));
    }

    /** The cluster, or standalone host, that a machine is to be in. */
    String computeResource(Entity.VirtualMachine machine, VirtualMachineRelocateSpec spec) {
        return spec.pool() != null
                ? vcenter.inventory()
                        .read(all ->
                                PoolRules.pool(all, requireNonNull(spec.pool()).value()))
                        .owner()
                : spec.host() != null ? parentOf(spec.host().value()) : parentOf(machine.host());
    }

    /** What a machine needs of the host that it moves to. */
    Demand needed(Entity.VirtualMachine machine, VirtualMachineRelocateSpec spec) {
        MachineDemand demand = new MachineDemand(vcenter);
        Demand whole = demand.of(References.machine(machine.id()));
        return new Demand(
                whole.cpus(),
                whole.memoryMb(),
                datastores(whole, spec),
                demand.portgroups(References.machine(machine.id())));
    }

    /** @throws FaultException NotSupported for what no move does */
    static void requireSupported(VirtualMachineRelocateSpec spec) {
        if (spec.service() != null) {
            throw NotSupported.builder().build().exception("Machines are not moved to another vCenter.");
        }
    }

    /** @throws FaultException InvalidPowerState when a machine is in another state than it is to be moved in */
    void requireState(ManagedObjectReference<VirtualMachine> machine, @Nullable VirtualMachinePowerState state) {
        VirtualMachinePowerState now =
                requireNonNull(properties(machine).runtime()).powerState();
        if (state != null && state != now) {
            throw InvalidPowerState.builder()
                    .requestedState(state)
                    .existingState(now)
                    .build()
                    .exception("The attempted operation cannot be performed in the current state (" + now.wire()
                            + "); it was asked for in " + state.wire() + ".");
        }
    }

    /** A machine as it is shown now. */
    VirtualMachineProperties properties(ManagedObjectReference<VirtualMachine> machine) {
        return vcenter.registry()
                .properties(machine)
                .filter(VirtualMachineProperties.class::isInstance)
                .map(VirtualMachineProperties.class::cast)
                .orElseThrow(() -> Gone.fault("VirtualMachine", machine.value()));
    }

    private static Set<String> datastores(Demand now, VirtualMachineRelocateSpec spec) {
        return spec.datastore() == null
                ? now.datastores()
                : Set.of(spec.datastore().value());
    }

    private String parentOf(String host) {
        return requireNonNull(
                vcenter.inventory().read(all -> HostRules.host(all, host)).parent());
    }

    private void changeHost(
            ManagedObjectReference<VirtualMachine> reference,
            Entity.VirtualMachine machine,
            String target,
            boolean whole,
            TaskProgress progress)
            throws InterruptedException {
        VirtualMachineProperties properties = properties(reference);
        Set<String> reached = vcenter.inventory()
                .read(all -> Set.copyOf(all.heldBy(target, Entity.Datastore.class).stream()
                        .map(Entity.Datastore::id)
                        .toList()));
        List<String> beyond = properties.datastore().stream()
                .map(ManagedObjectReference::value)
                .filter(one -> !reached.contains(one))
                .map(one -> vcenter.inventory()
                        .read(all -> all.find(one, Entity.Datastore.class)
                                .map(Entity.Datastore::name)
                                .orElse(one)))
                .toList();
        if (!beyond.isEmpty()) {
            throw InvalidArgument.builder()
                    .invalidProperty("spec.host")
                    .build()
                    .exception("The host does not reach all datastores that '" + machine.name() + "' is on: "
                            + String.join(", ", beyond) + ".");
        }
        String path = requireNonNull(properties.summary()).config().vmPathName();
        boolean live = requireNonNull(properties.runtime()).powerState() == VirtualMachinePowerState.POWERED_ON;
        boolean template = properties.summary().config().template();
        HostChange change = new HostChange(
                machine.id(),
                machine.host(),
                target,
                path,
                template,
                live,
                vcenter.events().lastKey());
        vcenter.hosts().arrivals().changing(change, whole, progress);
        try {
            if (live) {
                new RunningMover(vcenter).move(machine, target, path, properties, progress);
            } else {
                registerElsewhere(machine, change, progress);
            }
        } catch (FaultException e) {
            vcenter.hosts().arrivals().changed(change, progress);
            throw e;
        }
        vcenter.hosts().arrivals().changed(change, progress);
        ofItsComputeResource(machine, target);
    }

    /** The one host forgets a machine that is off, the other registers it. */
    private void registerElsewhere(Entity.VirtualMachine machine, HostChange change, TaskProgress progress)
            throws InterruptedException {
        ManagedObjectReference<?> onSource = new ManagedObjectReference<>("VirtualMachine", machine.onHost());
        progress.description("com.vmware.vim.vm.relocate", "Moving to another host");
        vcenter.inventory()
                .change(draft -> draft.put(
                        ServedVirtualMachine.machine(draft, machine.id()).onTheWay(change.target(), change.path())));
        try {
            vcenter.hosts().calls().carryOutOn(change.source(), onSource, UNREGISTER, progress);
        } catch (FaultException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e; // the next server goes on with it
            }
            if (vcenter.hosts().awaitSettled(change.source(), onSource)) {
                vcenter.inventory().change(draft -> {
                    Entity.VirtualMachine now = ServedVirtualMachine.machine(draft, machine.id());
                    return now.inTransit() ? draft.put(now.withHost(machine.host(), machine.onHost())) : now;
                });
                throw e;
            } // else it forgot the machine all the same
        }
        registerAtEither(machine, change, progress);
    }

    /**
     * The destination registers the machine, or the source again, when the destination says that it does not. It is on its way
     * still when this fails since a host does not answer: to ask the other one meanwhile could have both register it. A
     * destination that was removed meanwhile is not waited for.
     */
    private void registerAtEither(Entity.VirtualMachine machine, HostChange change, TaskProgress progress)
            throws InterruptedException {
        try {
            register(change.target(), machine, change.path(), change.template(), progress);
        } catch (FaultException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e; // the next server goes on with it
            }
            if (vcenter.hosts().facts().isMember(change.target())) {
                vcenter.hosts().awaitSettled(change.target(), null);
            }
            if (!vcenter.inventory()
                    .read(all -> ServedVirtualMachine.machine(all, machine.id()))
                    .inTransit()) {
                return; // it was told that it failed, and has it: the line broke, or it was asked before
            }
            vcenter.inventory()
                    .change(draft -> draft.put(ServedVirtualMachine.machine(draft, machine.id())
                            .onTheWay(change.source(), change.path())));
            register(change.source(), machine, change.path(), change.template(), progress);
            throw e;
        }
    }

    /** Ends a change of hosts that an earlier vCenter began. */
    public void end(HostChange change, HostChange.Seen seen, TaskProgress progress) throws InterruptedException {
        Entity.VirtualMachine machine =
                vcenter.inventory().read(all -> ServedVirtualMachine.machine(all, change.machine()));
        if (machine.inTransit() && !change.live()) {
            registerAtEither(machine, change, progress);
        }
        String host = seen.done()
                ? vcenter.hosts().arrivals().awaitArrival(machine.id(), change.target(), RunningMover.SHOWN_MAX)
                : vcenter.hosts().arrivals().awaitArrival(machine.id(), RunningMover.SHOWN_MAX);
        if (host == null) {
            throw MigrationFault.builder()
                    .build()
                    .exception(
                            "vCenter ended while the virtual machine was being moved, and no host has said yet that it"
                                    + " has it.");
        }
        if (!host.equals(change.target())) {
            throw MigrationFault.builder()
                    .build()
                    .exception("vCenter ended while the virtual machine was being moved; it stays on its host.");
        }
        RunningMover mover = new RunningMover(vcenter);
        if (change.live() && !mover.wasTold(change)) {
            mover.tell(machine, change.source(), host, LiveMove.Moved.of(seen.result()));
        }
        ofItsComputeResource(machine, host);
    }

    /** A machine in a pool of another cluster goes to the root pool of its host's. */
    private void ofItsComputeResource(Entity.VirtualMachine machine, String target) {
        vcenter.inventory().change(draft -> {
            Entity.VirtualMachine moved = ServedVirtualMachine.machine(draft, machine.id());
            String compute = requireNonNull(HostRules.host(draft, target).parent());
            boolean otherOwner = moved.pool() != null
                    && !PoolRules.pool(draft, moved.pool()).owner().equals(compute);
            return otherOwner
                    ? draft.put(moved.withPool(
                            ClusterRules.computeResource(draft, compute).pool()))
                    : moved;
        });
    }

    private void register(
            String host, Entity.VirtualMachine machine, String path, boolean template, TaskProgress progress)
            throws InterruptedException {
        String compute = parentOf(host);
        Entity.Datacenter datacenter = vcenter.inventory()
                .read(all -> all.datacenterOf(host))
                .orElseThrow(() -> Gone.fault("Datacenter", host));
        String pool = vcenter.inventory()
                .read(all -> ClusterRules.computeResource(all, compute))
                .pool();
        vcenter.hosts()
                .calls()
                .carryOut(
                        host,
                        References.folder(datacenter.vmFolder()),
                        REGISTER,
                        progress,
                        path,
                        machine.name(),
                        template,
                        template ? null : References.pool(pool),
                        References.host(host));
    }

    /** @throws FaultException NotSupported when a template is to become a machine elsewhere than it is */
    void requireSameHost(Entity.VirtualMachine machine, String pool, @Nullable String host) {
        String owner =
                vcenter.inventory().read(all -> PoolRules.pool(all, pool)).owner();
        if ((host != null && !host.equals(machine.host())) || !owner.equals(parentOf(machine.host()))) {
            throw NotSupported.builder()
                    .build()
                    .exception("The template '" + machine.name()
                            + "' becomes a virtual machine on the host that it is on; relocate it before or after.");
        }
    }
}
