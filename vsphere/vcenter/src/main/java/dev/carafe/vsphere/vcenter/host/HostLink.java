package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostCommunication;
import dev.carafe.vsphere.vim.vim25.HostNotConnected;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.NotAuthenticated;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one host, kept up by a virtual thread as long as the host is meant to be connected: connected, not
 * responding (it is tried again after a while), disconnected (on purpose). Safe for all threads.
 */
final class HostLink implements AutoCloseable {
    private static final long RETRY_MIN_MS = 500;
    private static final long RETRY_MAX_MS = 15_000;
    /** Of a host that is there and on which nobody listens: its agent is most likely starting, and asking costs next to nothing. */
    private static final long RETRY_REFUSED_MAX_MS = 1_000;

    private static final long RETRY_REFUSED_FIRST_MS = 200;
    /** After so many refusals it may be that nobody starts it. */
    private static final int RETRIES_REFUSED_FIRST = 100;

    private static final System.Logger LOG = System.getLogger(HostLink.class.getName());

    /** What happens to a link, for whoever tells people of it. On the link's thread. */
    interface Listener {
        void connected(String hostId);

        /** @param first whether it was connected until now */
        void lost(String hostId, boolean first, Exception why);

        void disconnected(String hostId);
    }

    private final String hostId;
    private final HostMirror mirror;
    private final Function<HostSession, Follower> followers;
    private final Function<String, String> passwords;
    private final Listener listener;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();

    // All below are guarded by the lock.
    private Entity.Host wanted;
    private @Nullable HostSession session;
    private @Nullable Follower follower;
    /** Whether the follower has put all of the host into the inventory. */
    private boolean current;

    /** Whether it was told that the host is not connected, since that is wanted. */
    private boolean toldDisconnected;

    private boolean closed;
    private int attempts;
    private @Nullable Exception problem;

    /**
     * @param first a session that is open already, null for none
     * @param followers makes what follows a session
     * @param passwords opens what is sealed
     */
    HostLink(
            Entity.Host host,
            HostMirror mirror,
            @Nullable HostSession first,
            Function<HostSession, Follower> followers,
            Function<String, String> passwords,
            Listener listener) {
        hostId = host.id();
        wanted = host;
        session = first;
        this.mirror = mirror;
        this.followers = followers;
        this.passwords = passwords;
        this.listener = listener;
        thread = Thread.ofVirtual().name("vcenter-" + hostId).unstarted(this::run);
    }

    HostLink start() {
        thread.start();
        return this;
    }

    HostMirror mirror() {
        return mirror;
    }

