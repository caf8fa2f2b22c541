package dev.carafe.etcd.remote;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import dev.carafe.etcd.rpc.RequestCodec;
import dev.carafe.etcd.rpc.ValueCodec;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One watch on a stream of its own. When the stream breaks, a new one goes on behind the last revision heard of, until
 * the watch is closed or the store says that it cannot be continued. The reading of the stream waits for the listener,
 * so a slow listener slows the server down and not this process.
 */
final class RemoteWatcher implements Watcher {
    private static final System.Logger LOG = System.getLogger(RemoteWatcher.class.getName());
    private static final long RETRY_MIN_MS = 50;
    private static final long RETRY_MAX_MS = 1_000;
    private static final int DOUBLINGS_MAX = 5;

    private final Channel channel;
    private final WatchRequest request;
    private final WatchListener listener;
    private final Consumer<RemoteWatcher> onEnd;
    private final CountDownLatch settled = new CountDownLatch(1);

    // Guarded by this object's monitor.
    private @Nullable BlockingClientCall<Rpc.WatchRequest, Rpc.WatchResponse> call;
    private boolean progressWanted;
    private boolean stopped;
    private boolean closed;

    private volatile long createdRevision;

    // Only for the watch's own thread.
    private long nextRevision;
    /** Streams that broke since the server last registered this watch. */
    private int failures;

    private final List<WatchEvent> fragments = new ArrayList<>();

    RemoteWatcher(Channel channel, WatchRequest request, WatchListener listener, Consumer<RemoteWatcher> onEnd) {
        this.channel = channel;
        this.request = request;
        this.listener = listener;
        this.onEnd = onEnd;
        this.nextRevision = request.startRevision();
    }

    /** Starts the thread and returns when the server has registered the watch, or refused it. */
    void start() {
        var _ = Thread.ofVirtual().name("etcd-remote-watch").start(this::run);
        try {
            settled.await();
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new EtcdException(EtcdError.Code.CANCELLED, "context canceled", e);
        }
    }

    @Override
    public long createdRevision() {
        return createdRevision;
    }

    @Override
    public synchronized void requestProgress() {
        progressWanted = true;
        sendProgressRequest();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        stop();
    }

    /** Ends the watch; the listener hears of it unless it was closed. */
    void stop() {
        synchronized (this) {
            stopped = true;
            BlockingClientCall<Rpc.WatchRequest, Rpc.WatchResponse> running = call;
            if (running != null) {
                running.cancel("watch closed", null);
            }
            notifyAll();
        }
        settled.countDown();
    }

    private void run() {
        try {
            while (!isStopped()) {
                EtcdException failure = readStream();
                if (failure == null) {
                    return; // the listener was told
                }
                LOG.log(System.Logger.Level.DEBUG, "a watch lost its stream and goes on", failure);
                pause(pauseMs(failures));
                failures++;
            }
            if (!isClosed()) {
                listener.cancelled(EtcdError.STOPPED.exception(), 0);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a watch's listener failed, its watch ends", e);
        } finally {
            stop();
            onEnd.accept(this);
        }
    }

    /** How long to wait for the next stream after so many that the server did not register. */
    static long pauseMs(int failures) {
        return Math.min(RETRY_MIN_MS << Math.min(failures, DOUBLINGS_MAX), RETRY_MAX_MS);
    }

    /** Reads until the stream ends; returns why, or null when the server ended the watch for good. */
    private @Nullable EtcdException readStream() throws InterruptedException {
        BlockingClientCall<Rpc.WatchRequest, Rpc.WatchResponse> stream;
        try {
            stream = ClientCalls.blockingBidiStreamingCall(channel, EtcdMethods.WATCH_STREAM, CallOptions.DEFAULT);
        } catch (EtcdException e) { // of the call for a token
            if (e.code() == EtcdError.Code.UNAVAILABLE || e.code() == EtcdError.Code.DEADLINE_EXCEEDED) {
                return e;
            }
            settled.countDown();
            listener.cancelled(e, 0);
            return null;
        }
        synchronized (this) {
            if (stopped) {
                stream.cancel("watch closed", null);
                return EtcdError.STOPPED.exception();
            }
            call = stream;
        }
        fragments.clear();
        try {
            var _ = stream.write(Rpc.WatchRequest.newBuilder()
                    .setCreateRequest(RequestCodec.encode(request.withStartRevision(nextRevision)).toBuilder()
                            .setFragment(true))
                    .build());
            while (true) {
                Rpc.WatchResponse response = stream.read();
                if (response == null) {
                    return EtcdError.NO_LEADER.exception();
                }
                if (isStopped()) {
                    return EtcdError.STOPPED.exception();
                }
                if (!handle(response)) {
                    return null;
                }
            }
        } catch (StatusException e) {
            return ValueCodec.decode(e.getStatus().asRuntimeException());
        } finally {
            synchronized (this) {
                call = null;
            }
            stream.cancel("watch ended", null);
        }
    }

    /** False when the server has ended the watch. */
    private boolean handle(Rpc.WatchResponse response) {
        long revision = response.getHeader().getRevision();
        if (response.getCanceled()) {
            long compactRevision = response.getCompactRevision();
            EtcdException cause = compactRevision > 0
                    ? EtcdError.COMPACTED.exception()
                    : new EtcdException(EtcdError.Code.CANCELLED, response.getCancelReason());
            settled.countDown();
            listener.cancelled(cause, compactRevision);
            return false;
        }
        if (response.getCreated()) {
            failures = 0;
            if (settled.getCount() > 0) {
                createdRevision = revision;
                settled.countDown();
            }
            if (nextRevision == 0) {
                nextRevision = revision + 1;
            }
            synchronized (this) {
                sendProgressRequest();
            }
            return true;
        }
        for (var event : response.getEventsList()) {
            fragments.add(ValueCodec.decode(event));
        }
        if (response.getFragment()) {
            return true;
        }
        if (fragments.isEmpty()) {
            synchronized (this) {
                progressWanted = false;
            }
            nextRevision = Math.max(nextRevision, revision + 1);
            listener.progress(revision);
        } else {
            List<WatchEvent> events = List.copyOf(fragments);
            fragments.clear();
            nextRevision = events.getLast().kv().modRevision() + 1;
            listener.events(events, revision);
        }
        return true;
    }

    private void sendProgressRequest() {
        BlockingClientCall<Rpc.WatchRequest, Rpc.WatchResponse> running = call;
        if (!progressWanted || running == null || settled.getCount() > 0) {
            return;
        }
        try {
            var _ = running.write(Rpc.WatchRequest.newBuilder()
                    .setProgressRequest(Rpc.WatchProgressRequest.getDefaultInstance())
                    .build());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StatusException e) {
            LOG.log(System.Logger.Level.DEBUG, "a progress request goes to the next stream", e);
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void pause(long ms) throws InterruptedException {
        long end = System.nanoTime() + ms * 1_000_000;
        long left = ms;
        while (!stopped && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }
}
