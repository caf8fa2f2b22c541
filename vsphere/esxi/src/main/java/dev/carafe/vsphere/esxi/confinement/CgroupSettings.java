package dev.carafe.vsphere.esxi.confinement;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Limits as the kernel's files have them. Pure. */
final class CgroupSettings {
    /** The time over which processor time is measured, in microseconds. */
    private static final long PERIOD = 100_000;
    /** The least that the kernel takes. */
    private static final long QUOTA_MIN = 1_000;

    private CgroupSettings() {}

    /**
     * A value for a file.
     *
     * @param required whether its absence is an error; some schedulers have no weights
     */
    record Setting(Path file, String value, boolean required) {}

    /** @param mhzPerCpu what one of the host's processors makes */
    static List<Setting> of(CgroupHierarchy hierarchy, String group, ResourceLimits limits, long mhzPerCpu) {
        return hierarchy
                .version2()
                .map(root -> version2(root.resolve(group), limits, mhzPerCpu))
                .orElseGet(() -> version1(hierarchy, group, limits, mhzPerCpu));
    }

    /** What a group of groups is set to; what is in it stays within it. */
    static List<Setting> of(CgroupHierarchy hierarchy, String group, PoolLimits limits, long mhzPerCpu) {
        String quota = limits.cpuLimitMhz().isPresent()
                ? "" + quota(limits.cpuLimitMhz().getAsLong(), mhzPerCpu)
                : "";
        long reserved = limits.memoryReservationMib() << 20;
        if (hierarchy.version2().isPresent()) {
            Path folder = hierarchy.version2().get().resolve(group);
            return List.of(
                    new Setting(folder.resolve("cpu.weight"), "" + weight(shares(limits.cpuShares())), true),
                    new Setting(
                            folder.resolve("cpu.max"),
                            (quota.isEmpty() ? "max" : quota) + " " + PERIOD,
                            !quota.isEmpty()),
                    new Setting(folder.resolve("memory.low"), "" + reserved, false));
        }
        List<Setting> settings = new ArrayList<>();
        Path cpu = hierarchy.version1().get("cpu");
        if (cpu != null) {
            Path folder = cpu.resolve(group);
            settings.add(new Setting(folder.resolve("cpu.shares"), "" + shares(limits.cpuShares()), true));
            settings.add(new Setting(folder.resolve("cpu.cfs_period_us"), "" + PERIOD, false));
            settings.add(
                    new Setting(folder.resolve("cpu.cfs_quota_us"), quota.isEmpty() ? "-1" : quota, !quota.isEmpty()));
        }
        Path memory = hierarchy.version1().get("memory");
        if (memory != null) {
            settings.add(new Setting(
                    memory.resolve(group).resolve("memory.soft_limit_in_bytes"),
                    reserved > 0 ? "" + reserved : "-1",
                    false));
        }
        return settings;
    }

    private static List<Setting> version1(
            CgroupHierarchy hierarchy, String group, ResourceLimits limits, long mhzPerCpu) {
        List<Setting> settings = new ArrayList<>();
        hierarchy.version1().forEach((controller, root) -> {
            Path folder = root.resolve(group);
            switch (controller) {
                case "cpu" -> {
                    settings.add(new Setting(folder.resolve("cpu.shares"), "" + shares(limits.cpuShares()), true));
                    settings.add(new Setting(folder.resolve("cpu.cfs_period_us"), "" + PERIOD, false));
                    long quota = limits.cpuLimitMhz().isPresent()
                            ? quota(limits.cpuLimitMhz().getAsLong(), mhzPerCpu)
                            : -1;
                    settings.add(new Setting(folder.resolve("cpu.cfs_quota_us"), "" + quota, quota > 0));
                }
                case "memory" -> {
                    settings.add(
                            new Setting(folder.resolve("memory.limit_in_bytes"), "" + limits.memoryMaxBytes(), true));
                    long reserved = limits.memoryReservationMib();
                    settings.add(new Setting(
                            folder.resolve("memory.soft_limit_in_bytes"),
                            "" + (reserved > 0 ? reserved << 20 : -1),
                            false));
                }
                case "pids" -> settings.add(new Setting(folder.resolve("pids.max"), "" + limits.threadsMax(), true));
                case "blkio" ->
                    settings.add(new Setting(folder.resolve("blkio.weight"), "" + diskWeight(limits), false));
                default -> {} // the freezer has no limit
            }
        });
        return settings;
    }

    private static List<Setting> version2(Path folder, ResourceLimits limits, long mhzPerCpu) {
        String quota = limits.cpuLimitMhz().isPresent()
                ? "" + quota(limits.cpuLimitMhz().getAsLong(), mhzPerCpu)
                : "max";
        return List.of(
                new Setting(folder.resolve("cpu.weight"), "" + weight(shares(limits.cpuShares())), true),
                new Setting(
                        folder.resolve("cpu.max"),
                        quota + " " + PERIOD,
                        limits.cpuLimitMhz().isPresent()),
                new Setting(folder.resolve("memory.max"), "" + limits.memoryMaxBytes(), true),
                new Setting(folder.resolve("memory.low"), "" + (limits.memoryReservationMib() << 20), false),
                new Setting(folder.resolve("pids.max"), "" + limits.threadsMax(), true),
                new Setting(folder.resolve("io.weight"), "default " + diskWeight(limits), false));
    }

    /** vSphere's normal 1000 a processor is the kernel's 1024. */
    private static long shares(long cpuShares) {
        return Math.clamp(cpuShares * 1024 / 1000, 2, 262_144);
    }

    /** The weight of version 2 that is version 1's shares, by the formula of the kernel's users. */
    private static long weight(long shares) {
        return 1 + (shares - 2) * 9_999 / 262_142;
    }

    private static long quota(long limitMhz, long mhzPerCpu) {
        return Math.max(QUOTA_MIN, limitMhz * PERIOD / Math.max(1, mhzPerCpu));
    }

    private static long diskWeight(ResourceLimits limits) {
        return Math.clamp(limits.diskShares() / 2, 10, 1000);
    }
}
