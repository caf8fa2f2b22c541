package dev.carafe.etcd.server;

import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EncodedEvent;
import dev.carafe.etcd.rpc.ResponseCodec;
import dev.carafe.etcd.rpc.WatchMessage;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Encodes what watches tell. The same events go to many watches at about the same time, so what was encoded last is kept for
 * the next one. Safe for any thread.
 */
final class WatchEvents {
    /** Events kept; a power of two. */
    private static final int KEPT = 64;

    private final ResponseCodec codec;
    private final AtomicReferenceArray<@Nullable Kept> kept = new AtomicReferenceArray<>(KEPT);
    private volatile @Nullable Header last;

    /** An event and its bytes; it is the same event when it is of the same objects. */
    private record Kept(KeyValue kv, @Nullable KeyValue prevKv, EncodedEvent encoded) {
        @SuppressWarnings("ReferenceEquality") // cheaper than to compare values, and an equal one is only encoded again
        boolean isOf(WatchEvent event) {
            return kv == event.kv() && prevKv == event.prevKv();
        }
    }

    /** The encoded message that has a header only. */
    private static final class Header {
        private final long revision;
        private final long raftTerm;
        private final byte[] bytes;

        Header(Rpc.ResponseHeader header) {
            this.revision = header.getRevision();
            this.raftTerm = header.getRaftTerm();
            this.bytes =
                    Rpc.WatchResponse.newBuilder().setHeader(header).build().toByteArray();
        }
    }

    WatchEvents(ResponseCodec codec) {
        this.codec = codec;
    }

    Rpc.ResponseHeader header(long revision) {
        return codec.header(revision);
    }

    EncodedEvent encode(WatchEvent event) {
        int place = System.identityHashCode(event.kv()) & KEPT - 1;
        Kept before = kept.get(place);
        if (before != null && before.isOf(event)) {
            return before.encoded;
        }
        EncodedEvent encoded = EncodedEvent.of(event);
        if (encoded.isHeld()) {
            kept.set(place, new Kept(event.kv(), event.prevKv(), encoded));
        }
        return encoded;
    }

    WatchMessage message(long revision, long watchId, boolean fragment, List<EncodedEvent> events) {
        return WatchMessage.of(headerBytes(revision), watchId, fragment, events);
    }

    private byte[] headerBytes(long revision) {
        Header header = last;
        if (header == null
                || header.revision != revision
                || header.raftTerm != codec.raftTerm().getAsLong()) {
            header = new Header(codec.header(revision));
            last = header;
        }
        return header.bytes;
    }
}
