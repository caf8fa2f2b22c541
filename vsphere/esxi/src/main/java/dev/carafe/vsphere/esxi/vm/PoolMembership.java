package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.pool.Pool;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.ResourcePoolEventArgument;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which machine is in which resource pool: what is written down, what is shown, and what the kernel is told. Any thread. */
final class PoolMembership {
    private static final Logger LOG = System.getLogger(PoolMembership.class.getName());

    private final VmHost host;

    PoolMembership(VmHost host) {
        this.host = host;
    }

    /**
     * The pool that is asked for, or the root pool for none.
     *
     * @throws dev.carafe.vsphere.vim.FaultException ManagedObjectNotFound
     */
    ManagedObjectReference<? extends ResourcePool> required(
            @Nullable ManagedObjectReference<? extends ResourcePool> pool) {
        if (pool == null) {
            return host.place().pool();
        }
        if (host.services().registry().properties(pool).isEmpty()) {
            throw MissingObject.fault(pool);
        }
        return pool;
    }

    /** As it is written down; null for the root pool. */
    @Nullable
    String id(@Nullable ManagedObjectReference<? extends ResourcePool> pool) {
        return pool == null || pool.equals(host.place().pool()) ? null : pool.value();
    }

    /** The pool of a machine as it was written down; the root pool when that is gone. */
    ManagedObjectReference<? extends ResourcePool> of(long machine) {
        return host.registrations()
                .poolOf(machine)
                .filter(id -> !host.place().pools().path(id).isEmpty())
                .<ManagedObjectReference<? extends ResourcePool>>map(Pool::reference)
                .orElse(host.place().pool());
    }

    /** A pool as long as it is there, else the root pool: it may be removed while a machine is being made. */
    ManagedObjectReference<? extends ResourcePool> shown(
            ObjectSource source, ManagedObjectReference<? extends ResourcePool> pool) {
        return source.properties(pool) == null ? host.place().pool() : pool;
    }

    /** The pools that a machine is in, the outermost below the root first. */
    List<Pool> path(Machine machine) {
        return host.place().pools().path(of(machine.id()).value());
    }

    /**
     * Promises a machine what it reserves, for as long as it is being started or changed.
     *
     * @param spec may say that it reserves something else than before
     */
    Pools.Admission admit(Machine machine, VirtualMachineConfigSpec spec) {
        VirtualMachineConfigInfo config = new MachineView(machine.state(), host).config();
        return host.place()
                .pools()
                .admit(
                        machine.reference(),
                        of(machine.id()).value(),
                        reservation(spec.cpuAllocation(), config.cpuAllocation()),
                        reservation(spec.memoryAllocation(), config.memoryAllocation()));
    }

    private static long reservation(@Nullable ResourceAllocationInfo changed, @Nullable ResourceAllocationInfo before) {
        if (changed != null && changed.reservation() != null) {
            return changed.reservation();
        }
        return before == null || before.reservation() == null ? 0 : before.reservation();
    }

    /**
     * Puts a machine into a pool, or as a template into none.
     *
     * @throws dev.carafe.vsphere.vim.FaultException SystemError when it cannot be written down; nothing has changed then
     */
    void move(Machine machine, @Nullable ManagedObjectReference<? extends ResourcePool> pool) {
        ResourcePoolEventArgument before = argument(of(machine.id()));
        try {
            host.registrations().pool(machine.id(), id(pool));
        } catch (IOException failed) {
            throw VmFaults.system("the machine's pool cannot be noted: " + failed.getMessage());
        }
        place(machine);
        host.services().registry().change(changes -> {
            if (changes.properties(machine.reference()) instanceof VirtualMachineProperties shown) {
                VirtualMachineProperties after = shown.toBuilder()
                        .resourcePool(pool == null ? null : shown(changes, pool))
                        .build();
                changes.update(machine.reference(), VirtualMachineProperties.class, _ -> after);
                Membership.join(changes, machine.reference(), host.place(), shown, after);
            }
        });
        if (pool != null && !pool.value().equals(before.resourcePool().value())) {
            host.post(machine, "VmResourcePoolMovedEvent", Map.of("oldParent", before, "newParent", argument(pool)));
        }
    }

    private ResourcePoolEventArgument argument(ManagedObjectReference<? extends ResourcePool> pool) {
        String name = host.services()
                .registry()
                .properties(pool)
                .map(properties -> ((ResourcePoolProperties) properties).name())
                .orElse(pool.value());
        return new ResourcePoolEventArgument(name, new ManagedObjectReference<>(pool.type(), pool.value()));
    }

    /** Has the kernel know what pools a machine is in, and how these are set, if it is on. */
    void place(Machine machine) {
        if (machine.process().isEmpty()) {
            return;
        }
        try {
            host.ground().confinements().place(machine.id(), machine.state().hardware(), path(machine));
        } catch (IOException refused) {
            LOG.log(Level.WARNING, "machine {0} is not limited by its pools: {1}", machine.id(), refused.getMessage());
        }
    }
}
