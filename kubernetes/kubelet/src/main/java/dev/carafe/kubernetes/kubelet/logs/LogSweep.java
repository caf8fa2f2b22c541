package dev.carafe.kubernetes.kubelet.logs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Rotates the logs of all running containers again and again. One thread. */
public final class LogSweep implements AutoCloseable {
    /** A running container's log, and how to make the runtime open it anew. */
    public record Log(Path path, LogRotation.Reopen reopen) {}

    /** Lists the running containers' logs. */
    @FunctionalInterface
    public interface Logs {
        List<Log> list() throws IOException;
    }

    private static final System.Logger LOG = System.getLogger(LogSweep.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final LogRotation rotation;
    private final Logs logs;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private LogSweep(LogRotation rotation, Logs logs, InstantSource clock) {
        this.rotation = rotation;
        this.logs = logs;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("log-rotation").unstarted(this::run);
    }

    public static LogSweep start(LogRotation rotation, Logs logs, InstantSource clock) {
        LogSweep started = new LogSweep(rotation, logs, clock);
        started.thread.start();
        return started;
    }

    private void run() {
        try {
            while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                sweep();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        try {
            for (Log log : logs.list()) {
                try {
                    rotation.rotate(log.path(), clock.instant(), log.reopen());
                } catch (IOException e) {
                    LOG.log(System.Logger.Level.WARNING, () -> "cannot rotate " + log.path() + ": " + e.getMessage());
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "cannot list logs: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
