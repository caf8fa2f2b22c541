package dev.carafe.kubernetes.proxy;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.proxy.healthcheck.ServiceHealth;
import dev.carafe.kubernetes.proxy.service.Backend;
import dev.carafe.kubernetes.proxy.service.Family;
import dev.carafe.kubernetes.proxy.service.ServicePortRouting;
import dev.carafe.kubernetes.proxy.service.ServiceRouter;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the names of changed services and has the backends carry them out together, on the one thread that runs it.
 *
 * <p>A family whose backend fails is made anew from everything there is, after a pause that doubles up to half a minute.
 */
final class SyncLoop {
    private static final System.Logger LOG = System.getLogger(SyncLoop.class.getName());
    private static final long RETRY_MIN_MS = 500;
    private static final long RETRY_MAX_MS = 30_000;

    /** Where services are read when their turn comes. */
    interface Source {
        List<ObjectKey> all();

        Optional<Service> service(ObjectKey key);

        List<EndpointSlice> slices(ObjectKey key);
    }

    private final ServiceRouter router;
    private final Map<Family, Backend> backends;
    private final ServiceHealth health;
    private final Source source;
    private final Duration minSyncPeriod;
    private final Duration syncPeriod;
    private final Runnable afterSync;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition isChanged = lock.newCondition();

    /** Guarded by the lock. */
    private Set<ObjectKey> changed = new LinkedHashSet<>();

    /** Families to be made anew; touched by the running thread only. */
    private final Set<Family> stale = new LinkedHashSet<>(List.of(Family.values()));

    private volatile String lastError = "";

    SyncLoop(
            ServiceRouter router,
            Map<Family, Backend> backends,
            ServiceHealth health,
            Source source,
            Duration minSyncPeriod,
            Duration syncPeriod,
            Runnable afterSync) {
        this.router = router;
        this.backends = backends;
        this.health = health;
        this.source = source;
        this.minSyncPeriod = minSyncPeriod;
        this.syncPeriod = syncPeriod;
        this.afterSync = afterSync;
    }

    /** Notes that a service, or one of its slices, is no longer what it was. Thread-safe and quick. */
    void changed(ObjectKey service) {
        lock.lock();
        try {
            if (changed.add(service)) {
                isChanged.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    String lastError() {
        return lastError;
    }

    /** Runs until the thread is interrupted. */
    void run() {
        long pauseMs = 0;
        try {
            while (true) {
                Set<ObjectKey> batch = take(pauseMs);
                if (batch.isEmpty() && pauseMs == 0) {
                    stale.addAll(backends.keySet()); // nothing changed for a whole sync period: look after the rules
                }
                boolean done = sync(batch);
                pauseMs = done ? 0 : Math.clamp(pauseMs * 2, RETRY_MIN_MS, RETRY_MAX_MS);
                if (done) {
                    afterSync.run();
                    TimeUnit.NANOSECONDS.sleep(minSyncPeriod.toNanos());
                }
            }
        } catch (InterruptedException _) {
            backends.values().forEach(Backend::close);
            health.close();
        }
    }

    /** The services that changed; empty when none did in time, or (with a pause) when a failed family is due again. */
    private Set<ObjectKey> take(long pauseMs) throws InterruptedException {
        long leftNs = pauseMs > 0 ? TimeUnit.MILLISECONDS.toNanos(pauseMs) : syncPeriod.toNanos();
        boolean first = stale.size() == backends.size();
        lock.lockInterruptibly();
        try {
            while ((changed.isEmpty() || pauseMs > 0) && leftNs > 0 && !(first && pauseMs == 0)) {
                leftNs = isChanged.awaitNanos(leftNs);
            }
            Set<ObjectKey> batch = changed;
            changed = new LinkedHashSet<>();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private boolean sync(Set<ObjectKey> batch) {
        boolean done = true;
        (stale.isEmpty() ? batch : source.all()).forEach(this::tellHealth);
        batch.forEach(this::tellHealth); // among them those that are gone
        for (Map.Entry<Family, Backend> entry : backends.entrySet()) {
            Family family = entry.getKey();
            try {
                if (stale.contains(family)) {
                    entry.getValue().replaceAll(routings(source.all(), family));
                    stale.remove(family);
                } else {
                    entry.getValue().apply(routings(batch, family));
                }
            } catch (IOException e) {
                stale.add(family);
                done = false;
                report(family, e);
            }
        }
        if (done) {
            lastError = "";
        }
        return done;
    }

    private void tellHealth(ObjectKey key) {
        Optional<Service> service = source.service(key).filter(ServiceRouter::isAskedForHealth);
        health.update(
                key.namespace(),
                key.name(),
                service.map(found -> found.spec().healthCheckNodePort()).orElse(0),
                service.map(found -> router.localEndpoints(found, source.slices(key)))
                        .orElse(0));
    }

    private void report(Family family, IOException e) {
        @Nullable String message = e.getMessage();
        lastError = family + ": " + message;
        LOG.log(System.Logger.Level.ERROR, "services could not be routed, trying again: " + lastError);
    }

    private Map<String, List<ServicePortRouting>> routings(Iterable<ObjectKey> keys, Family family) {
        Map<String, List<ServicePortRouting>> routings = new LinkedHashMap<>();
        for (ObjectKey key : keys) {
            routings.put(
                    key.toString(),
                    source.service(key)
                            .map(service -> router.route(service, source.slices(key), family))
                            .orElse(List.of()));
        }
        return routings;
    }
}
