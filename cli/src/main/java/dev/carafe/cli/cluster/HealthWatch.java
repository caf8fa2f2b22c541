package dev.carafe.cli.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks after the parts of a cloud every few seconds and says on the board how they are. Owns one thread. */
final class HealthWatch implements AutoCloseable {

    private static final Logger LOG = System.getLogger(HealthWatch.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final StatusBoard board;
    private final Map<String, Check> checks = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /** Finds out whether a part does its work. */
    interface Check {
        /**
         * Returns when the part is well.
         *
         * @throws Exception whose message says what is wrong
         */
        void run() throws Exception;
    }

    private HealthWatch(StatusBoard board) {
        this.board = board;
        this.thread = Thread.ofVirtual().name("health").unstarted(this::watch);
    }

    /** Starts to look after the parts that are handed to {@link #add}; at first there are none. */
    static HealthWatch start(StatusBoard board) {
        HealthWatch watch = new HealthWatch(board);
        watch.thread.start();
        return watch;
    }

    /** Looks after {@code part} from now on. */
    void add(String part, Check check) {
        checks.put(part, check);
    }

    private void watch() {
        try {
            while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                checks.forEach(this::look);
                board.refresh();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(String part, Check check) {
        try {
            check.run();
            board.well(part);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            String error = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            LOG.log(Level.WARNING, "{0} is not well: {1}", part, error);
            board.failed(part, error);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
