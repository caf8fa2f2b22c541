package dev.carafe.cli.cluster;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A step of the start that goes on beside the others until its outcome is needed. */
final class BackgroundStep<T> implements AutoCloseable {
    private final FutureTask<T> task;

    private BackgroundStep(FutureTask<T> task) {
        this.task = task;
    }

    static <T> BackgroundStep<T> start(String name, Callable<T> step) {
        FutureTask<T> task = new FutureTask<>(step);
        Thread.ofVirtual().name("start-" + name).start(task);
        return new BackgroundStep<>(task);
    }

    /**
     * Waits for the outcome.
     *
     * @throws IOException what the step failed with
     */
    T await() throws IOException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a part starts", e);
        }
    }

    /** Waits until the step is over, however it ends: nothing of it may happen after the cloud was closed. */
    @Override
    public void close() {
        try {
            await();
        } catch (IOException | IllegalStateException _) {
            // whoever needed the outcome was told
        }
    }
}
