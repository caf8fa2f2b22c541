package dev.carafe.vsphere.vcenter.inventory;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidFolder;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.SharesInfo;
import dev.carafe.vsphere.vim.vim25.SharesLevel;
import java.util.List;

/** What may be done with resource pools. */
public final class PoolRules {
    private static final int CPU_SHARES_NORMAL = 4000;
    private static final int MEMORY_SHARES_NORMAL = 163_840;
    private static final long UNLIMITED = -1;

    private PoolRules() {}

    /** What a compute resource's root pool is set to. */
    public static ResourceConfigSpec rootConfig() {
        return ResourceConfigSpec.builder()
                .cpuAllocation(allocation(CPU_SHARES_NORMAL))
                .memoryAllocation(allocation(MEMORY_SHARES_NORMAL))
                .build();
    }

    private static ResourceAllocationInfo allocation(int shares) {
        return ResourceAllocationInfo.builder()
                .reservation(0L)
                .expandableReservation(true)
                .limit(UNLIMITED)
                .shares(SharesInfo.builder()
                        .shares(shares)
                        .level(SharesLevel.NORMAL)
                        .build())
                .build();
    }

    /** @throws FaultException DuplicateName, InvalidName, InvalidArgument */
    public static Entity.ResourcePool create(Draft draft, String parent, String name, ResourceConfigSpec spec) {
        Entity.ResourcePool in = pool(draft, parent);
        return draft.put(new Entity.ResourcePool(
                draft.newId(Ids.POOL),
                EntityNames.free(draft, parent, name, ""),
                parent,
                in.owner(),
                config(rootConfig(), spec)));
    }

    public static Entity.ResourcePool pool(Entities entities, String id) {
        return entities.find(id, Entity.ResourcePool.class).orElseThrow(() -> Gone.fault("ResourcePool", id));
    }

    /** @throws FaultException InvalidArgument */
    public static void reconfigure(Draft draft, String id, ResourceConfigSpec spec) {
        Entity.ResourcePool pool = pool(draft, id);
        draft.put(pool.withConfig(config(pool.config(), spec)));
    }

    private static ResourceConfigSpec config(ResourceConfigSpec before, ResourceConfigSpec spec) {
        ResourceConfigSpec merged = Merge.over(before, spec);
        check("cpuAllocation", merged.cpuAllocation());
        check("memoryAllocation", merged.memoryAllocation());
        return merged.toBuilder()
                .cpuAllocation(shared(merged.cpuAllocation(), CPU_SHARES_NORMAL))
                .memoryAllocation(shared(merged.memoryAllocation(), MEMORY_SHARES_NORMAL))
                .build();
    }

    private static void check(String property, ResourceAllocationInfo allocation) {
        long limit = allocation.limit() == null ? UNLIMITED : allocation.limit();
        long reservation = allocation.reservation() == null ? 0 : allocation.reservation();
        if (reservation < 0) {
            throw refused(property + ".reservation", "A reservation is not negative.");
        }
        if (limit < UNLIMITED || (limit != UNLIMITED && limit < reservation)) {
            throw refused(property + ".limit", "A limit is -1 for none, or at least the reservation.");
        }
    }

    /** The number that belongs to a level other than custom. */
    private static ResourceAllocationInfo shared(ResourceAllocationInfo allocation, int normal) {
        SharesInfo shares = allocation.shares();
        if (shares == null) {
            return allocation;
        }
        int number = switch (shares.level()) {
            case LOW -> normal / 2;
            case NORMAL -> normal;
            case HIGH -> normal * 2;
            case CUSTOM, UNRECOGNIZED -> shares.shares();
        };
        return allocation.toBuilder()
                .shares(shares.toBuilder().shares(number).build())
                .build();
    }

    /**
     * Puts pools and virtual machines into a pool of the same compute resource.
     *
     * @throws FaultException DuplicateName, InvalidFolder when a pool would be within itself, NotSupported
     */
    public static void move(Draft draft, String into, List<String> ids) {
        Entity.ResourcePool target = pool(draft, into);
        for (String id : ids) {
            switch (draft.get(id)) {
                case Entity.ResourcePool pool
                when draft.isBelow(into, id) ->
                    throw InvalidFolder.builder()
                            .target(References.to(target))
                            .build()
                            .exception("The resource pool '" + pool.name() + "' cannot be moved into itself.");
                case Entity.ResourcePool pool
                when pool.owner().equals(target.owner()) && !isRoot(draft, pool) ->
                    draft.put(pool.withParent(into).withName(EntityNames.free(draft, into, pool.name(), id)));
                case Entity.VirtualMachine machine
                when machine.pool() != null
                        && pool(draft, machine.pool()).owner().equals(target.owner()) ->
                    draft.put(machine.withPool(into));
                case null, default ->
                    throw NotSupported.builder()
                            .build()
                            .exception(
                                    "Only resource pools and virtual machines of the same cluster or host can be moved into"
                                            + " the resource pool '" + target.name() + "'.");
            }
        }
    }

    /**
     * Removes a pool; what is in it goes to the pool above.
     *
     * @throws FaultException NotSupported for a root pool
     */
    public static void remove(Draft draft, String id) {
        Entity.ResourcePool pool = pool(draft, id);
        String parent = pool.parent();
        if (isRoot(draft, pool) || parent == null) {
            throw NotSupported.builder()
                    .build()
                    .exception("The root resource pool of a cluster or host goes with it only.");
        }
        for (Entity held : draft.heldBy(id)) {
            switch (held) {
                case Entity.ResourcePool child ->
                    draft.put(child.withParent(parent).withName(EntityNames.numbered(draft, parent, child.name())));
                case Entity.VirtualMachine machine -> draft.put(machine.withPool(parent));
                default -> {}
            }
        }
        draft.remove(id);
    }

    /** Whether it is the one that its compute resource begins with. */
    public static boolean isRoot(Entities entities, Entity.ResourcePool pool) {
        return entities.find(pool.owner(), Entity.ComputeResource.class)
                .filter(owner -> owner.pool().equals(pool.id()))
                .isPresent();
    }

    private static FaultException refused(String property, String message) {
        return InvalidArgument.builder()
                .invalidProperty("spec." + property)
                .build()
                .exception(message);
    }
}
