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

    private static List<Setting> version1(
            CgroupHierarchy hierarchy, String group, ResourceLimits limits, long mhzPerCpu) {
        List<Setting> settings = new ArrayList<>();
        hierarchy.version1().forEach((controller, root) -> {
            Path folder = root.resolve(group);
            switch (controller) {
                case "cpu" -> {
                    settings.add(new Setting(folder.resolve("cpu.shares"), "" + shares(limits), true));
                    settings.add(new Setting(folder.resolve("cpu.cfs_period_us"), "" + PERIOD, false));
                    long quota = limits.cpuLimitMhz().isPresent() ? quota(limits, mhzPerCpu) : -1;
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
                case "blkio" -> settings.add(new Setting(folder.resolve("blkio.weight"), "" + weight(limits), false));
                default -> {} // the freezer has no limit
            }
        });
        return settings;
    }

    private static List<Setting> version2(Path folder, ResourceLimits limits, long mhzPerCpu) {
        String quota = limits.cpuLimitMhz().isPresent() ? "" + quota(limits, mhzPerCpu) : "max";
        return List.of(
                new Setting(folder.resolve("cpu.weight"), "" + (1 + (shares(limits) - 2) * 9_999 / 262_142), true),
                new Setting(
                        folder.resolve("cpu.max"),
                        quota + " " + PERIOD,
                        limits.cpuLimitMhz().isPresent()),
                new Setting(folder.resolve("memory.max"), "" + limits.memoryMaxBytes(), true),
                new Setting(folder.resolve("memory.low"), "" + (limits.memoryReservationMib() << 20), false),
                new Setting(folder.resolve("pids.max"), "" + limits.threadsMax(), true),
                new Setting(folder.resolve("io.weight"), "default " + weight(limits), false));
    }

    /** vSphere's normal 1000 a processor is the kernel's 1024. */
    private static long shares(ResourceLimits limits) {
        return Math.clamp(limits.cpuShares() * 1024 / 1000, 2, 262_144);
    }

    private static long quota(ResourceLimits limits, long mhzPerCpu) {
        return Math.max(QUOTA_MIN, limits.cpuLimitMhz().orElse(0) * PERIOD / Math.max(1, mhzPerCpu));
    }

    private static long weight(ResourceLimits limits) {
        return Math.clamp(limits.diskShares() / 2, 10, 1000);
    }
}
