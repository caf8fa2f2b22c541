package dev.carafe.kubernetes.cloudcontrollermanager.controller;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** Does the same thing at once and then again and again, with a pause between, on one virtual thread. */
public final class Periodic implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Periodic.class.getName());

    private final String name;
    private final Clock clock;
    private final Duration pause;
    private final Round round;
    private final Thread thread;

    /** What is done each time; whatever unchecked exception it throws is logged, and the next round comes in its time. */
    @FunctionalInterface
    public interface Round {
        void run() throws InterruptedException;
    }

    private Periodic(String name, Clock clock, Duration pause, Round round) {
        this.name = name;
        this.clock = clock;
        this.pause = pause;
        this.round = round;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /** Starts the rounds. */
    public static Periodic start(String name, Clock clock, Duration pause, Round round) {
        Periodic started = new Periodic(name, clock, pause, round);
        started.thread.start();
        return started;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    round.run();
                } catch (StatusError | ConnectionException | SyncFailure e) {
                    LOG.log(Level.WARNING, "{0}: {1}", name, e.getMessage());
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, name, e);
                }
                clock.sleep(pause);
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    /** Interrupts the round and waits for its end. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
