package dev.carafe.cli.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes. Stateless. */
public final class Processes {

    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(50);

    private Processes() {}

    /**
     * Asks {@code process} to end (SIGTERM), and kills it (SIGKILL) when it has not within {@code grace}.
     *
     * @return whether it ended by itself
     * @throws IOException if it survives even that
     */
    public static boolean end(ProcessHandle process, Duration grace) throws IOException {
        process.destroy();
        if (awaitEnd(process, grace)) {
            return true;
        }
        process.destroyForcibly();
        if (!awaitEnd(process, KILL_TIMEOUT)) {
            throw new IOException("process " + process.pid() + " cannot be killed");
        }
        return false;
    }

    /**
     * Whether {@code process} still runs. One that has ended and whom its parent has not asked about yet, a zombie, does
     * not.
     */
    public static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            int state = stat.lastIndexOf(')') + 2; // the name before it may hold anything
            return state < stat.length() && (stat.charAt(state) == 'Z' || stat.charAt(state) == 'X');
        } catch (IOException e) {
            return false; // gone, or a system without /proc
        }
    }

    /** Waits until {@code process} has ended, for {@code limit} at most; whether it has. */
    public static boolean awaitEnd(ProcessHandle process, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (isRunning(process)) {
            long leftNanos = deadline - System.nanoTime();
            if (leftNanos <= 0) {
                return false;
            }
            awaitExit(process, Math.min(leftNanos, POLL.toNanos()));
        }
        return true;
    }

    private static void awaitExit(ProcessHandle process, long nanos) throws IOException {
        try {
            process.onExit().get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return; // the caller looks whether it became a zombie
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for process " + process.pid(), e);
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }
}
