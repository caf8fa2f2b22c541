package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The bytes of all writes that wait for their answers. Their number is bounded elsewhere; this bounds what they hold in
 * memory, wherever they are on their way: a few large ones weigh as much as thousands of others. Safe for any thread.
 */
final class WaitingBytes {
    /** More are refused, as etcd refuses more than so many requests. */
    static final long BYTES_MAX = 128L << 20;

    private final long most;
    private final AtomicLong waiting = new AtomicLong();

    WaitingBytes(long most) {
        this.most = most;
    }

    /**
     * Lets a write wait until its answer is there. One alone always may.
     *
     * @param entering hands it on; false when it could not
     * @throws dev.carafe.etcd.EtcdException when there is no room
     */
    void enter(int bytes, CompletableFuture<?> answer, BooleanSupplier entering) {
        long before = waiting.getAndAdd(bytes);
        if (before > 0 && before + bytes > most) {
            waiting.addAndGet(-bytes);
            throw EtcdError.TOO_MANY_REQUESTS.exception();
        }
        boolean entered = false;
        try {
            entered = entering.getAsBoolean();
        } finally {
            if (!entered) {
                waiting.addAndGet(-bytes);
            }
        }
        if (!entered) {
            throw EtcdError.TOO_MANY_REQUESTS.exception();
        }
        var _ = answer.whenComplete((_, _) -> waiting.addAndGet(-bytes));
    }
}
