package dev.carafe.kubernetes.kubelet.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against directories that look like the kernel's, but whose files have to be laid out before. */
class PodCgroupsTest {
    private static final PodCgroups.Limits LIMITS = new PodCgroups.Limits(512, 50_000, 100_000, 64 << 20);
    private static final PodCgroups.Limits NONE = new PodCgroups.Limits(2, 0, 100_000, 0);

    @TempDir
    private Path mount;

    @Test
    void versionOneHasAGroupInEveryHierarchy() throws IOException {
        Path cpu = files("cpu/carafe/kubepods/burstable/podu", "cpu.shares", "cpu.cfs_period_us", "cpu.cfs_quota_us");
        Path memory = files("memory/carafe/kubepods/burstable/podu", "memory.limit_in_bytes");
        Files.createDirectories(mount.resolve("pids"));
        PodCgroups groups = new PodCgroups(mount, "/carafe", false);
        assertThat(groups.unified()).isFalse();
        groups.create("u", "Burstable", LIMITS);
        assertThat(cpu.resolve("cpu.shares")).content().isEqualTo("512");
        assertThat(cpu.resolve("cpu.cfs_quota_us")).content().isEqualTo("50000");
        assertThat(cpu.resolve("cpu.cfs_period_us")).content().isEqualTo("100000");
        assertThat(memory.resolve("memory.limit_in_bytes")).content().isEqualTo("67108864");
        assertThat(mount.resolve("pids/carafe/kubepods/burstable/podu")).isDirectory();
        assertThat(groups.parentOf("u", "Burstable")).isEqualTo("/carafe/kubepods/burstable/podu");
    }

    @Test
    void versionTwoHasOneTreeWhoseControllersAreHandedDown() throws IOException {
        files("", "cgroup.controllers", "cgroup.subtree_control");
        files("kubepods", "cgroup.subtree_control");
        files("kubepods/besteffort", "cgroup.subtree_control");
        Path group = files("kubepods/podg", "cpu.weight", "cpu.max", "memory.max");
        Path least = files("kubepods/besteffort/podb", "cpu.weight", "cpu.max", "memory.max");
        PodCgroups groups = new PodCgroups(mount, "/", false);
        assertThat(groups.unified()).isTrue();
        groups.create("g", "Guaranteed", LIMITS);
        assertThat(mount.resolve("cgroup.subtree_control")).content().isEqualTo("+cpu +memory +pids");
        assertThat(mount.resolve("kubepods/cgroup.subtree_control")).content().isEqualTo("+cpu +memory +pids");
        assertThat(group.resolve("cpu.weight")).content().isEqualTo("20");
        assertThat(group.resolve("cpu.max")).content().isEqualTo("50000 100000");
        assertThat(group.resolve("memory.max")).content().isEqualTo("67108864");
        groups.create("b", "BestEffort", NONE);
        assertThat(least.resolve("cpu.weight")).content().isEqualTo("1");
        assertThat(least.resolve("cpu.max")).content().as("no limit").isEmpty();
    }

    @Test
    void aPodsGroupsGoWithAllBeneathAndNothingElseDoes() throws IOException {
        Path beneath = Files.createDirectories(mount.resolve("memory/kubepods/podu/container"));
        Path other = Files.createDirectories(mount.resolve("memory/kubepods/podv"));
        Files.createDirectories(mount.resolve("cpu,cpuacct/kubepods/besteffort/podu"));
        Files.createSymbolicLink(mount.resolve("cpu"), Path.of("cpu,cpuacct"));
        PodCgroups groups = new PodCgroups(mount, "/", false);
        groups.remove("u");
        assertThat(beneath.getParent()).doesNotExist();
        assertThat(mount.resolve("cpu,cpuacct/kubepods/besteffort/podu")).doesNotExist();
        assertThat(other).exists();
        groups.remove("u");
    }

    @Test
    void systemdsSlicesAreNamedAsUpstreamNamesThem() throws IOException {
        PodCgroups groups = new PodCgroups(mount, "/", true);
        assertThat(groups.parentOf("1-2", "Burstable")).isEqualTo("kubepods-burstable-pod1_2.slice");
        groups.create("1-2", "Burstable", LIMITS);
        assertThat(mount).as("systemd makes them").isEmptyDirectory();
    }

    /** The kernel makes these files with their directory. */
    private Path files(String group, String... names) throws IOException {
        Path directory = Files.createDirectories(mount.resolve(group));
        for (String name : names) {
            Files.createFile(directory.resolve(name));
        }
        return directory;
    }
}
