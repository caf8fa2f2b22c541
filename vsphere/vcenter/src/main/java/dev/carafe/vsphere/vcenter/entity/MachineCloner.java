package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.dataset.DataSetErrands;
import dev.carafe.vsphere.vcenter.host.MachinePlace;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.FolderRules;
import dev.carafe.vsphere.vcenter.inventory.HostRules;
import dev.carafe.vsphere.vcenter.inventory.PoolRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.placement.Demand;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has hosts clone virtual machines. The host that has the machine makes the clone; one that is to run elsewhere moves there
 * before it is powered on, to a host that reaches the datastore.
 */
record MachineCloner(VCenter vcenter) {
    private static final ManagedMethod CLONE = VCenter.method("CloneVM_Task");
    private static final ManagedMethod POWER_ON = VCenter.method("PowerOnVM_Task");

    /** @return what vCenter calls the clone */
    Object clone(
            Entity.VirtualMachine source,
            String folder,
            String name,
            VirtualMachineCloneSpec spec,
            TaskProgress progress)
            throws InterruptedException {
        DataSetErrands.Clone dataSets = vcenter.dataSets()
                .cloning(source.id(), spec.snapshot(), progress.task().value());
        if (dataSets == null) {
            return cloned(source, folder, name, spec, progress, _ -> {});
        }
        try {
            return cloned(
                    source,
                    folder,
                    name,
                    spec,
                    progress,
                    made -> vcenter.dataSets().cloned(dataSets, made));
        } catch (RuntimeException e) {
            if (!Thread.currentThread().isInterrupted()) { // else the next server sees how it ends
                vcenter.dataSets().notCloned(dataSets);
            }
            throw e;
        }
    }

    /** @param whenMade told what vCenter calls the clone, before it is powered on elsewhere */
    private Object cloned(
            Entity.VirtualMachine source,
            String folder,
            String name,
            VirtualMachineCloneSpec spec,
            TaskProgress progress,
            Consumer<String> whenMade)
            throws InterruptedException {
        FolderRules.requireHolds(vcenter.inventory().read(all -> FolderRules.folder(all, folder)), "VirtualMachine");
        VirtualMachineRelocateSpec location = spec.location();
        String pool = pool(source, spec);
        String target = target(source, pool, location);
        boolean stays = target.equals(source.host());
        if (!stays) {
            new SwitchMembers(vcenter).requireNetworks(source, target);
        }
        VirtualMachineCloneSpec onHost = spec.toBuilder()
                .powerOn(spec.powerOn() && stays)
                .location(location.toBuilder()
                        .host(References.host(source.host()))
                        .pool(spec.template() ? null : References.pool(rootOf(source.host())))
                        .folder(null)
                        .build())
                .build();
        Object clone = new MachineMaker(vcenter)
                .made(
                        source.host(),
                        new MachinePlace(name, folder, spec.template() ? null : pool),
                        new SwitchMembers(vcenter).cards(source),
                        progress.task(),
                        stays,
                        () -> vcenter.hosts()
                                .calls()
                                .carryOut(
                                        source.host(),
                                        References.machine(source.id()),
                                        CLONE,
                                        progress,
                                        vmFolder(source.host()),
                                        name,
                                        onHost));
        if (!(clone instanceof ManagedObjectReference<?> made)) {
            throw new IllegalStateException("the host cloned " + source + " and does not say what");
        }
        whenMade.accept(made.value());
        if (!stays) {
            ManagedObjectReference<VirtualMachine> moved = References.machine(made.value());
            new MachineMover(vcenter)
                    .relocate(
                            moved,
                            VirtualMachineRelocateSpec.builder()
                                    .host(References.host(target))
                                    .pool(pool == null ? null : References.pool(pool))
                                    .build(),
                            false,
                            progress);
            if (spec.powerOn()) {
                vcenter.hosts().calls().carryOut(target, moved, POWER_ON, progress, new @Nullable Object[1]);
            }
        }
        vcenter.inventory().change(draft -> {
            if (pool != null
                    && draft.get(made.value()) instanceof Entity.VirtualMachine machine
                    && machine.pool() != null) {
                draft.put(machine.withPool(pool));
            }
            return null;
        });
        return made;
    }

    private static @Nullable String pool(Entity.VirtualMachine source, VirtualMachineCloneSpec spec) {
        VirtualMachineRelocateSpec location = spec.location();
        String pool = location.pool() == null ? source.pool() : location.pool().value();
        if (pool == null && !spec.template()) {
            throw InvalidArgument.builder()
                    .invalidProperty("spec.location.pool")
                    .build()
                    .exception("A clone of a template that is to be a virtual machine needs a resource pool.");
        }
        return pool;
    }

    /** The cluster, or standalone host, that a clone is to be in. */
    String computeResource(Entity.VirtualMachine source, VirtualMachineCloneSpec spec) {
        String pool = pool(source, spec);
        return pool == null
                ? Objects.requireNonNull(vcenter.inventory()
                        .read(all -> HostRules.host(all, source.host()))
                        .parent())
                : vcenter.inventory().read(all -> PoolRules.pool(all, pool)).owner();
    }

    private ManagedObjectReference<?> vmFolder(String host) {
        return References.folder(vcenter.inventory()
                .read(all -> all.datacenterOf(host))
                .orElseThrow()
                .vmFolder());
    }

    private String rootOf(String host) {
        return vcenter.inventory()
                .read(all -> all.computeResourceOf(host))
                .orElseThrow()
                .pool();
    }

    private String target(Entity.VirtualMachine source, @Nullable String pool, VirtualMachineRelocateSpec location) {
        String asked = location.host() == null ? null : location.host().value();
        String home = Objects.requireNonNull(vcenter.inventory()
                .read(all -> HostRules.host(all, source.host()))
                .parent());
        String compute = pool == null
                ? home
                : vcenter.inventory().read(all -> PoolRules.pool(all, pool)).owner();
        if (source.host().equals(asked) || (asked == null && compute.equals(home))) {
            return source.host();
        }
        MachineDemand demand = new MachineDemand(vcenter);
        Demand whole = demand.of(References.machine(source.id()));
        Set<String> datastores = location.datastore() == null
                ? whole.datastores()
                : Set.of(location.datastore().value());
        return new Placer(vcenter)
                .host(
                        compute,
                        asked,
                        new Demand(
                                whole.cpus(),
                                whole.memoryMb(),
                                datastores,
                                demand.portgroups(References.machine(source.id()))));
    }
}