    /** Says how the host is to be now; what is open is ended when it was opened for something else. */
    void want(Entity.Host now) {
        HostSession stale = null;
        lock.lock();
        try {
            if (now.connected() != wanted.connected() || !now.access().equals(wanted.access())) {
                stale = session;
            }
            wanted = now;
            toldDisconnected = false;
            attempts = 0;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        if (stale != null) {
            thread.interrupt(); // it waits for the host's next word
        }
    }

    /** Waits until the inventory has all that the host has, or the host could not be connected. */
    void awaitCurrent(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            int before = attempts;
            while (!current) {
                if (closed || left <= 0 || (attempts > before && problem != null)) {
                    throw HostCommunication.builder()
                            .build()
                            .exception("The host could not be connected"
                                    + (problem == null ? " in time." : ": " + problem.getMessage()));
                }
                left = moved.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the inventory has all that the host has, however often it cannot be connected until then. */
    void awaitBack(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!current) {
                if (closed || left <= 0) {
                    throw HostCommunication.builder()
                            .build()
                            .exception("The host did not come back"
                                    + (problem == null ? "." : ": " + problem.getMessage()));
                }
                left = moved.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it was told that the host is not connected, as long as it is not meant to be. */
    void awaitDisconnected(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!closed && !wanted.connected() && !toldDisconnected && left > 0) {
                left = moved.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (!isClosed()) {
                try {
                    if (disconnected()) {
                        listener.disconnected(hostId);
                        nowDisconnected();
                    }
                    Entity.Host host = awaitWanted();
                    if (host != null) {
                        attempt(host);
                    }
                } catch (InterruptedException _) {
                    // Closed, or to be reached in another way, or not at all: told when the thread did not wait for the
                    // host any more, too.
                }
            }
        } finally {
            end();
        }
    }

    private boolean disconnected() {
        lock.lock();
        try {
            return !closed && !wanted.connected();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the host is meant to be connected, and after a failure for a while; null when it is closed. */
    private Entity.@Nullable Host awaitWanted() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && !wanted.connected()) {
                moved.await();
            }
            long left = TimeUnit.MILLISECONDS.toNanos(delayMs(attempts, isRefused(problem)));
            while (!closed && left > 0 && attempts > 0 && wanted.connected()) {
                left = moved.awaitNanos(left);
            }
            return closed ? null : wanted;
        } finally {
            lock.unlock();
        }
    }

    /** How long to wait after so many failures in a row, of which the last was that nobody listens, or another. */
    static long delayMs(int attempts, boolean refused) {
        if (refused && attempts <= RETRIES_REFUSED_FIRST) {
            return RETRY_REFUSED_FIRST_MS;
        }
        return Math.min(refused ? RETRY_REFUSED_MAX_MS : RETRY_MAX_MS, RETRY_MIN_MS << Math.clamp(attempts - 1, 0, 10));
    }

    private static boolean isRefused(@Nullable Exception problem) {
        return problem != null && problem.getCause() instanceof ConnectException;
    }

    private void attempt(Entity.Host host) throws InterruptedException {
        if (!host.connected()) {
            return;
        }
        boolean was = false;
        try {
            HostSession open = opened(host);
            Follower following = followers.apply(open);
            try {
                lock.lock();
                try {
                    follower = following;
                } finally {
                    lock.unlock();
                }
                following.run(this::nowCurrent);
            } finally {
                was = mirror.state() == HostSystemConnectionState.CONNECTED;
                following.end();
            }
        } catch (IOException | UncheckedIOException | FaultException | IllegalArgumentException e) {
            lost(e, was);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "following " + host.name() + " failed", e);
            lost(e, was);
        } finally {
            end();
        }
    }

    private HostSession opened(Entity.Host host) throws IOException, InterruptedException {
        lock.lock();
        try {
            if (session != null) {
                return session; // handed in
            }
        } finally {
            lock.unlock();
        }
        HostSession open =
                HostSession.open(host.access(), passwords.apply(host.access().sealedPassword()));
        lock.lock();
        try {
            session = open;
            return open;
        } finally {
            lock.unlock();
        }
    }

    private void nowCurrent() {
        lock.lock();
        try {
            current = true;
            attempts = 0;
            problem = null;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        listener.connected(hostId);
    }

    private void nowDisconnected() {
        lock.lock();
        try {
            toldDisconnected = !wanted.connected();
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void lost(Exception why, boolean was) {
        boolean tell;
        lock.lock();
        try {
            tell = !closed && wanted.connected();
            problem = why;
            attempts++;
            current = false;
        } finally {
            lock.unlock();
        }
        if (tell) {
            listener.lost(hostId, was, why);
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        HostSession over;
        boolean last;
        lock.lock();
        try {
            last = closed;
            over = session;
            session = null;
            follower = null;
            current = false;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        if (over != null && last) {
            boolean _ = Thread.interrupted(); // or nothing could be said to the host
            over.close();
        } else if (over != null) {
            over.abort();
        }
    }

    /**
     * Calls a method of the host, with its own names.
     *
     * @throws FaultException as the host says it; HostNotConnected when it is not connected, HostCommunication when the
     *     connection broke, so that the call may have been carried out
     */
    @Nullable
    Object call(ManagedObjectReference<?> target, ManagedMethod method, @Nullable Object... arguments) {
        HostSession open = open();
        try {
            return open.call(target, method, arguments);
        } catch (FaultException e) {
            if (e.fault() instanceof NotAuthenticated) {
                open.abort(); // the host forgot the session: its thread opens another
                throw notConnected(e);
            }
            throw e;
        } catch (IOException e) {
            throw HostCommunication.builder()
                    .build()
                    .exception("Unable to communicate with the remote host, so that " + method.wsdlName()
                            + " may or may not have been carried out: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HostCommunication.builder()
                    .build()
                    .exception("The wait for the remote host was interrupted; " + method.wsdlName()
                            + " may or may not have been carried out.");
        }
    }

    /** The session that is current; what it is not current for yet is waited for by whoever added the host. */
    HostSession open() {
        lock.lock();
        try {
            if (session == null || !current) {
                throw notConnected(problem);
            }
            return session;
        } finally {
            lock.unlock();
        }
    }

    private FaultException notConnected(@Nullable Exception why) {
        return HostNotConnected.builder()
                .build()
                .exception("Unable to communicate with the remote host, since it is disconnected"
                        + (why == null ? "." : ": " + why.getMessage()));
    }

    /** Follows something more of the host, until the filter that comes back is ended. */
    ManagedObjectReference<PropertyFilter> watch(PropertyFilterSpec spec, Watches.Watch watch) {
        try {
            return following().watch(spec, watch);
        } catch (UncheckedIOException e) {
            throw notConnected(Objects.requireNonNull(e.getCause()));
        }
    }

    private Follower following() {
        lock.lock();
        try {
            Follower following = follower;
            if (following == null || !current) {
                throw notConnected(problem);
            }
            return following;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Follows a task of the host as long as the host counts it as recent; when it no longer does the watch is told that it left, and
     * when it never did, nothing.
     *
     * @return ends it
     */
    Runnable watchTask(ManagedObjectReference<?> task, Watches.Watch watch) {
        Follower following = following();
        following.watchTask(task, watch);
        return () -> following.unwatchTask(task, watch);
    }

    /** Has an object that is in no inventory, such as a lease, be shown as long as the host has it. */
    void mirror(ManagedObjectReference<? extends ManagedObject> object) {
        Follower following;
        lock.lock();
        try {
            following = follower;
        } finally {
            lock.unlock();
        }
        if (following != null) {
            try {
                following.mirror(object);
            } catch (UncheckedIOException e) {
                throw notConnected(Objects.requireNonNull(e.getCause()));
            }
        }
    }

    void unwatch(ManagedObjectReference<PropertyFilter> filter) {
        Follower following;
        lock.lock();
        try {
            following = follower;
        } finally {
            lock.unlock();
        }
        if (following != null) {
            following.unwatch(filter);
        }
    }

    /** Returns when the thread has ended. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
