package dev.carafe.etcd.server;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.RequestCodec;
import dev.carafe.etcd.rpc.ResponseCodec;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One client's stream of watches. Its own thread handles the client's messages; the watchers' threads send events and
 * wait while the client does not read. Source: etcd {@code server/etcdserver/api/v3rpc/watch.go}.
 */
final class WatchStream implements StreamObserver<Rpc.WatchRequest> {
    private static final System.Logger LOG = System.getLogger(WatchStream.class.getName());

    /** The id of answers that belong to no watch. */
    private static final long NO_WATCH = -1;

    private final Sessions sessions;
    private final ResponseCodec codec;
    private final int fragmentBytes;
    private final ServerCallStreamObserver<Rpc.WatchResponse> to;

    // Guarded by this object's monitor, as is sending.
    private final Map<Long, StreamWatch> watches = new HashMap<>();
    private long nextId;
    private boolean ended;
    /** Watches that have not yet answered the client's request for progress. */
    private final Set<Long> progressPending = new HashSet<>();

    private long progressRevision;

    WatchStream(
            Sessions sessions, ResponseCodec codec, int fragmentBytes, ServerCallStreamObserver<Rpc.WatchResponse> to) {
        this.sessions = sessions;
        this.codec = codec;
        this.fragmentBytes = fragmentBytes;
        this.to = to;
    }

    void attach() {
        to.setOnReadyHandler(this::wake);
        to.setOnCancelHandler(this::end);
        to.setOnCloseHandler(this::end);
    }

    private synchronized void wake() {
        notifyAll();
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
        StreamWatch added = new StreamWatch(this, codec, id, request.getFragment() ? fragmentBytes : Integer.MAX_VALUE);
        watches.put(id, added);
        // Its thread cannot send before this method lets go of the monitor, hence not before "created" is sent.
        try {
            added.start(sessions.current(), watch);
        } catch (EtcdException e) {
            watches.remove(id); // not allowed: the watch ends, the stream goes on
            refuse("rpc error: code = " + goName(e) + " desc = " + e.getMessage());
            return;
        }
        to.onNext(Rpc.WatchResponse.newBuilder()
                .setHeader(codec.header(added.createdRevision()))
                .setWatchId(id)
                .setCreated(true)
                .build());
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
        to.onNext(Rpc.WatchResponse.newBuilder()
                .setHeader(codec.header(revision()))
                .setWatchId(NO_WATCH)
                .setCreated(true)
                .setCanceled(true)
                .setCancelReason(reason)
                .build());
    }

    private synchronized void cancel(long id) {
        StreamWatch watch = watches.get(id);
        if (watch != null) {
            watch.close();
            to.onNext(Rpc.WatchResponse.newBuilder()
                    .setHeader(codec.header(revision()))
                    .setWatchId(id)
                    .setCanceled(true)
                    .build());
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
            to.onNext(Rpc.WatchResponse.newBuilder()
                    .setHeader(codec.header(progressRevision))
                    .setWatchId(NO_WATCH)
                    .build());
        }
    }

    /** Sends a watch's message as soon as the client reads; drops it when the watch or the stream has ended. */
    synchronized void send(long id, Rpc.WatchResponse response) {
        try {
            while (!ended && watches.containsKey(id) && !to.isReady()) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a watcher's thread", e);
        }
        if (!ended && watches.containsKey(id)) {
            to.onNext(response);
        }
    }

    /** Forgets a watch that has ended. */
    synchronized void forget(long id) {
        watches.remove(id);
        notifyAll();
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
            notifyAll();
        }
        ending.forEach(StreamWatch::close);
    }
}
