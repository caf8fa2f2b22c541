package dev.carafe.etcd.remote;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Has a channel try again every second where it cannot connect: by itself gRPC waits longer and longer, up to two minutes, and a store
 * that came late would be found as late. At first it tries more often, since a store that starts at the same time is there soon. One
 * virtual thread.
 */
final class Reconnection implements AutoCloseable {
    private static final long FIRST_INTERVAL_MS = 100;
    private static final int FIRST_ROUNDS = 100;
    private static final long INTERVAL_MS = 1_000;

    private final ManagedChannel channel;
    private final String store;
    private final Consumer<String> log;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Whether it was told that the store is away. Only for the thread that makes the rounds. */
    private boolean away;

    /**
     * What looks after a channel; nothing happens before {@link #start}.
     *
     * @param store how the log names the store
     * @param log is told once when the store is away, and once when it is there again
     */
    Reconnection(ManagedChannel channel, String store, Consumer<String> log) {
        this.channel = channel;
        this.store = store;
        this.log = log;
    }

    /** Makes rounds until this is closed. */
    void start() {
        var _ = Thread.ofVirtual().name("etcd-remote-reconnection").start(this::run);
    }

    private void run() {
        try {
            for (int rounds = 0; !closed.await(pauseMs(rounds), TimeUnit.MILLISECONDS); rounds++) {
                round();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    /** How long to wait after so many rounds. */
    static long pauseMs(int rounds) {
        return rounds < FIRST_ROUNDS ? FIRST_INTERVAL_MS : INTERVAL_MS;
    }

    /** Cuts short what the channel waits for: of several members also those whose likes answer. */
    void round() {
        ConnectivityState state = channel.getState(false);
        if (state == ConnectivityState.TRANSIENT_FAILURE && !away) {
            away = true;
            log.accept("cannot connect to etcd at " + store + ", will try again every second");
        } else if (state == ConnectivityState.READY && away) {
            away = false;
            log.accept("connected to etcd at " + store);
        }
        channel.resetConnectBackoff();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
