package dev.carafe.kubernetes.apiserver.chain;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Logger;

/**
 * Whether what is logged can be written (the check {@code log} of apiserver/pkg/server/healthz): whoever reads it may have stopped
 * reading. Tries once a minute, when asked, on a thread of its own, which may hang. Thread-safe.
 */
public final class LogCheck implements Supplier<Optional<String>> {
    private static final long EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long BLOCKED_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Runnable flush;
    private final LongSupplier nanoTime;
    private final AtomicBoolean trying = new AtomicBoolean();
    /** When what was logged was tried to be written last. */
    private volatile long triedAt;

    /**
     * A check.
     *
     * @param flush returns when all that was logged is written
     */
    LogCheck(Runnable flush, LongSupplier nanoTime) {
        this.flush = flush;
        this.nanoTime = nanoTime;
        triedAt = nanoTime.getAsLong();
    }

    /** A check of this process's log. */
    public static LogCheck ofProcess() {
        return new LogCheck(LogCheck::flush, System::nanoTime);
    }

    private static void flush() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.flush();
        }
    }

    @Override
    public Optional<String> get() {
        long age = nanoTime.getAsLong() - triedAt;
        if (age >= EVERY_NANOS && trying.compareAndSet(false, true)) {
            triedAt = nanoTime.getAsLong();
            Thread.ofPlatform().daemon().name("log-check").start(this::attempt);
            return Optional.empty();
        }
        return trying.get() && age >= BLOCKED_NANOS ? Optional.of("logging blocked") : Optional.empty();
    }

    private void attempt() {
        try {
            flush.run();
        } finally {
            trying.set(false);
        }
    }
}
