package dev.carafe.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemoryGroupTest {
    @TempDir
    Path folder;

    @Test
    void whereThereAreNoGroupsTheReasonIsSaid() {
        assertThat(MemoryGroup.refusal(folder).orElseThrow()).contains("no control groups of memory in " + folder);
    }

    @Test
    void aCommandKeepsItsQuotesWithinAGroup() throws Exception {
        Path out = folder.resolve("out");
        Assignment command = new Assignment("s", "s", "sh -c 'printf \"%s|%s\" \"$1\" \"$2\"' sh 'a b' \"it's\"");
        StartedProcess process = StartedProcess.start(MemoryGroup.holding(command, folder), out);
        awaitEnd(process);
        assertThat(out).hasContent("a b|it's");
        assertThat(Files.readString(folder.resolve("cgroup.procs")).strip())
                .isEqualTo(Long.toString(process.measured().pid()));
    }

    @Test
    void aGroupHasItsLimitAndWhatIsStartedInIt() throws Exception {
        assumeThat(MemoryGroup.refusal()).isEmpty();
        try (MemoryGroup group = MemoryGroup.create("test", 64)) {
            Path out = folder.resolve("out");
            StartedProcess process =
                    StartedProcess.start(group.holding(new Assignment("s", "s", "sh -c 'cat /proc/self/cgroup'")), out);
            awaitEnd(process);
            assertThat(out).content().contains("memory:/carafe-bench-");
            assertThat(group.mostMib()).isLessThanOrEqualTo(64);
        }
    }

    private static void awaitEnd(StartedProcess process) {
        ProcessHandle.of(process.measured().pid())
                .ifPresent(running -> running.onExit().join());
    }

    @Test
    void aLimitIsANumberOfMib() {
        StringWriter err = new StringWriter();
        int status = Bench.commandLine()
                .setErr(new PrintWriter(err))
                .execute("etcd-size", "--memory", "0", "--server", "s=http://127.0.0.1:1", "--start", "s=true");
        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains("--memory");
    }
}
