package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.pool.Pool;
import dev.carafe.vsphere.esxi.pool.PoolTree;
import dev.carafe.vsphere.esxi.vm.VirtualMachines;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.ResourcePoolEventArgument;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.task.TaskBody;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What clients may do with resource pools: change them, tell of it, and take their machines along. Any thread. */
final class PoolActions {
    private final HostPools pools;
    private final ObjectRegistry registry;
    private final Events events;
    private final Tasks tasks;
    private final InstantSource clock;
    private final Supplier<VirtualMachines> machines;

    /** @param machines the host's, which come to be after the pools */
    PoolActions(
            HostPools pools,
            ObjectRegistry registry,
            Events events,
            Tasks tasks,
            InstantSource clock,
            Supplier<VirtualMachines> machines) {
        this.pools = pools;
        this.registry = registry;
        this.events = events;
        this.tasks = tasks;
        this.clock = clock;
        this.machines = machines;
    }

    VirtualMachines machines() {
        return machines.get();
    }

    ServedResourcePool served(Pool pool) {
        return new ServedResourcePool(pool.reference(), this);
    }

    ManagedObjectReference<ResourcePool> create(String parent, String name, ResourceConfigSpec spec) {
        Pool made = change(tree -> tree.create(parent, name, spec, clock.instant()));
        post(made, "ResourcePoolCreatedEvent", Map.of("parent", argument(parent)));
        return made.reference();
    }

    void update(String id, @Nullable String name, @Nullable ResourceConfigSpec spec) {
        requireBelowRoot(id);
        Pool changed = change(tree -> {
            PoolTree.Changed renamed = name == null || name.isEmpty()
                    ? new PoolTree.Changed(
                            tree, tree.find(id).orElseThrow(() -> MissingObject.fault(Pool.reference(id))))
                    : tree.rename(id, name);
            return spec == null ? renamed : renamed.tree().reconfigure(id, spec, clock.instant());
        });
        machines.get().poolsChanged();
        post(changed, "ResourcePoolReconfiguredEvent", Map.of());
    }

    ManagedObjectReference<Task> rename(String id, String name) {
        return start(id, "ResourcePool.rename", () -> {
            requireBelowRoot(id);
            change(tree -> tree.rename(id, name));
        });
    }

    private Pool change(Function<PoolTree, PoolTree.Changed> change) {
        AtomicReference<@Nullable Pool> changed = new AtomicReference<>();
        pools.change(
                tree -> {
                    PoolTree.Changed done = change.apply(tree);
                    changed.set(done.pool());
                    return done.tree();
                },
                this::served);
        Pool pool = changed.get();
        if (pool == null) {
            throw new IllegalStateException("a change of no pool");
        }
        return pool;
    }

    /** Puts pools and machines of the host into a pool: all of them, or none when one may not. */
    void moveInto(String target, List<ManagedObjectReference<? extends ManagedEntity>> list) {
        Map<ManagedObjectReference<?>, String> moving = new HashMap<>();
        for (ManagedObjectReference<?> moved : list) {
            if (moved.type().equals("VirtualMachine")) {
                if (!(registry.properties(moved).orElse(null) instanceof VirtualMachineProperties shown)) {
                    throw MissingObject.fault(moved);
                }
                if (shown.resourcePool() == null) {
                    throw refused("A template is in no resource pool.");
                }
                moving.put(moved, target);
            } else if (moved.type().equals("ResourcePool")) {
                requireBelowRoot(moved.value());
            } else {
                throw refused(
                        "Only resource pools and virtual machines of this host can be moved into a resource pool.");
            }
        }
        Map<String, String> parents = new HashMap<>();
        PoolTree after = pools.change(
                tree -> {
                    PoolTree moved = tree;
                    for (ManagedObjectReference<?> each : list) {
                        if (each.type().equals("ResourcePool")
                                && !tree.path(each.value()).isEmpty()
                                && !tree.path(each.value()).getLast().parent().equals(target)) {
                            parents.put(
                                    each.value(),
                                    tree.path(each.value()).getLast().parent());
                            moved = moved.move(each.value(), target).tree();
                        } else if (each.type().equals("ResourcePool") && !tree.has(each.value())) {
                            throw MissingObject.fault(each);
                        }
                    }
                    return moved;
                },
                moving,
                this::served);
        moving.keySet().forEach(machine -> machines.get().intoPool(machine, Pool.reference(target)));
        machines.get().poolsChanged();
        parents.forEach((id, parent) -> after.find(id)
                .ifPresent(pool -> post(
                        pool,
                        "ResourcePoolMovedEvent",
                        Map.of("oldParent", argument(parent), "newParent", argument(target)))));
    }

