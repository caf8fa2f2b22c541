package dev.carafe.vsphere.esxi.confinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.vsphere.esxi.process.Confinement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real control groups, with a sleeping process in them. */
@Timeout(60)
class RealHostConfinementTest {
    private static final UserRange TWO = new UserRange(1_899_000_000, 2);

    @TempDir
    Path folder;

    private HostConfinement open() throws Exception {
        return HostConfinement.open(
                folder.resolve("users.json"), "test-" + ProcessHandle.current().pid(), TWO, 2000);
    }

    @Test
    void aMachineKeepsItsUserUntilItIsForgotten() throws Exception {
        HostConfinement first = open();
        int web = first.user("web");
        int db = first.user("db");
        assertThat(web).isNotEqualTo(db).isGreaterThanOrEqualTo(TWO.first());
        assertThat(first.user("web")).isEqualTo(web);
        HostConfinement second = open();
        assertThat(second.user("db")).isEqualTo(db);
        assertThatThrownBy(() -> second.user("more")).hasMessageContaining("all 2 users for machines are taken");
        assertThatThrownBy(() -> second.user("../up")).isInstanceOf(IllegalArgumentException.class);
        second.forget("web");
        assertThat(second.user("more")).isEqualTo(web);
    }

    @Test
    void aMachinesGroupsLimitItAndGoWithIt() throws Exception {
        HostConfinement confinement = open();
        assumeTrue(
                "root".equals(System.getProperty("user.name"))
                        && !confinement.facts().startsWith("no cgroups"),
                "needs root and cgroups with controllers");
        Confinement prepared = confinement.prepare(
                "web",
                List.of(),
                new ResourceLimits(1, 1000, OptionalLong.of(500), 128, 0, 1000),
                List.of(folder),
                List.of("tap0"));
        assertThat(prepared.cgroups())
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file).exists());
        assertThat(prepared.taps()).containsExactly("tap0");
        StringBuilder join = new StringBuilder();
        prepared.cgroups()
                .forEach(file -> join.append("echo $$ > '").append(file).append("' || exit 9; "));
        Process process = new ProcessBuilder("sh", "-c", join + "echo in; exec sleep 300").start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("in");
            confinement.freeze("web", true);
            confinement.freeze("web", false);
            assertThatThrownBy(() -> Files.delete(prepared.cgroups().getFirst().getParent()));
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        confinement.release("web");
        confinement.close();
        assertThat(prepared.cgroups())
                .allSatisfy(
                        file -> assertThat(file.resolve("../..").normalize()).doesNotExist());
    }

    @Test
    void aMachineThatRunsGoesFromPoolToPoolAndTheirGroupsWithIt() throws Exception {
        HostConfinement confinement = open();
        assumeTrue(
                "root".equals(System.getProperty("user.name"))
                        && !confinement.facts().startsWith("no cgroups"),
                "needs root and cgroups with controllers");
        ResourceLimits limits = ResourceLimits.of(1, 128);
        PoolLimits outer = new PoolLimits("pool1", 2000, OptionalLong.of(1000), 64);
        PoolLimits inner = new PoolLimits("pool2", 4000, OptionalLong.empty(), 0);
        Confinement prepared = confinement.prepare("vm-1", List.of(outer, inner), limits, List.of(folder), List.of());
        assertThat(prepared.cgroups())
                .allSatisfy(file -> assertThat(file.getParent()).endsWith(Path.of("pool1/pool2/vm-1")));
        Path pool1 = Objects.requireNonNull(prepared.cgroups().getFirst().resolve("../../.."))
                .normalize();
        StringBuilder join = new StringBuilder();
        prepared.cgroups()
                .forEach(file -> join.append("echo $$ > '").append(file).append("' || exit 9; "));
        Process process = new ProcessBuilder("sh", "-c", join + "echo in; exec sleep 300").start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("in");
            // by an agent that knows of it by the kernel alone
            open().place("vm-1", List.of(new PoolLimits("pool3", 4000, OptionalLong.of(500), 0)), limits);
            assertThat(pool1).doesNotExist();
            Path pool3 = pool1.resolveSibling("pool3");
            assertThat(Files.readAllLines(pool3.resolve("vm-1/cgroup.procs")))
                    .containsExactly(String.valueOf(process.pid()));
            Path quota = Files.exists(pool3.resolve("cpu.max"))
                    ? pool3.resolve("cpu.max")
                    : pool3.resolve("cpu.cfs_quota_us");
            if (Files.exists(quota)) {
                assertThat(Files.readString(quota)).startsWith("25000");
            }
            confinement.place("vm-1", List.of(), limits);
            assertThat(pool3).doesNotExist();
            confinement.place("vm-2", List.of(outer), limits);
            assertThat(pool1).doesNotExist();
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        confinement.release("vm-1");
        confinement.close();
        assertThat(Objects.requireNonNull(pool1.getParent())).doesNotExist();
    }
}
