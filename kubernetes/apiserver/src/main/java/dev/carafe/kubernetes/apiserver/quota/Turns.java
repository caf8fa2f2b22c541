package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * Has entries of one key decided by one thread at a time, all that have come meanwhile at once. Whoever comes first decides; then the first
 * of those who wait decides for all who wait. Thread-safe.
 */
final class Turns<E> {
    /** As long as upstream has a write wait for quotas. */
    private static final long WAIT_SECONDS_MAX = 10;

    /** Who waits by key; a key is here as long as somebody has its turn. */
    private final Map<String, List<Waiter<E>>> waiting = new ConcurrentHashMap<>();

    private final BiConsumer<String, List<E>> decider;

    Turns(BiConsumer<String, List<E>> decider) {
        this.decider = decider;
    }

    /** @param turn completed with those to decide about, or with nobody where another thread has decided */
    private record Waiter<E>(E entry, CompletableFuture<List<Waiter<E>>> turn) {}

    /**
     * Returns when the entry has been decided, by this thread or by another.
     *
     * @throws StatusError when that takes too long
     */
    void take(String key, E entry) {
        Waiter<E> own = new Waiter<>(entry, new CompletableFuture<>());
        waiting.compute(key, (_, others) -> {
            if (others == null) {
                own.turn().complete(List.of(own));
                return new ArrayList<>();
            }
            others.add(own);
            return others;
        });
        List<Waiter<E>> batch = await(own);
        if (!batch.isEmpty()) {
            lead(key, batch);
        }
    }

    private void lead(String key, List<Waiter<E>> batch) {
        try {
            decider.accept(key, batch.stream().map(Waiter::entry).toList());
            batch.forEach(waiter -> waiter.turn().complete(List.of()));
        } catch (RuntimeException e) {
            batch.forEach(waiter -> waiter.turn().completeExceptionally(e));
            throw e;
        } finally {
            handOver(key);
        }
    }

    private void handOver(String key) {
        waiting.computeIfPresent(key, (_, others) -> {
            for (int first = 0; first < others.size(); first++) {
                List<Waiter<E>> batch = List.copyOf(others.subList(first, others.size()));
                if (batch.getFirst().turn().complete(batch)) {
                    return new ArrayList<>();
                }
            }
            return null;
        });
    }

    /** Whoever gives up has cancelled the turn, and is not given it any more. */
    private List<Waiter<E>> await(Waiter<E> own) {
        try {
            return own.turn().get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            return giveUp(own);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return giveUp(own);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StatusError refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private List<Waiter<E>> giveUp(Waiter<E> own) {
        if (own.turn().cancel(false)) {
            throw StatusError.internal("resource quota evaluation timed out");
        }
        return own.turn().join();
    }
}
