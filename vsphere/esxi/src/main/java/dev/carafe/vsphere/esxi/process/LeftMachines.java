package dev.carafe.vsphere.esxi.process;

import dev.carafe.vsphere.esxi.qemu.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Machines that run on after their agent, for whoever wants them gone. */
public final class LeftMachines {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Is there while an agent starts a QEMU of which nothing else tells yet. */
    static final String STARTING = "starting";

    private LeftMachines() {}

    /** Whether an agent ended while it started a machine in a run directory. */
    public static boolean wasStarting(Path runDirectory) {
        return Files.exists(runDirectory.resolve(STARTING));
    }

    /**
     * Ends what an agent began to start in a run directory and did not live to see run: without this it might come up when
     * nobody looks for it any more. Nothing happens where nothing was being started.
     */
    public static void endStart(Path runDirectory) throws IOException, InterruptedException {
        if (!wasStarting(runDirectory)) {
            return;
        }
        Path pidFile = Placement.in(runDirectory).pidFile();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (List<ProcessHandle> left = QemuProcesses.starting(pidFile);
                !left.isEmpty();
                left = QemuProcesses.starting(pidFile)) { // one may have started another meanwhile
            if (System.nanoTime() > deadline) {
                throw new IOException("what was being started in " + runDirectory + " does not end");
            }
            left.forEach(ProcessHandle::destroyForcibly);
            for (ProcessHandle process : left) {
                awaitEnd(process);
            }
        }
        Files.deleteIfExists(runDirectory.resolve(STARTING));
    }

    /**
     * Kills every QEMU whose run directory is in a folder, and waits until it is gone.
     *
     * @return how many there were
     */
    public static int kill(Path folder) throws IOException, InterruptedException {
        List<ProcessHandle> killed = new ArrayList<>();
        QemuProcesses.all().forEach((pidFile, process) -> {
            if (Path.of(pidFile).startsWith(folder)) {
                ProcessHandle.of(process).filter(ProcessHandle::destroyForcibly).ifPresent(killed::add);
            }
        });
        for (ProcessHandle process : killed) {
            awaitEnd(process);
        }
        return killed.size();
    }

    private static void awaitEnd(ProcessHandle process) throws IOException, InterruptedException {
        try {
            process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("the machine in process " + process.pid() + " does not end", e);
        }
    }
}
