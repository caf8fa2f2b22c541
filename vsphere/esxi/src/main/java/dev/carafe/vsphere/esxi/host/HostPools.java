package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.pool.Pool;
import dev.carafe.vsphere.esxi.pool.PoolCodec;
import dev.carafe.vsphere.esxi.pool.PoolTree;
import dev.carafe.vsphere.esxi.pool.Reservations;
import dev.carafe.vsphere.esxi.pool.Reservations.Demand;
import dev.carafe.vsphere.esxi.state.StateFile;
import dev.carafe.vsphere.esxi.vm.Pools;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineQuickStats;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The resource pools that the host has: in a file, as managed objects, and what of them is promised to machines that are on. Any
 * thread. A change is on the disk before it is shown.
 */
final class HostPools implements Pools {
    private final ObjectRegistry registry;
    private final Path file;
    private final Reservations.Capacity capacity;
    /** Held while pools change and while promises are made; taken before the registry's. */
    private final ReentrantLock lock = new ReentrantLock();
    /** Written under the lock only. */
    private volatile PoolTree tree;
    /** What machines are promised that are being started or changed; guarded by the lock. */
    private final Map<ManagedObjectReference<?>, Demand> starting = new HashMap<>();

    private HostPools(ObjectRegistry registry, Path file, Reservations.Capacity capacity, PoolTree tree) {
        this.registry = registry;
        this.file = file;
        this.capacity = capacity;
        this.tree = tree;
    }

    /** @throws IOException when there is a file that cannot be read */
    static HostPools open(HostModel host, ObjectRegistry registry, Path file) throws IOException {
        String root = HostNames.POOL.value();
        Reservations.Capacity capacity = new Reservations.Capacity(
                host.facts().cpu().totalMhz(), host.facts().memoryBytes() >> 20);
        PoolTree tree = Files.exists(file) ? PoolCodec.decode(root, Files.readAllBytes(file)) : PoolTree.empty(root);
        return new HostPools(registry, file, capacity, tree);
    }

    /** What there is of pools at this instant. */
    PoolTree tree() {
        return tree;
    }

    @Override
    public List<Pool> path(String pool) {
        return tree.path(pool);
    }

    @Override
    public Admission admit(ManagedObjectReference<?> machine, String pool, long cpuMhz, long memoryMib) {
        lock.lock();
        try {
            Map<ManagedObjectReference<?>, Demand> before = demands();
            Map<ManagedObjectReference<?>, Demand> after = new HashMap<>(before);
            Demand wanted = new Demand(pool, cpuMhz, memoryMib);
            after.put(machine, wanted);
            reservations(tree, after).requireRoom(reservations(tree, before));
            starting.put(machine, wanted);
        } finally {
            lock.unlock();
        }
        return () -> {
            lock.lock();
            try {
                starting.remove(machine);
            } finally {
                lock.unlock();
            }
        };
    }

    /** What all machines are promised that are on or being started. */
    private Map<ManagedObjectReference<?>, Demand> demands() {
        Map<ManagedObjectReference<?>, Demand> demands = registry.read(HostPools::demands);
        demands.putAll(starting);
        return demands;
    }

    private static Map<ManagedObjectReference<?>, Demand> demands(ObjectSource source) {
        Map<ManagedObjectReference<?>, Demand> demands = new HashMap<>();
        source.references().stream()
                .filter(reference -> reference.type().equals("VirtualMachine"))
                .forEach(reference -> {
                    if (source.properties(reference) instanceof VirtualMachineProperties machine
                            && machine.runtime() != null
                            && machine.runtime().powerState() == VirtualMachinePowerState.POWERED_ON
                            && machine.config() != null) {
                        demands.put(
                                reference,
                                new Demand(
                                        poolOf(machine),
                                        reservation(machine.config().cpuAllocation()),
                                        reservation(machine.config().memoryAllocation())));
                    }
                });
        return demands;
    }

    private static String poolOf(VirtualMachineProperties machine) {
        return machine.resourcePool() == null
                ? HostNames.POOL.value()
                : machine.resourcePool().value();
    }

    private static long reservation(@Nullable ResourceAllocationInfo allocation) {
        return allocation == null ? 0 : Objects.requireNonNullElse(allocation.reservation(), 0L);
    }

    private Reservations reservations(PoolTree of, Map<ManagedObjectReference<?>, Demand> demands) {
        return new Reservations(of, capacity, demands.values());
    }

