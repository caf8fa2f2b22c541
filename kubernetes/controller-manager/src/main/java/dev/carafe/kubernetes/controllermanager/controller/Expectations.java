package dev.carafe.kubernetes.controllermanager.controller;

import dev.carafe.kubernetes.client.informer.ObjectKey;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What a controller has done and not yet seen in its informers, so that it does not do it twice (client-go's
 * UIDTrackingControllerExpectations). Expectations that are not met are given up after five minutes. Thread-safe.
 */
public final class Expectations {
    private static final long EXPIRE_NS = Duration.ofMinutes(5).toNanos();

    private static final class Expected {
        private int creations;
        private final Set<ObjectKey> deletions = new HashSet<>();
        private final long sinceNs;

        Expected(int creations, Collection<ObjectKey> deletions, long sinceNs) {
            this.creations = creations;
            this.deletions.addAll(deletions);
            this.sinceNs = sinceNs;
        }
    }

    private final Map<ObjectKey, Expected> expected = new HashMap<>(); // guarded by this
    private final LongSupplier nanoTime;

    public Expectations(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The owner is about to create so many objects. */
    public synchronized void expectCreations(ObjectKey owner, int count) {
        expected.put(owner, new Expected(count, Set.of(), nanoTime.getAsLong()));
    }

    /** The owner is about to delete these objects. */
    public synchronized void expectDeletions(ObjectKey owner, Collection<ObjectKey> objects) {
        expected.put(owner, new Expected(0, objects, nanoTime.getAsLong()));
    }

    /** A creation was seen, or has failed. */
    public synchronized void creationObserved(ObjectKey owner) {
        Expected open = expected.get(owner);
        if (open != null) {
            open.creations--;
        }
    }

    /** A deletion was seen, or has failed. */
    public synchronized void deletionObserved(ObjectKey owner, ObjectKey object) {
        Expected open = expected.get(owner);
        if (open != null) {
            open.deletions.remove(object);
        }
    }

    /** Whether the owner may act: all it did has been seen, or too long ago. */
    public synchronized boolean satisfied(ObjectKey owner) {
        Expected open = expected.get(owner);
        return open == null
                || (open.creations <= 0 && open.deletions.isEmpty())
                || nanoTime.getAsLong() - open.sinceNs > EXPIRE_NS;
    }

    /** Forgets an owner. */
    public synchronized void forget(ObjectKey owner) {
        expected.remove(owner);
    }
}
