package dev.carafe.kubernetes.apiserver;

import java.time.Duration;

/**
 * The order in which a server ends (apiserver/pkg/server/genericapiserver.go, RunWithContext):
 *
 * <pre>
 * readiness fails -> the delay passes, all is served -> no new requests -> those under way are answered -> watches end -> their clients know
 * </pre>
 *
 * <p>Connections are refused from when no new requests are taken, or, with {@code --shutdown-send-retry-after}, when the last
 * one is answered: until then new requests are told when to come again.
 */
final class ShutdownSequence {
    /** Longer than any request may run (upstream's ShutdownTimeout). */
    static final Duration REQUESTS_MAX = Duration.ofSeconds(60);

    /** As long as a client that reads nothing may hold up the end. */
    static final Duration WATCHES_MAX = Duration.ofSeconds(10);

    private final Duration delay;
    private final boolean sendRetryAfter;
    private final Steps steps;

    /** What is done; each returns when it is. */
    interface Steps {
        void failReadiness();

        void pause(Duration time) throws InterruptedException;

        /** From now on new requests are told to come again. */
        void sendRetryAfter();

        void stopListening();

        /** Takes no new requests, and waits for those under way. */
        void drainRequests(Duration most) throws InterruptedException;

        void endWatches();

        /** Waits until the clients of the watches that ended were told so. */
        void awaitWatches(Duration most) throws InterruptedException;
    }

    ShutdownSequence(Duration delay, boolean sendRetryAfter, Steps steps) {
        this.delay = delay;
        this.sendRetryAfter = sendRetryAfter;
        this.steps = steps;
    }

    /** Goes through it; an interrupt makes haste, and leaves nothing out but waiting. */
    void run() {
        steps.failReadiness();
        boolean patient = wait(() -> steps.pause(delay));
        if (sendRetryAfter) {
            steps.sendRetryAfter();
        } else {
            steps.stopListening();
        }
        patient &= wait(() -> steps.drainRequests(REQUESTS_MAX));
        steps.endWatches();
        if (sendRetryAfter) {
            steps.stopListening();
        }
        patient &= wait(() -> steps.awaitWatches(WATCHES_MAX));
        if (!patient) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Waiting {
        void run() throws InterruptedException;
    }

    private static boolean wait(Waiting waiting) {
        try {
            waiting.run();
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }
}
