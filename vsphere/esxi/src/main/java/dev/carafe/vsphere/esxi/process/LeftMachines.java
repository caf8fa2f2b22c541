package dev.carafe.vsphere.esxi.process;

import java.io.IOException;
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

    private LeftMachines() {}

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
            try {
                process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException e) {
                throw new IOException("the machine in process " + process.pid() + " does not end", e);
            }
        }
        return killed.size();
    }
}
