package dev.carafe.vsphere.esxi.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LeftMachinesTest {
    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    /** Something that is at starting a QEMU in a run directory, and takes its time. */
    private Process supervisor(Path run) throws Exception {
        Process process = new ProcessBuilder(
                        "/bin/sh", "-c", "sleep 600; : qemu -sandbox on -pidfile " + run.resolve("qemu.pid"))
                .start();
        started.add(process);
        return process;
    }

    @Test
    void endsWhatWasBeingStartedInItsFolderAlone() throws Exception {
        Path run = Files.createDirectories(folder.resolve("run/1"));
        Path other = Files.createDirectories(folder.resolve("run/2"));
        Process ours = supervisor(run);
        Process theirs = supervisor(other);
        Files.createFile(run.resolve("starting"));
        assertThat(LeftMachines.wasStarting(run)).isTrue();
        LeftMachines.endStart(run);
        assertThat(ours.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(theirs.isAlive()).isTrue();
        assertThat(LeftMachines.wasStarting(run)).isFalse();
    }

    @Test
    void leavesWhatRuns() throws Exception {
        Path run = Files.createDirectories(folder.resolve("run/1"));
        Process running = supervisor(run);
        LeftMachines.endStart(run);
        assertThat(running.isAlive()).isTrue();
    }
}
