package dev.carafe.vsphere.esxi.pool;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.SharesInfo;
import dev.carafe.vsphere.vim.vim25.SharesLevel;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What pools may be set to. */
public final class PoolConfigs {
    /** What normal shares of a pool are: as a machine of four processors and 16 GiB has. */
    public static final int CPU_SHARES_NORMAL = 4_000;

    public static final int MEMORY_SHARES_NORMAL = 163_840;
    /** No limit. */
    public static final long UNLIMITED = -1;

    public static final int SHARES_MAX = 1_000_000;

    /** More than any host has, and few enough for sums of them. */
    private static final long RESERVATION_MAX = 1L << 30;

    private static final String UNSCALED = "disabled";

    private PoolConfigs() {}

    /**
     * The settings of a new pool, which says all of its allocations.
     *
     * @throws FaultException InvalidArgument
     */
    static ResourceConfigSpec made(ResourceConfigSpec spec, String id, Instant now) {
        requireWhole("cpuAllocation", spec.cpuAllocation());
        requireWhole("memoryAllocation", spec.memoryAllocation());
        return checked(spec, id, now);
    }

    /**
     * The settings with those that a spec says.
     *
     * @throws FaultException InvalidArgument
     */
    static ResourceConfigSpec changed(ResourceConfigSpec before, ResourceConfigSpec spec, String id, Instant now) {
        ResourceConfigSpec merged = before.toBuilder()
                .cpuAllocation(over(before.cpuAllocation(), spec.cpuAllocation()))
                .memoryAllocation(over(before.memoryAllocation(), spec.memoryAllocation()))
                .scaleDescendantsShares(Objects.requireNonNullElse(
                        spec.scaleDescendantsShares(),
                        Objects.requireNonNullElse(before.scaleDescendantsShares(), UNSCALED)))
                .build();
        return checked(merged, id, now);
    }

    private static ResourceConfigSpec checked(ResourceConfigSpec spec, String id, Instant now) {
        String scale = Objects.requireNonNullElse(spec.scaleDescendantsShares(), UNSCALED);
        if (!scale.equals(UNSCALED)) {
            throw refused("scaleDescendantsShares", "The shares of what is in a pool are not scaled on this host.");
        }
        return ResourceConfigSpec.builder()
                .entity(Pool.reference(id))
                .changeVersion(spec.changeVersion())
                .lastModified(now)
                .cpuAllocation(checked("cpuAllocation", spec.cpuAllocation(), CPU_SHARES_NORMAL))
                .memoryAllocation(checked("memoryAllocation", spec.memoryAllocation(), MEMORY_SHARES_NORMAL))
                .scaleDescendantsShares(UNSCALED)
                .build();
    }

    private static ResourceAllocationInfo over(ResourceAllocationInfo before, ResourceAllocationInfo change) {
        return ResourceAllocationInfo.builder()
                .reservation(Objects.requireNonNullElse(change.reservation(), reservation(before)))
                .expandableReservation(Objects.requireNonNullElse(change.expandableReservation(), isExpandable(before)))
                .limit(Objects.requireNonNullElse(change.limit(), limit(before)))
                .shares(change.shares() == null ? before.shares() : change.shares())
                .build();
    }

    private static void requireWhole(String property, ResourceAllocationInfo allocation) {
        if (allocation.reservation() == null
                || allocation.expandableReservation() == null
                || allocation.limit() == null
                || allocation.shares() == null) {
            throw refused(
                    property,
                    "A new resource pool is told its reservation, whether that may grow, its limit and its shares.");
        }
    }

    private static ResourceAllocationInfo checked(String property, ResourceAllocationInfo allocation, int normal) {
        long reservation = reservation(allocation);
        if (reservation < 0 || reservation > RESERVATION_MAX) {
            throw refused(property + ".reservation", "A reservation is a number from 0 to " + RESERVATION_MAX + ".");
        }
        long limit = limit(allocation);
        if (limit < UNLIMITED || (limit != UNLIMITED && limit < reservation)) {
            throw refused(property + ".limit", "A limit is -1 for none, or at least the reservation.");
        }
        return allocation.toBuilder()
                .shares(shares(property, allocation.shares(), normal))
                .build();
    }

    /** With the number that belongs to a level other than custom. */
    private static SharesInfo shares(String property, @Nullable SharesInfo shares, int normal) {
        SharesLevel level = shares == null
                ? SharesLevel.NORMAL
                : shares.level() == SharesLevel.UNRECOGNIZED ? SharesLevel.CUSTOM : shares.level();
        int number = switch (level) {
            case LOW -> normal / 2;
            case NORMAL -> normal;
            case HIGH -> normal * 2;
            case CUSTOM, UNRECOGNIZED -> shares == null ? normal : shares.shares();
        };
        if (number < 0 || number > SHARES_MAX) {
            throw refused(property + ".shares.shares", "Shares are a number from 0 to " + SHARES_MAX + ".");
        }
        return SharesInfo.builder().shares(number).level(level).build();
    }

    /** MHz or MiB. */
    public static long reservation(ResourceAllocationInfo allocation) {
        return Objects.requireNonNullElse(allocation.reservation(), 0L);
    }

    /** MHz or MiB; {@link #UNLIMITED} for none. */
    public static long limit(ResourceAllocationInfo allocation) {
        return Objects.requireNonNullElse(allocation.limit(), UNLIMITED);
    }

    /** Whether what a pool has not reserved itself it may take of the one that it is in. */
    static boolean isExpandable(ResourceAllocationInfo allocation) {
        return Boolean.TRUE.equals(allocation.expandableReservation());
    }

    private static FaultException refused(String property, String message) {
        return InvalidArgument.builder()
                .invalidProperty("spec." + property)
                .build()
                .exception(message);
    }
}
