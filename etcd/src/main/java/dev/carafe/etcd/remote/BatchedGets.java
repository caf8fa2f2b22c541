package dev.carafe.etcd.remote;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads of single keys, those together that came while others were on their way: a call costs both sides far more than the key
 * that it reads. No read is answered by a call that was sent before it came, so each sees what was written before it; one that
 * comes alone is sent at once.
 *
 * <p>Thread-safe. A call is made by the thread of one of the reads in it.
 */
final class BatchedGets {
    /** Keys in one call, at most; etcd takes 128 operations in a transaction where it is not told otherwise. */
    static final int KEYS_MAX = 64;

    /** Calls on their way at once, at most, while they are answered in time: with more of them there is less to be sent together. */
    static final int CALLS_MAX = 1;

    /** A call that takes longer holds up nobody who comes after it, and who waited goes with those. */
    static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Reads the newest values of keys, all at one revision; null for a key that does not exist. */
    @FunctionalInterface
    interface Reader {
        List<@Nullable KeyValue> read(List<Bytes> keys);
    }

    /** What a read that waited is to do. */
    private sealed interface Turn {
        /** Make the next call, with others that wait. */
        record Call() implements Turn {}

        /** Return what the call of another brought. */
        record Found(@Nullable KeyValue value) implements Turn {}

        /** Fail as the call of another did. */
        record Failed(EtcdException cause) implements Turn {}

        /** Make a call of its own: the one that it was in failed, perhaps because of another key. */
        record Alone() implements Turn {}
    }

    private record Read(Bytes key, CompletableFuture<Turn> turn) {}

    private final Reader reader;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();

    /** Reads that nobody has sent yet, none while no call is on its way; guarded by the lock, as is the number of calls. */
    private final ArrayDeque<Read> waiting = new ArrayDeque<>();

    private int calls;

    /** When the last call was begun; guarded by the lock. */
    private long begunAt;

    /** @param nanoTime a clock that never goes back */
    BatchedGets(Reader reader, LongSupplier nanoTime) {
        this.reader = reader;
        this.nanoTime = nanoTime;
    }

    /**
     * The newest value of a key, null when it does not exist.
     *
     * @throws EtcdException of the call; {@code CANCELLED}, with the flag set, where the thread is interrupted
     */
    @Nullable
    KeyValue get(Bytes key) {
        Read own = new Read(key, new CompletableFuture<>());
        if (begin(own)) {
            return call(take(own));
        }
        return switch (await(own)) {
            case Turn.Call _ -> call(take(own));
            case Turn.Found(KeyValue value) -> value;
            case Turn.Failed(EtcdException cause) -> throw new EtcdException(cause.code(), message(cause), cause);
            case Turn.Alone _ -> reader.read(List.of(key)).getFirst();
        };
    }

    private static String message(EtcdException cause) {
        return String.valueOf(cause.getMessage());
    }

    /** Whether a read may make a call now; else it waits. */
    private boolean begin(Read own) {
        lock.lock();
        try {
            if (calls < CALLS_MAX || nanoTime.getAsLong() - begunAt > SLOW_NANOS) {
                calls++;
                begunAt = nanoTime.getAsLong();
                return true;
            }
            waiting.add(own);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** How many reads wait to be sent. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private Turn await(Read own) {
        try {
            return own.turn.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (!own.turn.complete(new Turn.Alone()) && own.turn.resultNow() instanceof Turn.Call) {
                end(); // was just told to
            }
            throw new EtcdException(EtcdError.Code.CANCELLED, "context canceled", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nobody completes it so
        }
    }

    /** The reads of the next call, one's own first. */
    private List<Read> take(Read own) {
        List<Read> batch = new ArrayList<>();
        batch.add(own);
        lock.lock();
        try {
            while (batch.size() < KEYS_MAX && !waiting.isEmpty()) {
                Read next = waiting.remove();
                if (!next.turn.isDone()) { // else interrupted
                    batch.add(next);
                }
            }
        } finally {
            lock.unlock();
        }
        return batch;
    }

    /** Makes a call for reads, of which the first is this thread's own. */
    private @Nullable KeyValue call(List<Read> batch) {
        List<Read> others = batch.subList(1, batch.size());
        List<@Nullable KeyValue> found;
        try {
            found = reader.read(batch.stream().map(Read::key).toList());
        } catch (EtcdException e) {
            end();
            boolean ofAll = e.code() == EtcdError.Code.UNAVAILABLE || e.code() == EtcdError.Code.DEADLINE_EXCEEDED;
            others.forEach(other -> other.turn.complete(ofAll ? new Turn.Failed(e) : new Turn.Alone()));
            if (ofAll || others.isEmpty()) {
                throw e;
            }
            return reader.read(List.of(batch.getFirst().key)).getFirst();
        } catch (RuntimeException | Error e) {
            end();
            others.forEach(other -> other.turn.complete(new Turn.Alone()));
            throw e;
        }
        end();
        for (int i = 0; i < others.size(); i++) {
            others.get(i).turn.complete(new Turn.Found(found.get(i + 1)));
        }
        return found.getFirst();
    }

    /** A call is over, or was not made: the first that waits makes the next. */
    private void end() {
        lock.lock();
        try {
            while (!waiting.isEmpty()) {
                if (waiting.remove().turn.complete(new Turn.Call())) {
                    begunAt = nanoTime.getAsLong();
                    return;
                }
            }
            calls--;
        } finally {
            lock.unlock();
        }
    }
}