    /** Removes a pool; what is in it goes to the pool that it was in. */
    ManagedObjectReference<Task> destroy(String id) {
        return start(id, "ResourcePool.destroy", () -> {
            requireBelowRoot(id);
            Pool pool = pools.tree().find(id).orElseThrow(() -> MissingObject.fault(Pool.reference(id)));
            remove(pool, pool.parent());
        });
    }

    /** Removes all pools below a pool; their machines go to it. */
    void destroyChildren(String id) {
        for (Pool pool : pools.tree().below(id).reversed()) {
            remove(pool, id);
        }
    }

    private void remove(Pool pool, String machinesTo) {
        post(pool, "ResourcePoolDestroyedEvent", Map.of());
        while (true) {
            machinesIn(pool).forEach(machine -> machines.get().intoPool(machine, Pool.reference(machinesTo)));
            try {
                pools.change(tree -> tree.remove(pool.id()), this::served);
                machines.get().poolsChanged();
                return;
            } catch (HostPools.StillUsedException _) {
                // a machine came meanwhile
            }
        }
    }

    private List<? extends ManagedObjectReference<?>> machinesIn(Pool pool) {
        return registry.properties(pool.reference()).orElse(null) instanceof ResourcePoolProperties shown
                ? shown.vm()
                : List.of();
    }

    /** The settings of pools and machines directly in a pool. */
    void updateChildren(String id, List<ResourceConfigSpec> specs) {
        for (ResourceConfigSpec spec : specs) {
            ManagedObjectReference<?> child = spec.entity();
            if (child != null
                    && pools.tree().children(id).stream()
                            .anyMatch(pool -> pool.reference().equals(child))) {
                update(child.value(), null, spec);
            } else if (child != null && registry.find(child).orElse(null) instanceof VirtualMachine machine) {
                reconfigure(machine, spec);
            } else {
                throw MissingObject.fault(child == null ? Pool.reference("") : child);
            }
        }
    }

    private void reconfigure(VirtualMachine machine, ResourceConfigSpec spec) {
        try {
            var end = tasks.await(machine.reconfigVM_Task(VirtualMachineConfigSpec.builder()
                    .cpuAllocation(spec.cpuAllocation())
                    .memoryAllocation(spec.memoryAllocation())
                    .build()));
            if (end.error() != null) {
                throw new FaultException(end.error().fault(), end.error().localizedMessage());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw refused("The server ends.");
        }
    }

    void refresh() {
        registry.change(pools::refresh);
    }

    private ManagedObjectReference<Task> start(String id, String description, Runnable work) {
        TaskBody body = _ -> {
            work.run();
            return null;
        };
        return tasks.start(Pool.reference(id), description, body);
    }

    private void requireBelowRoot(String id) {
        if (id.equals(pools.tree().root())) {
            throw refused("The root resource pool is all that the host has: it is neither changed, moved nor removed.");
        }
    }

    private static FaultException refused(String reason) {
        return NotSupported.builder().build().exception(reason);
    }

    private void post(Pool pool, String type, Map<String, Object> own) {
        Map<String, Object> fields = new HashMap<>(own);
        fields.put("resourcePool", new ResourcePoolEventArgument(pool.name(), pool.reference()));
        events.post(pool.reference(), header -> header.event(type, fields));
    }

    private ResourcePoolEventArgument argument(String id) {
        return new ResourcePoolEventArgument(
                pools.tree().find(id).map(Pool::name).orElse(ResourcePoolView.ROOT), Pool.reference(id));
    }
}
