package dev.carafe.kubernetes.cloudcontrollermanager.controller;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Does the same to each of many, several at a time (client-go's workqueue.ParallelizeUntil). */
public final class Parallel {
    private Parallel() {}

    /**
     * Does a task for each element, on as many virtual threads as there are workers, and returns when all are done.
     *
     * @param workers at least 1
     * @param task handles its own failures; one that throws all the same ends its worker, and the first such failure is
     *     thrown at the end
     */
    public static <T> void forEach(String name, Collection<T> all, int workers, Consumer<? super T> task)
            throws InterruptedException {
        Queue<T> waiting = new ConcurrentLinkedQueue<>(all);
        Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Math.min(workers, all.size()); i++) {
            threads.add(Thread.ofVirtual().name(name + " " + i).start(() -> work(waiting, task, failures)));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            throw e;
        }
        RuntimeException failure = failures.poll();
        if (failure != null) {
            throw failure;
        }
    }

    private static <T> void work(Queue<T> waiting, Consumer<? super T> task, Queue<RuntimeException> failures) {
        try {
            for (T next = waiting.poll();
                    next != null && !Thread.currentThread().isInterrupted();
                    next = waiting.poll()) {
                task.accept(next);
            }
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }
}
