package dev.carafe.etcd.server;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.RequestCodec;
import dev.carafe.etcd.rpc.WatchMessage;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * One client's stream of watches. Its own thread handles the client's messages; its connection's thread sends new events, and
 * others what the watches read of history. While the client does not read, the watches are not called. Source: etcd {@code
 * server/etcdserver/api/v3rpc/watch.go}.
 */
final class WatchStream implements StreamObserver<Rpc.WatchRequest> {
    private static final System.Logger LOG = System.getLogger(WatchStream.class.getName());

    /** The id of answers that belong to no watch. */
    private static final long NO_WATCH = -1;

    private final Sessions sessions;
    private final WatchEvents events;
    private final int fragmentBytes;
    private final ServerCallStreamObserver<WatchMessage> to;
    private final Executor executor;

    // Guarded by this object's monitor, as is sending.
    private final Map<Long, StreamWatch> watches = new HashMap<>();
    private long nextId;
    private boolean ended;
    /** Watches that have not yet answered the client's request for progress. */
    private final Set<Long> progressPending = new HashSet<>();

    private long progressRevision;

    /**
     * A stream without watches.
     *
     * @param executor runs what sends new events, without waiting
     */
    WatchStream(
            Sessions sessions,
            WatchEvents events,
            int fragmentBytes,
            ServerCallStreamObserver<WatchMessage> to,
            Executor executor) {
        this.sessions = sessions;
        this.events = events;
        this.fragmentBytes = fragmentBytes;
        this.to = to;
        this.executor = executor;
    }

    void attach() {
        to.setOnReadyHandler(this::wake);
        to.setOnCancelHandler(this::end);
        to.setOnCloseHandler(this::end);
    }

    private void wake() {
        List<StreamWatch> waiting;
        synchronized (this) {
            waiting = List.copyOf(watches.values());
        }
        waiting.forEach(StreamWatch::resume);
    }

    Executor executor() {
        return executor;
    }

    /** Whether the client reads; takes no lock of the stream's. */
    boolean isReady() {
        return to.isReady();
    }

    @Override
    public void onNext(Rpc.WatchRequest request) {
        try {
            switch (request.getRequestUnionCase()) {
                case CREATE_REQUEST -> create(request.getCreateRequest());
                case CANCEL_REQUEST -> cancel(request.getCancelRequest().getWatchId());
                case PROGRESS_REQUEST -> requestProgress();
                case REQUESTUNION_NOT_SET -> {} // as etcd does
            }
        } catch (RuntimeException e) {
            end();
            synchronized (this) {
                to.onError(Calls.status(e));
            }
        }
    }

    @Override
    public void onError(Throwable cause) {
        LOG.log(System.Logger.Level.DEBUG, "a client ended its watches", cause);
        end();
    }

    @Override
    public void onCompleted() {
        end();
        synchronized (this) {
            to.onCompleted();
        }
    }

    private synchronized void create(Rpc.WatchCreateRequest request) {
        WatchRequest watch = RequestCodec.decode(request);
        long id = request.getWatchId();
        if (request.getStartRevision() < 0) {
            refuse(EtcdError.COMPACTED.text());
            return;
        }
        if (isEmpty(watch)) {
            refuse("mvcc: watcher range is empty");
            return;
        }
        if (id == 0) {
            while (watches.containsKey(nextId)) {
                nextId++;
            }
            id = nextId++;
        } else if (watches.containsKey(id)) {
            refuse("mvcc: duplicate watch ID provided on the WatchStream");
            return;
        }
        StreamWatch added =
                new StreamWatch(this, events, id, request.getFragment() ? fragmentBytes : Integer.MAX_VALUE);
        watches.put(id, added);
        // Its thread cannot send before this method lets go of the monitor, hence not before "created" is sent.
        try {
            added.start(sessions.current(), watch);
        } catch (EtcdException e) {
            watches.remove(id); // not allowed: the watch ends, the stream goes on
            refuse("rpc error: code = " + goName(e) + " desc = " + e.getMessage());
            return;
        }
        answer(Rpc.WatchResponse.newBuilder()
                .setHeader(events.header(added.createdRevision()))
                .setWatchId(id)
                .setCreated(true));
    }

    /** A code as Go's gRPC library prints it, which is how etcd tells why a watch is not allowed. */
    private static String goName(EtcdException refusal) {
        return switch (refusal.code()) {
            case PERMISSION_DENIED -> "PermissionDenied";
            case UNAUTHENTICATED -> "Unauthenticated";
            case UNAVAILABLE -> "Unavailable";
            default -> "InvalidArgument";
        };
    }

    private static boolean isEmpty(WatchRequest watch) {
        Bytes end = watch.rangeEnd();
        return !end.isEmpty() && !end.equals(Bytes.ZERO) && watch.key().compareTo(end) >= 0;
    }

    private void refuse(String reason) {
        answer(Rpc.WatchResponse.newBuilder()
                .setHeader(events.header(revision()))
                .setWatchId(NO_WATCH)
                .setCreated(true)
                .setCanceled(true)
                .setCancelReason(reason));
    }

    private synchronized void cancel(long id) {
        StreamWatch watch = watches.get(id);
        if (watch != null) {
            watch.close();
            answer(Rpc.WatchResponse.newBuilder()
                    .setHeader(events.header(revision()))
                    .setWatchId(id)
                    .setCanceled(true));
            forget(id);
        }
    }

    private synchronized void requestProgress() {
        long now = revision();
        if (watches.values().stream().anyMatch(watch -> watch.isAhead(now))) {
            return; // the stream as a whole has not come as far as its watches, so etcd stays silent
        }
        progressRevision = Long.MAX_VALUE;
        progressPending.addAll(watches.keySet());
        watches.values().forEach(StreamWatch::requestProgress);
    }

    /** A watch has delivered everything up to a revision; true when that answers the client's request. */
    synchronized boolean progressed(long id, long revision) {
        if (!progressPending.remove(id)) {
            return false;
        }
        progressRevision = Math.min(progressRevision, revision);
        if (progressPending.isEmpty()) {
            sendProgress();
        }
        return true;
    }

    private void sendProgress() {
        if (!ended && progressRevision != Long.MAX_VALUE) {
            answer(Rpc.WatchResponse.newBuilder()
                    .setHeader(events.header(progressRevision))
                    .setWatchId(NO_WATCH));
        }
    }

    private void answer(Rpc.WatchResponse.Builder response) {
        to.onNext(WatchMessage.of(response.build()));
    }

    /** Sends a watch's message; drops it when the watch or the stream has ended. */
    synchronized void send(StreamWatch watch, WatchMessage message) {
        if (!ended && !watch.isForgotten()) {
            to.onNext(message);
        }
    }

    /** Forgets a watch that has ended. */
    synchronized void forget(long id) {
        StreamWatch watch = watches.remove(id);
        if (watch != null) {
            watch.forget();
        }
        if (progressPending.remove(id) && progressPending.isEmpty()) {
            sendProgress();
        }
    }

    /** The store's revision now. */
    long revision() {
        return sessions.member().status().revision();
    }

    private void end() {
        List<StreamWatch> ending;
        synchronized (this) {
            ended = true;
            ending = new ArrayList<>(watches.values());
            watches.clear();
            progressPending.clear();
        }
        ending.forEach(StreamWatch::close);
    }
}
