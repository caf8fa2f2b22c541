package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apiserver.registry.CustomApiServices;
import dev.carafe.kubernetes.apiserver.storage.FailureLog;
import java.lang.System.Logger;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets the APIServices of custom groups follow what is served, apart from who serves it, so that nobody waits for writes.
 * Thread-safe.
 */
public final class ApiServiceController implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ApiServiceController.class.getName());
    private static final long RETRY_SECONDS = 1;

    private final CustomApiServices services;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();

    /** What is to be there next, null when it is; guarded by the lock. */
    private @Nullable Set<GroupVersion> wanted;

    /** Guarded by the lock. */
    private boolean closed;

    private ApiServiceController(CustomApiServices services) {
        this.services = services;
    }

    public static ApiServiceController start(CustomApiServices services) {
        ApiServiceController controller = new ApiServiceController(services);
        Thread.ofVirtual().name("apiservices").start(controller::run);
        return controller;
    }

    /** Says what definitions serve from now on. */
    public void follow(Set<GroupVersion> served) {
        lock.lock();
        try {
            wanted = Set.copyOf(served);
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (Set<GroupVersion> next = next(); next != null; next = next()) {
                try {
                    services.reconcile(next);
                } catch (StatusError e) {
                    FailureLog.warn(LOG, "cannot write the APIServices of custom groups, will try again", e);
                    again(next);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is to be there next; null at the end. */
    private @Nullable Set<GroupVersion> next() throws InterruptedException {
        lock.lock();
        try {
            while (wanted == null && !closed) {
                news.await();
            }
            Set<GroupVersion> next = closed ? null : wanted;
            wanted = null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Puts back what failed, unless there is something newer, and waits a while. */
    private void again(Set<GroupVersion> failed) throws InterruptedException {
        lock.lock();
        try {
            if (wanted == null) {
                wanted = failed;
            }
        } finally {
            lock.unlock();
        }
        TimeUnit.SECONDS.sleep(RETRY_SECONDS);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
