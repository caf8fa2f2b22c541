package dev.carafe.vsphere.esxi.confinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.confinement.CgroupSettings.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CgroupSettingsTest {
    private static final String VERSION_1 = """
            31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
            35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
            37 31 0:34 / /sys/fs/cg\\040roup/freezer rw,relatime - cgroup cgroup rw,freezer
            39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
            40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
            """;
    private static final ResourceLimits LIMITED = new ResourceLimits(2, 4000, OptionalLong.of(1000), 1024, 512, 2000);

    private static List<String> texts(List<Setting> settings) {
        return settings.stream()
                .map(setting -> setting.file() + "=" + setting.value())
                .toList();
    }

    @Test
    void version1IsUsedWhileVersion2HasNoControllers() {
        CgroupHierarchy hierarchy = CgroupHierarchy.parse(VERSION_1, Set.of());
        assertThat(hierarchy.version2()).isEmpty();
        assertThat(hierarchy.folders("g"))
                .containsExactly(
                        Path.of("/sys/fs/cgroup/cpu,cpuacct/g"),
                        Path.of("/sys/fs/cg roup/freezer/g"),
                        Path.of("/sys/fs/cgroup/memory/g"),
                        Path.of("/sys/fs/cgroup/pids/g"));
        assertThat(texts(CgroupSettings.of(hierarchy, "g", LIMITED, 2000)))
                .containsExactly(
                        "/sys/fs/cgroup/cpu,cpuacct/g/cpu.shares=4096",
                        "/sys/fs/cgroup/cpu,cpuacct/g/cpu.cfs_period_us=100000",
                        "/sys/fs/cgroup/cpu,cpuacct/g/cpu.cfs_quota_us=50000",
                        "/sys/fs/cgroup/memory/g/memory.limit_in_bytes=" + (1792L << 20),
                        "/sys/fs/cgroup/memory/g/memory.soft_limit_in_bytes=" + (512L << 20),
                        "/sys/fs/cgroup/pids/g/pids.max=520");
    }

    @Test
    void version2HasOneFolder() {
        CgroupHierarchy hierarchy = CgroupHierarchy.parse(VERSION_1, Set.of("cpu", "memory", "pids", "io"));
        assertThat(texts(CgroupSettings.of(hierarchy, "g", ResourceLimits.of(1, 256), 2000)))
                .containsExactly(
                        "/sys/fs/cgroup/unified/g/cpu.weight=39",
                        "/sys/fs/cgroup/unified/g/cpu.max=max 100000",
                        "/sys/fs/cgroup/unified/g/memory.max=" + (832L << 20),
                        "/sys/fs/cgroup/unified/g/memory.low=0",
                        "/sys/fs/cgroup/unified/g/pids.max=516",
                        "/sys/fs/cgroup/unified/g/io.weight=default 500");
    }

    @Test
    void limitsStayWithinWhatTheKernelTakes() {
        CgroupHierarchy hierarchy = CgroupHierarchy.parse(VERSION_1, Set.of());
        ResourceLimits extreme = new ResourceLimits(1, 1L << 40, OptionalLong.of(0), 4, 0, 1 << 30);
        assertThat(texts(CgroupSettings.of(hierarchy, "g", extreme, 0)))
                .contains(
                        "/sys/fs/cgroup/cpu,cpuacct/g/cpu.shares=262144",
                        "/sys/fs/cgroup/cpu,cpuacct/g/cpu.cfs_quota_us=1000");
    }

    @Test
    void hostsHaveRangesOfUsersThatNoAccountHas() {
        for (String host : List.of("a", "host-2", "")) {
            UserRange range = UserRange.ofHost(host);
            assertThat(range.first()).isBetween(1_900_000_000, 1_970_000_000);
        }
        assertThatThrownBy(() -> new UserRange(0, 5)).isInstanceOf(IllegalArgumentException.class);
    }
}
