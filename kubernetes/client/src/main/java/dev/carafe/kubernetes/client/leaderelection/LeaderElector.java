package dev.carafe.kubernetes.client.leaderelection;

import dev.carafe.kubernetes.api.coordination.v1.CoordinationV1;
import dev.carafe.kubernetes.api.coordination.v1.Lease;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.ResourceClient;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A candidate for the lead (client-go's LeaderElector, 1.37).
 *
 * <p>As in client-go it is possible, if the leader is stopped for longer than its lease, that for a short time two believe
 * to lead; writes are guarded by resource versions, not by this.
 */
public final class LeaderElector implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LeaderElector.class.getName());

    private final LeaderElectionConfig config;
    private final ResourceClient<Lease> leases;
    private final Clock clock;
    private final LeaseRecord record;
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile boolean leading;
    private volatile @Nullable Thread runner;

    public LeaderElector(LeaderElectionConfig config, Client client, Clock clock) {
        this.config = config;
        this.leases = client.of(CoordinationV1.LEASES);
        this.clock = clock;
        this.record = new LeaseRecord(config);
    }

    /** Whether this candidate leads. */
    public boolean isLeader() {
        return leading;
    }

    /**
     * Waits for the lead, then runs the work on a thread of its own, and returns when the lead is lost or this is closed.
     * Called once.
     *
     * @param onStarted the work; it may return at once
     * @param onStopped ends the work and waits for its end; called if {@code onStarted} was
     */
    public void run(Runnable onStarted, Runnable onStopped) {
        runner = Thread.currentThread();
        try {
            if (acquire()) {
                LOG.log(
                        Level.INFO,
                        "{0} became leader of {1}/{2}",
                        config.identity(),
                        config.namespace(),
                        config.name());
                lead(onStarted, onStopped);
            }
        } catch (InterruptedException _) {
            // closed before it led
        } finally {
            ended.countDown();
        }
    }

    private void lead(Runnable onStarted, Runnable onStopped) {
        leading = true;
        Thread work = Thread.ofVirtual().name(config.name() + " leader").start(onStarted);
        try {
            renew();
        } catch (InterruptedException _) {
            // closed
        } finally {
            leading = false;
            boolean interrupted = Thread.interrupted(); // the end below must not be cut short
            onStopped.run();
            join(work);
            if (closed) {
                release();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Gives the lead up, if this has it, and waits until {@link #run} is about to return. */
    @Override
    public void close() {
        closed = true;
        Thread running = runner;
        if (running != null && running != Thread.currentThread()) {
            running.interrupt();
            try {
                ended.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean acquire() throws InterruptedException {
        while (!closed) {
            if (tryAcquireOrRenew()) {
                return true;
            }
            double factor = 1 + random.nextDouble() * LeaseTimes.JITTER;
            clock.sleep(Duration.ofMillis((long) (config.times().retryPeriod().toMillis() * factor)));
        }
        return false;
    }

    private void renew() throws InterruptedException {
        long renewedNs = clock.nanoTime();
        while (!closed) {
            long leftNs = config.times().renewDeadline().toNanos() - (clock.nanoTime() - renewedNs);
            if (leftNs > 0 && renewWithin(leftNs)) {
                renewedNs = clock.nanoTime();
            } else if (clock.nanoTime() - renewedNs
                    >= config.times().renewDeadline().toNanos()) {
                LOG.log(
                        Level.ERROR,
                        "{0} lost the lead of {1}/{2}",
                        config.identity(),
                        config.namespace(),
                        config.name());
                return;
            }
            clock.sleep(config.times().retryPeriod());
        }
    }

    /** One attempt on a thread of its own: a request that hangs must not outlast the lease. */
    private boolean renewWithin(long limitNs) throws InterruptedException {
        FutureTask<Boolean> attempt = new FutureTask<>(this::tryAcquireOrRenew);
        Thread thread = Thread.ofVirtual().name(config.name() + " renewal").start(attempt);
        try {
            return attempt.get(limitNs, TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            thread.interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private boolean tryAcquireOrRenew() {
        try {
            Optional<Lease> found = leases.find(config.namespace(), config.name());
            if (found.isPresent()) {
                record.observe(found.get(), clock.nanoTime());
                if (record.heldByOther(clock.nanoTime())) {
                    LOG.log(Level.DEBUG, "{0}/{1} is held by {2}", config.namespace(), config.name(), record.holder());
                    return false;
                }
            }
            Lease wanted = record.renewed(found, clock.instant());
            Lease written = found.isPresent() ? leases.update(wanted) : leases.create(wanted);
            record.observe(written, clock.nanoTime());
            return true;
        } catch (StatusError | ConnectionException e) {
            LOG.log(Level.WARNING, "lease {0}/{1}: {2}", config.namespace(), config.name(), e.getMessage());
            return false;
        }
    }

    private void release() {
        try {
            Optional<Lease> found = leases.find(config.namespace(), config.name());
            if (found.isPresent() && found.get().spec().holderIdentity().equals(config.identity())) {
                leases.update(record.released(found.get(), clock.instant()));
            }
        } catch (StatusError | ConnectionException e) {
            LOG.log(Level.WARNING, "releasing lease {0}/{1}: {2}", config.namespace(), config.name(), e.getMessage());
        }
    }

    private static void join(Thread work) {
        try {
            work.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
