package dev.carafe.vsphere.client.ovf;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.KeepAlive;
import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.client.PropertyWaiter;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseInfo;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseState;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A lease that is ready, and the thread that keeps it alive. {@link #close} aborts it unless it was completed.
 */
final class Lease implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Lease.class.getName());

    private final HttpNfcLease lease;
    private final HttpNfcLeaseInfo info;
    private final AtomicInteger percent = new AtomicInteger();
    private final Thread reporter;
    private boolean completed;

    private Lease(HttpNfcLease lease, HttpNfcLeaseInfo info, KeepAlive.Timer timer) {
        this.lease = lease;
        this.info = info;
        this.reporter = Thread.ofVirtual().name("vsphere-lease").unstarted(() -> report(timer));
    }

    /**
     * Waits until the lease is ready.
     *
     * @param timer how often the server is told that the lease is still used: well within its timeout
     * @throws FaultException why there will be none
     */
    static Lease await(VSphereClient client, ManagedObjectReference<HttpNfcLease> reference, KeepAlive.Timer timer)
            throws IOException, InterruptedException {
        HttpNfcLease stub = HttpNfcLease.stub(client.connection(), reference);
        Found found;
        try {
            found = new PropertyWaiter(client)
                    .waitFor(
                            reference,
                            List.of("state", "info", "error"),
                            each -> each.value("state", HttpNfcLeaseState.class) != HttpNfcLeaseState.INITIALIZING);
        } catch (IOException | InterruptedException e) {
            abort(stub);
            throw e;
        }
        LocalizedMethodFault error = found.value("error", LocalizedMethodFault.class);
        if (error != null) {
            throw new FaultException(error.fault(), error.localizedMessage());
        }
        HttpNfcLeaseInfo info = found.value("info", HttpNfcLeaseInfo.class);
        if (info == null) {
            abort(stub);
            throw new OvfException("the server gives a lease in the state "
                    + found.values().get("state") + ", of which nothing can be read or written");
        }
        Lease lease = new Lease(stub, info, timer);
        lease.reporter.start();
        return lease;
    }

    HttpNfcLeaseInfo info() {
        return info;
    }

    HttpNfcLease stub() {
        return lease;
    }

    /** What the server is told next. */
    void percent(long moved, long total) {
        percent.set(total <= 0 ? 0 : Math.clamp(moved * 100 / total, 0, 100));
    }

    private void report(KeepAlive.Timer timer) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                timer.await();
                try {
                    lease.httpNfcLeaseProgress(percent.get());
                } catch (UncheckedIOException | FaultException e) {
                    // whoever transfers sees that the lease is gone
                    LOG.log(Level.DEBUG, "the lease's progress cannot be told", e);
                }
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    /** Tells the server that all was moved. */
    void complete() throws IOException, InterruptedException {
        stopReporting();
        Connection.run(() -> lease.httpNfcLeaseProgress(100));
        Connection.run(lease::httpNfcLeaseComplete);
        completed = true;
    }

    private void stopReporting() throws InterruptedException {
        reporter.interrupt();
        reporter.join();
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted(); // or what was begun would stay half done on the server
        try {
            stopReporting();
        } catch (InterruptedException _) {
            interrupted = true;
        }
        if (!completed) {
            abort(lease);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** How the work failed must not be hidden by a failure here; a lease that cannot be aborted times out. */
    private static void abort(HttpNfcLease lease) {
        boolean interrupted = Thread.interrupted();
        try {
            lease.httpNfcLeaseAbort(null);
        } catch (UncheckedIOException | FaultException e) {
            LOG.log(Level.DEBUG, "the lease cannot be aborted", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
