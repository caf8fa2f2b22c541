package dev.carafe.cli.part;

import dev.carafe.cli.log.LogLines;
import dev.carafe.cli.log.PartLogHandler;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/** A process that is one part: runs until it is asked to end (SIGTERM or SIGINT). */
public final class PartProcess implements AutoCloseable {

    private static final Logger LOG = System.getLogger(PartProcess.class.getName());

    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    private final CountDownLatch asked;

    private PartProcess(CountDownLatch asked) {
        this.asked = asked;
    }

    /** Starts the pieces of a part. */
    public interface Starter {
        /** Starts them, handing each to {@link PartProcess#keep}. */
        void start(PartProcess process) throws IOException;
    }

    /** Runs a part: starts it, waits to be asked to end, and stops its pieces, the last started first. */
    static int run(int verbosity, Starter starter) throws IOException {
        PartLogHandler.installOnStandardError(verbosity >= 4);
        return run(starter);
    }

    /** The same of a part that says what it logs. */
    public static int run(LogLines log, Starter starter) throws IOException {
        PartLogHandler.install(log);
        return run(starter);
    }

    private static int run(Starter starter) throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            asked.countDown();
                            awaitQuietly(ended);
                        },
                        "stop"));
        try (PartProcess process = new PartProcess(asked)) {
            starter.start(process);
            awaitQuietly(asked);
        } finally {
            ended.countDown();
        }
        return 0;
    }

    /** Remembers {@code piece}, to be closed at the end, and returns it. */
    public <T extends AutoCloseable> T keep(T piece) {
        running.push(piece);
        return piece;
    }

    /** Ends it as if it had been asked to. */
    public void end() {
        asked.countDown();
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, "A piece could not be stopped", e);
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
