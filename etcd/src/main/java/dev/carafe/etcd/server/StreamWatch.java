package dev.carafe.etcd.server;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.proto.Kv;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.ResponseCodec;
import dev.carafe.etcd.rpc.ValueCodec;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One watch of a {@link WatchStream}: turns what the store tells into messages. */
final class StreamWatch implements WatchListener {
    private final WatchStream stream;
    private final ResponseCodec codec;
    private final long id;
    /** Most bytes of events in a message; what is more is sent in fragments. */
    private final int fragmentBytes;

    private @Nullable Watcher watcher;
    private long startRevision;

    StreamWatch(WatchStream stream, ResponseCodec codec, long id, int fragmentBytes) {
        this.stream = stream;
        this.codec = codec;
        this.id = id;
        this.fragmentBytes = fragmentBytes;
    }

    /** Starts watching; called once, before any other method, with the stream's monitor held. */
    void start(Store store, WatchRequest request) {
        startRevision = request.startRevision();
        watcher = store.watch(request, this);
    }

    /** Whether it waits for a revision that is yet to come. */
    boolean isAhead(long revision) {
        return startRevision > revision;
    }

    long createdRevision() {
        return started().createdRevision();
    }

    void requestProgress() {
        started().requestProgress();
    }

    void close() {
        started().close();
    }

    private Watcher started() {
        return Objects.requireNonNull(watcher);
    }

    @Override
    public void events(List<WatchEvent> events, long revision) {
        Rpc.WatchResponse.Builder message = message(revision);
        long bytes = 0;
        for (WatchEvent event : events) {
            Kv.Event encoded = ValueCodec.encode(event);
            int size = encoded.getSerializedSize();
            if (bytes + size > fragmentBytes && message.getEventsCount() > 0) {
                stream.send(id, message.setFragment(true).build());
                message = message(revision);
                bytes = 0;
            }
            message.addEvents(encoded);
            bytes += size;
        }
        stream.send(id, message.build());
    }

    @Override
    public void progress(long revision) {
        if (!stream.progressed(id, revision)) {
            stream.send(id, message(revision).build());
        }
    }

    @Override
    public void cancelled(EtcdException cause, long compactRevision) {
        Rpc.WatchResponse.Builder message = message(cause.is(EtcdError.COMPACTED) ? 0 : stream.revision())
                .setCanceled(true)
                .setCompactRevision(compactRevision);
        if (!cause.is(EtcdError.COMPACTED)) {
            message.setCancelReason(String.valueOf(cause.getMessage()));
        }
        stream.send(id, message.build());
        stream.forget(id);
    }

    private Rpc.WatchResponse.Builder message(long revision) {
        return Rpc.WatchResponse.newBuilder().setHeader(codec.header(revision)).setWatchId(id);
    }
}
