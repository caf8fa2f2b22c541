package dev.carafe.etcd.peer;

import dev.carafe.etcd.consensus.MessageCodec;
import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.metrics.PeerMetrics;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.wal.Snapshot;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to one other member: a stream of messages that is opened again whenever it breaks. What does not fit a bounded
 * queue is dropped, and so is what waits when the stream breaks. Safe for any thread; nothing waits for the network but
 * {@link #sendSnapshot}.
 */
final class PeerLink {
    private static final System.Logger LOG = System.getLogger(PeerLink.class.getName());

    private static final int QUEUE_MAX = 4096;
    private static final long QUEUE_BYTES_MAX = 64L << 20;
    private static final long RETRY_MS = 100;
    private static final long RETRY_MS_MAX = 1000;
    private static final long PING_MS = 500;

    private final long id;
    private final Metadata headers;
    private final PeerChannels channels;
    private final Peers.Listener listener;
    private final PeerConfig.Timeouts timeouts;
    private final LongSupplier clockMs;
    private final PeerMetrics.Remote metrics;

    // All below is guarded by this object's monitor.
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private List<String> urls;
    private ManagedChannel channel;
    private int urlAt;
    private @Nullable Stream stream;
    private long queuedBytes;
    private long activeSinceMs = -1;
    private long heardMs;
    /** When it last took what was to be sent. */
    private long writableMs;

    private long pingedMs;
    private long retryAtMs;
    private long retryMs = RETRY_MS;
    private boolean closed;
    private boolean told;

    PeerLink(
            long id,
            List<String> urls,
            Metadata headers,
            PeerChannels channels,
            Peers.Listener listener,
            PeerConfig.Timeouts timeouts,
            LongSupplier clockMs,
            PeerMetrics.Remote metrics) {
        this.id = id;
        this.urls = List.copyOf(urls);
        this.headers = headers;
        this.channels = channels;
        this.listener = listener;
        this.timeouts = timeouts;
        this.clockMs = clockMs;
        this.metrics = metrics;
        this.channel = channels.open(this.urls.getFirst());
        this.retryAtMs = clockMs.getAsLong();
    }

    /** Sends, or drops. */
    void send(byte[] message) {
        boolean dropped;
        synchronized (this) {
            Stream to = stream;
            if (to == null) {
                dropped = true;
            } else if (queue.isEmpty() && to.call.isReady()) {
                to.send(message);
                dropped = false;
            } else {
                dropped = queue.size() >= QUEUE_MAX || queuedBytes + message.length > QUEUE_BYTES_MAX;
                if (!dropped) {
                    queue.addLast(message);
                    queuedBytes += message.length;
                }
            }
        }
        if (dropped) {
            metrics.sendFailures.increment();
            listener.unreachable(id);
        }
    }

    /** Since when the other end has answered, -1 when it does not. */
    synchronized long activeSinceMs() {
        return activeSinceMs;
    }

    synchronized List<String> urls() {
        return urls;
    }

    synchronized ManagedChannel channel() {
        return channel;
    }

    /** Opens the stream where it is missing, asks for a sign of life, and breaks a stream that gives none. */
    synchronized void tick() {
        long nowMs = clockMs.getAsLong();
        Stream open = stream;
        if (closed) {
            return;
        }
        if (open == null) {
            if (nowMs >= retryAtMs) {
                open(nowMs);
            }
            return;
        }
        if (queue.isEmpty() || open.call.isReady()) {
            writableMs = nowMs;
        }
        if (nowMs - heardMs > timeouts.readMs()) {
            open.call.cancel("no sign of life for " + timeouts.readMs() + " ms", null);
        } else if (nowMs - writableMs > timeouts.writeMs()) {
            open.call.cancel("nothing could be sent for " + timeouts.writeMs() + " ms", null);
        } else if (nowMs - pingedMs >= PING_MS && queue.isEmpty() && open.call.isReady()) {
            pingedMs = nowMs;
            open.ping();
        }
    }

    private void open(long nowMs) {
        heardMs = nowMs;
        writableMs = nowMs;
        pingedMs = nowMs;
        channel.resetConnectBackoff();
        Stream opened = new Stream(channel.newCall(PeerMethods.MESSAGES, CallOptions.DEFAULT));
        stream = opened;
        Metadata own = new Metadata();
        own.merge(headers);
        opened.call.start(opened, own);
        opened.call.request(Integer.MAX_VALUE);
    }

    private synchronized void drain(Stream from) {
        while (from == stream && !queue.isEmpty() && from.call.isReady()) {
            byte[] next = queue.removeFirst();
            queuedBytes -= next.length;
            from.send(next);
        }
    }

    private synchronized void heard(Stream from) {
        if (from == stream) {
            heardMs = clockMs.getAsLong();
            if (activeSinceMs < 0) {
                activeSinceMs = heardMs;
                metrics.active.increment();
                retryMs = RETRY_MS;
                told = false;
                LOG.log(System.Logger.Level.INFO, "reached member {0}", Long.toHexString(id));
            }
        }
    }

    private synchronized void answered(Stream from) {
        if (from.pingNs != 0) {
            metrics.roundTrips.observeNs(System.nanoTime() - from.pingNs);
            from.pingNs = 0;
        }
    }

    private void broken(Stream from, Status status) {
        synchronized (this) {
            if (from != stream) {
                return;
            }
            stream = null;
            metrics.sendFailures.add(queue.size());
            queue.clear();
            queuedBytes = 0;
            if (activeSinceMs >= 0) {
                metrics.active.decrement();
                metrics.broken.increment();
            }
            activeSinceMs = -1;
            retryAtMs = clockMs.getAsLong() + retryMs;
            retryMs = Math.min(2 * retryMs, RETRY_MS_MAX);
            if (closed) {
                return;
            }
            if (!told) { // one line of each break, not of each attempt
                told = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "lost member {0}: {1}",
                        Long.toHexString(id),
                        PeerChannels.why(status));
            }
            if (urls.size() > 1) {
                urlAt = (urlAt + 1) % urls.size();
                channel.shutdownNow();
                channel = channels.open(urls.get(urlAt));
            }
        }
        if (status.getCode() == Status.Code.PERMISSION_DENIED && PeerMethods.REMOVED.equals(status.getDescription())) {
            listener.removed();
        }
        listener.unreachable(id);
    }

    /** Sends a snapshot and waits until the other end has it on disk. */
    void sendSnapshot(Message.InstallSnapshot message, Snapshot snapshot) throws IOException {
        SnapshotSending sending = new SnapshotSending(channel().newCall(PeerMethods.SNAPSHOT, CallOptions.DEFAULT));
        Metadata own = new Metadata();
        own.merge(headers);
        sending.send(own, MessageCodec.encode(message), snapshot);
    }

    /** Asks a question and waits for the answer, which is a status where it fails. */
    byte[] ask(byte[] question, long timeoutMs) {
        return ClientCalls.blockingUnaryCall(
                ClientInterceptors.intercept(channel(), MetadataUtils.newAttachHeadersInterceptor(headers)),
                PeerMethods.ASK,
                CallOptions.DEFAULT.withDeadlineAfter(timeoutMs, TimeUnit.MILLISECONDS),
                question);
    }

    synchronized void close() {
        closed = true;
        queue.clear();
        channel.shutdownNow();
    }

    /** One opening of the stream. */
    private final class Stream extends ClientCall.Listener<byte[]> {
        private final ClientCall<byte[], byte[]> call;
        /** When the oldest sign of life that is not answered was asked for, 0 for none; guarded by the link's monitor. */
        private long pingNs;

        Stream(ClientCall<byte[], byte[]> call) {
            this.call = Objects.requireNonNull(call);
        }

        private void send(byte[] message) {
            metrics.sentBytes.add(message.length);
            call.sendMessage(message);
        }

        /** Asks for a sign of life; nothing else is answered. */
        private void ping() {
            if (pingNs == 0) {
                pingNs = System.nanoTime();
            }
            call.sendMessage(PeerMethods.EMPTY);
        }

        @Override
        public void onHeaders(Metadata answered) {
            heard(this);
            drain(this);
        }

        @Override
        public void onMessage(byte[] message) {
            answered(this);
            heard(this);
        }

        @Override
        public void onReady() {
            drain(this);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            broken(this, status);
        }
    }
}
