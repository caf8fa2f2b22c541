package dev.carafe.cli.vsphere;

import dev.carafe.cli.host.PidFile;
import dev.carafe.cli.host.Processes;
import dev.carafe.cli.log.ProcessLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A host that is a process of its own. When it ends without being asked to it is started again, since machines run on without it. It
 * ends with this process, however that one ends: its input does. Owns a thread that looks after it.
 */
public final class HostProcess implements AutoCloseable {
    private static final Logger LOG = System.getLogger(HostProcess.class.getName());

    /** How long a host has to let go of its machines. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    /** How long to wait before a host that ended is started again; each time that fails it is twice as long. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Plan plan;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread watcher;
    /** Written by the thread that starts it, then by the watcher. */
    private volatile Process process;

    /**
     * What is to run.
     *
     * @param part its name, of which its log file's is made
     * @param command which says a line when it serves, and ends when its input does
     * @param logs where its log file is
     * @param pidFile names it for whoever comes when this process was killed
     */
    public record Plan(String part, List<String> command, Path logs, Path pidFile) {}

    private HostProcess(Plan plan, Process first) {
        this.plan = plan;
        this.process = first;
        this.watcher = Thread.ofVirtual().name("watch-" + plan.part()).unstarted(this::watch);
    }

    /**
     * Starts a host and waits until it serves.
     *
     * @throws IOException with its last words when it ends instead
     */
    public static HostProcess start(Plan plan) throws IOException, InterruptedException {
        HostProcess host = new HostProcess(plan, launch(plan));
        host.watcher.start();
        return host;
    }

    /** Ends a host that was left by a process that was killed. */
    public static void endLeft(Path pidFile) throws IOException {
        Optional<ProcessHandle> left = PidFile.read(pidFile);
        if (left.isPresent()) {
            Processes.end(left.get(), STOP_TIMEOUT);
        }
        Files.deleteIfExists(pidFile);
    }

    private static Process launch(Plan plan) throws IOException, InterruptedException {
        endLeft(plan.pidFile());
        Process process = new ProcessBuilder(plan.command())
                .directory(Path.of("/").toFile())
                .start();
        try {
            PidFile.write(plan.pidFile(), process.toHandle());
            ProcessLog log = ProcessLog.keep(plan.logs(), plan.part(), process.getErrorStream());
            BufferedReader said =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            if (said.readLine() == null) {
                Processes.awaitEnd(process.toHandle(), STOP_TIMEOUT);
                String lastWords = log.lastLine();
                throw new IOException(
                        "it ended while it started: " + (lastWords.isEmpty() ? "it said nothing" : lastWords));
            }
            return process;
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private void watch() {
        Duration pause = FIRST_PAUSE;
        try {
            while (closing.getCount() > 0) {
                int status = process.waitFor();
                if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                LOG.log(Level.WARNING, "{0} ended with exit status {1} and is started again", plan.part(), status);
                try {
                    process = launch(plan);
                    pause = FIRST_PAUSE;
                } catch (IOException e) {
                    LOG.log(Level.ERROR, plan.part() + " cannot be started again", e);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the host; its machines run on. */
    @Override
    public void close() throws IOException {
        closing.countDown();
        process.destroy();
        try {
            watcher.join(STOP_TIMEOUT.plusSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Processes.end(process.toHandle(), STOP_TIMEOUT); // also one that was being started meanwhile
        Files.deleteIfExists(plan.pidFile());
    }
}