    /**
     * Changes the pools, writes them down and shows them.
     *
     * @param change of the tree
     * @param served makes the objects of new pools
     * @throws FaultException what the change throws, InsufficientCpuResourcesFault and InsufficientMemoryResourcesFault when it
     *     promises more than there is, SystemError when it cannot be written down
     */
    PoolTree change(UnaryOperator<PoolTree> change, Function<Pool, ServedResourcePool> served) {
        return change(change, Map.of(), served);
    }

    /** @param moving the pools, by their ids, that machines are moved to afterwards */
    PoolTree change(
            UnaryOperator<PoolTree> change,
            Map<ManagedObjectReference<?>, String> moving,
            Function<Pool, ServedResourcePool> served) {
        lock.lock();
        try {
            PoolTree before = tree;
            PoolTree after = change.apply(before);
            Map<ManagedObjectReference<?>, Demand> demands = demands();
            Map<ManagedObjectReference<?>, Demand> moved = new HashMap<>(demands);
            moving.forEach((machine, pool) -> moved.computeIfPresent(
                    machine, (_, demand) -> new Demand(pool, demand.cpuMhz(), demand.memoryMib())));
            reservations(after, moved).requireRoom(reservations(before, demands));
            if (after != before) {
                write(after);
                registry.change(changes -> show(changes, before, after, served));
                tree = after;
            }
            return after;
        } finally {
            lock.unlock();
        }
    }

    private void write(PoolTree changed) {
        try {
            StateFile.write(file, PoolCodec.encode(changed));
        } catch (IOException failed) {
            throw SystemError.builder()
                    .reason("the resource pools cannot be written down: " + failed.getMessage())
                    .build()
                    .exception("The resource pools cannot be written down: " + failed.getMessage());
        }
    }

    /** Adds the pools to the registry, the first time. */
    void addTo(Changes changes, ServedResourcePool root, Instant now, Function<Pool, ServedResourcePool> served) {
        changes.add(root, view(changes, tree).root(ResourcePoolView.rootConfig(capacity, now)));
        show(changes, PoolTree.empty(tree.root()), tree, served);
    }

    private void show(Changes changes, PoolTree before, PoolTree after, Function<Pool, ServedResourcePool> served) {
        ResourcePoolView view = view(changes, after);
        for (Pool pool : before.all()) {
            if (!after.has(pool.id())) {
                if (changes.properties(pool.reference()) instanceof ResourcePoolProperties shown
                        && !shown.vm().isEmpty()) {
                    throw new StillUsedException();
                }
                changes.remove(pool.reference());
            }
        }
        for (Pool pool : after.all()) {
            if (changes.properties(pool.reference()) == null) {
                changes.add(served.apply(pool), view.of(pool));
            }
        }
        update(changes, view);
    }

    /** A pool is not removed as long as machines are in it: who removes it moves them first, and again those that came meanwhile. */
    static final class StillUsedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Shows what the pools' machines use now, and what they are promised. */
    void refresh(Changes changes) {
        update(changes, view(changes, tree));
    }

    private static void update(Changes changes, ResourcePoolView view) {
        update(changes, view, view.tree().root());
        view.tree().all().forEach(pool -> update(changes, view, pool.id()));
    }

    private static void update(Changes changes, ResourcePoolView view, String id) {
        if (changes.properties(Pool.reference(id)) != null) {
            changes.update(Pool.reference(id), ResourcePoolProperties.Plain.class, shown -> view.onto(shown, id));
        }
    }

    private ResourcePoolView view(ObjectSource source, PoolTree of) {
        Map<String, ResourcePoolView.Usage> used = new HashMap<>();
        source.references().stream()
                .filter(reference -> reference.type().equals("VirtualMachine"))
                .map(source::properties)
                .forEach(properties -> {
                    if (properties instanceof VirtualMachineProperties machine && machine.summary() != null) {
                        used.merge(
                                poolOf(machine), usage(machine.summary().quickStats()), ResourcePoolView.Usage::plus);
                    }
                });
        return new ResourcePoolView(of, capacity, reservations(of, demands(source)), used);
    }

    private static ResourcePoolView.Usage usage(VirtualMachineQuickStats stats) {
        return new ResourcePoolView.Usage(
                stats.overallCpuUsage() == null ? 0 : stats.overallCpuUsage(),
                stats.hostMemoryUsage() == null ? 0 : (long) stats.hostMemoryUsage() << 20);
    }
}
