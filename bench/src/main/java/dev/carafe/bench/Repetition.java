package dev.carafe.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Repeats an operation, some at a time, and measures what all cost. */
final class Repetition {
    /** One operation of one worker; returns the bytes received, 0 where they are not counted. */
    @FunctionalInterface
    interface Operation {
        long run(int worker, int number) throws IOException, InterruptedException;
    }

    private Repetition() {}

    /**
     * Runs all, numbered from 0.
     *
     * @throws IOException of the first one that failed; none is begun after it
     */
    static Measurement measure(String name, Server<?> server, int count, int inFlight, Operation operation)
            throws IOException, InterruptedException {
        double[] latenciesMs = new double[count];
        AtomicInteger next = new AtomicInteger();
        AtomicLong bytes = new AtomicLong();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        Measurement.Stopwatch watch = Measurement.start(server.processes());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < inFlight; i++) {
            int worker = i;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int number = next.getAndIncrement();
                        number < count && failure.get() == null;
                        number = next.getAndIncrement()) {
                    long startNs = System.nanoTime();
                    try {
                        bytes.addAndGet(operation.run(worker, number));
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        failure.compareAndSet(null, e);
                    }
                    latenciesMs[number] = (System.nanoTime() - startNs) / 1e6;
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new IOException(server.name() + ": " + name + " failed: " + failed.getMessage(), failed);
        }
        return watch.stop(name, count, bytes.get(), latenciesMs);
    }
}
