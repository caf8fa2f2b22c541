package dev.carafe.kubernetes.controllermanager.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same thing many times: first once, then in parallel batches that double, until one fails. */
public final class SlowStart {
    private SlowStart() {}

    /**
     * How it went.
     *
     * @param successes how often it succeeded
     * @param failure the first failure
     */
    public record Outcome(int successes, Optional<RuntimeException> failure) {}

    /** Runs an action so many times; one that throws ends the matter after its batch. */
    public static Outcome run(int count, Runnable action) throws InterruptedException {
        int remaining = count;
        int successes = 0;
        for (int batch = Math.min(1, remaining); batch > 0; batch = Math.min(2 * batch, remaining)) {
            Outcome outcome = parallel(java.util.Collections.nCopies(batch, action));
            successes += outcome.successes();
            if (outcome.failure().isPresent()) {
                return new Outcome(successes, outcome.failure());
            }
            remaining -= batch;
        }
        return new Outcome(successes, Optional.empty());
    }

    /** Runs actions side by side, each on a virtual thread, and waits for all. */
    public static Outcome parallel(List<Runnable> actions) throws InterruptedException {
        if (actions.size() == 1) {
            return alone(actions.getFirst());
        }
        List<Callable<Optional<RuntimeException>>> calls = new ArrayList<>();
        actions.forEach(action -> calls.add(() -> alone(action).failure()));
        int successes = 0;
        Optional<RuntimeException> failure = Optional.empty();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<RuntimeException>> future : threads.invokeAll(calls)) {
                Optional<RuntimeException> result = future.get();
                successes += result.isEmpty() ? 1 : 0;
                failure = failure.or(() -> result);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return new Outcome(successes, failure);
    }

    private static Outcome alone(Runnable action) {
        try {
            action.run();
            return new Outcome(1, Optional.empty());
        } catch (RuntimeException e) {
            return new Outcome(0, Optional.of(e));
        }
    }
}
