package dev.carafe.etcd.server;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.PromptWatchListener;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EncodedEvent;
import dev.carafe.etcd.rpc.WatchFragments;
import dev.carafe.etcd.rpc.WatchMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One watch of a {@link WatchStream}: turns what the store tells into messages. */
final class StreamWatch implements PromptWatchListener {
    private final WatchStream stream;
    private final WatchEvents encoder;
    private final long id;
    /** Most bytes of events in a message; what is more is sent in fragments. */
    private final int fragmentBytes;

    private @Nullable Watcher watcher;
    private long startRevision;

    /** Guarded by the stream's monitor. */
    private boolean forgotten;

    StreamWatch(WatchStream stream, WatchEvents encoder, long id, int fragmentBytes) {
        this.stream = stream;
        this.encoder = encoder;
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

    /** The client reads again. */
    void resume() {
        started().resume();
    }

    /** It is to send nothing more; called with the stream's monitor held. */
    void forget() {
        forgotten = true;
    }

    /** Called with the stream's monitor held. */
    boolean isForgotten() {
        return forgotten;
    }

    @Override
    public Executor executor() {
        return stream.executor();
    }

    @Override
    public boolean isReady() {
        return stream.isReady();
    }

    private Watcher started() {
        return Objects.requireNonNull(watcher);
    }

    @Override
    public void events(List<WatchEvent> events, long revision) {
        List<EncodedEvent> encoded = new ArrayList<>(events.size());
        for (WatchEvent event : events) {
            encoded.add(encoder.encode(event));
        }
        List<List<EncodedEvent>> messages = WatchFragments.of(encoded, fragmentBytes);
        int last = messages.size() - 1;
        for (int i = 0; i <= last; i++) {
            stream.send(this, encoder.message(revision, id, i < last, messages.get(i)));
        }
    }

    @Override
    public void progress(long revision) {
        if (!stream.progressed(id, revision)) {
            stream.send(this, WatchMessage.of(message(revision).build()));
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
        stream.send(this, WatchMessage.of(message.build()));
        stream.forget(id);
    }

    private Rpc.WatchResponse.Builder message(long revision) {
        return Rpc.WatchResponse.newBuilder()
                .setHeader(encoder.header(revision))
                .setWatchId(id);
    }
}
