package dev.carafe.cli.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.cli.host.PidFile;
import dev.carafe.cli.host.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shells stand for hosts. */
@Timeout(60)
class HostProcessTest {
    @TempDir
    Path folder;

    private Path pidFile() {
        return folder.resolve("host.pid");
    }

    private HostProcess.Plan plan(String script) {
        return new HostProcess.Plan("host", List.of("sh", "-c", script), folder, pidFile());
    }

    private ProcessHandle process() throws IOException {
        return PidFile.read(pidFile()).orElseThrow();
    }

    @Test
    void aHostRunsUntilItIsClosed() throws Exception {
        ProcessHandle process;
        try (HostProcess _ = HostProcess.start(plan("echo serving; exec cat"))) {
            process = process();
            assertThat(process.isAlive()).isTrue();
        }
        assertThat(Processes.isRunning(process)).isFalse(); // a moment later its id is gone too
        assertThat(pidFile()).doesNotExist();
    }

    @Test
    void oneThatDoesNotStartIsToldWithItsLastWords() {
        assertThatThrownBy(() -> HostProcess.start(plan("echo 'no QEMU here.' >&2; exit 1")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ended while it started: no QEMU here.");
    }

    @Test
    void oneThatIsKilledIsStartedAgain() throws Exception {
        Path started = folder.resolve("started");
        new ProcessBuilder("mkfifo", started.toString()).start().waitFor();
        try (HostProcess _ = HostProcess.start(plan("echo serving; echo $$ > " + started + " & exec cat"))) {
            long first = nextPid(started);
            ProcessHandle process = process();
            assertThat(process.pid()).isEqualTo(first);
            process.destroyForcibly();
            process.onExit().get(10, TimeUnit.SECONDS);
            assertThat(nextPid(started)).isNotEqualTo(first);
        }
    }

    @Test
    void oneThatWasLeftByAKilledCloudEndsBeforeTheNext() throws Exception {
        Process left = new ProcessBuilder("sleep", "300").start();
        PidFile.write(pidFile(), left.toHandle());
        try (HostProcess _ = HostProcess.start(plan("echo serving; exec cat"))) {
            assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process().pid()).isNotEqualTo(left.pid());
        }
    }

    private static long nextPid(Path fifo) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(fifo)) {
            return Long.parseLong(lines.readLine());
        }
    }
}
