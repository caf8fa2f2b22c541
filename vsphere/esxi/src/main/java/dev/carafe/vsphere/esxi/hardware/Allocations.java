package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.SharesInfo;
import dev.carafe.vsphere.vim.vim25.SharesLevel;
import java.util.Optional;

/** How much of the host a machine may use and is promised: MHz of processor, MiB of memory. */
final class Allocations {
    static final int CPU_NORMAL = 1000;
    static final int MEMORY_NORMAL = 10;
    private static final int SHARES_MAX = 1_000_000_000;

    private Allocations() {}

    static void check(ResourceAllocationInfo allocation, String property) {
        Long reservation = allocation.reservation();
        if (reservation != null && reservation < 0) {
            throw Faults.invalidArgument(property + ".reservation", reservation + " is negative");
        }
        Long limit = allocation.limit();
        if (limit != null && limit < -1) {
            throw Faults.invalidArgument(property + ".limit", limit + " is neither -1 for none nor a limit");
        }
        if (limit != null && limit >= 0 && reservation != null && reservation > limit) {
            throw Faults.invalidArgument(property + ".reservation", "more is reserved than the limit " + limit);
        }
        SharesInfo shares = allocation.shares();
        if (shares != null
                && shares.level() == SharesLevel.CUSTOM
                && (shares.shares() < 1 || shares.shares() > SHARES_MAX)) {
            throw Faults.invalidArgument(property + ".shares.shares", shares.shares() + " is no number of shares");
        }
    }

    static int cpuShares(SharesInfo shares, int processors) {
        return byLevel(shares, (long) CPU_NORMAL * processors);
    }

    private static int byLevel(SharesInfo shares, long normal) {
        return switch (shares.level()) {
            case LOW -> clamp(normal / 2);
            case NORMAL -> clamp(normal);
            case HIGH -> clamp(normal * 2);
            case CUSTOM, UNRECOGNIZED -> shares.shares();
        };
    }

    private static int clamp(long shares) {
        return Math.clamp(shares, 1, SHARES_MAX);
    }

    static ResourceAllocationInfo cpu(VirtualMachine machine) {
        Settings settings = Settings.of(machine.extraConfig());
        return ResourceAllocationInfo.builder()
                .reservation(Math.max(0, settings.number(Settings.CPU_RESERVATION, 0)))
                .expandableReservation(false)
                .limit(machine.cpus().limitMhz())
                .shares(info(
                        machine.cpus().shares(),
                        (long) CPU_NORMAL * machine.cpus().count()))
                .build();
    }

    static ResourceAllocationInfo memory(VirtualMachine machine) {
        Settings settings = Settings.of(machine.extraConfig());
        long normal = MEMORY_NORMAL * machine.memory().sizeMib();
        boolean pinned = settings.flag(Settings.MEMORY_PINNED, false);
        return ResourceAllocationInfo.builder()
                .reservation(
                        pinned
                                ? machine.memory().sizeMib()
                                : Math.max(0, settings.number(Settings.MEMORY_RESERVATION, 0)))
                .expandableReservation(false)
                .limit(settings.number(Settings.MEMORY_LIMIT, -1))
                .shares(memoryShares(settings.text(Settings.MEMORY_SHARES), normal))
                .build();
    }

    /** In a {@code .vmx} a level by its name, or a number. */
    static String sharesText(SharesInfo shares) {
        return shares.level() == SharesLevel.CUSTOM
                ? Integer.toString(shares.shares())
                : shares.level().wire();
    }

    private static SharesInfo memoryShares(Optional<String> text, long normal) {
        return switch (text.orElse("normal")) {
            case "low" -> info(clamp(normal / 2), normal);
            case "normal" -> info(clamp(normal), normal);
            case "high" -> info(clamp(normal * 2), normal);
            default -> {
                int shares;
                try {
                    shares = clamp(Long.parseLong(text.orElse("")));
                } catch (NumberFormatException none) {
                    shares = clamp(normal);
                }
                yield info(shares, normal);
            }
        };
    }

    private static SharesInfo info(int shares, long normal) {
        SharesLevel level = shares == normal
                ? SharesLevel.NORMAL
                : shares == normal * 2 ? SharesLevel.HIGH : shares == normal / 2 ? SharesLevel.LOW : SharesLevel.CUSTOM;
        return SharesInfo.builder().shares(shares).level(level).build();
    }
}
