package dev.carafe.etcd.rpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.carafe.etcd.proto.Rpc;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code WatchResponse} that is about to be sent. One with events is put together from parts that are encoded already and
 * that other watches' messages share; only what is the watch's own is made for it. Immutable.
 */
public final class WatchMessage {
    private static final int VARINT_BYTES_MAX = 10;
    /** Of the fields that are a watch's own: each a tag of one byte and a number. */
    private static final int OWN_BYTES_MAX = 2 * (1 + VARINT_BYTES_MAX);

    private final byte[] header;
    private final byte[] own;
    private final int ownBytes;
    private final List<EncodedEvent> events;
    private final int bytes;

    private WatchMessage(byte[] header, byte[] own, int ownBytes, List<EncodedEvent> events) {
        this.header = header;
        this.own = own;
        this.ownBytes = ownBytes;
        this.events = events;
        int sum = header.length + ownBytes;
        for (int i = 0; i < events.size(); i++) {
            sum += events.get(i).fieldBytes();
        }
        this.bytes = sum;
    }

    /** A message without events. */
    public static WatchMessage of(Rpc.WatchResponse response) {
        return new WatchMessage(response.toByteArray(), new byte[0], 0, List.of());
    }

    /**
     * A message with events.
     *
     * @param header the encoded message that has a header only
     * @param fragment whether more of the same revision follow
     */
    public static WatchMessage of(byte[] header, long watchId, boolean fragment, List<EncodedEvent> events) {
        byte[] own = new byte[OWN_BYTES_MAX];
        CodedOutputStream to = CodedOutputStream.newInstance(own);
        try {
            if (watchId != 0) {
                to.writeInt64(Rpc.WatchResponse.WATCH_ID_FIELD_NUMBER, watchId);
            }
            if (fragment) {
                to.writeBool(Rpc.WatchResponse.FRAGMENT_FIELD_NUMBER, true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes two numbers", e);
        }
        return new WatchMessage(header, own, to.getTotalBytesWritten(), events);
    }

    /** The message as an object. */
    public Rpc.WatchResponse decode() {
        try {
            return Rpc.WatchResponse.parseFrom(toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what was encoded here cannot be read", e);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all bytes", e);
        }
    }

    private byte[] toByteArray() throws IOException {
        ByteArrayOutputStream to = new ByteArrayOutputStream(bytes);
        writeTo(to);
        return to.toByteArray();
    }

    private void writeTo(OutputStream to) throws IOException {
        to.write(header);
        to.write(own, 0, ownBytes);
        for (int i = 0; i < events.size(); i++) {
            events.get(i).writeTo(to);
        }
    }

    /** Hands a message's parts to the network without putting them together first. */
    static final class Marshaller implements MethodDescriptor.Marshaller<WatchMessage> {
        @Override
        public InputStream stream(WatchMessage message) {
            return new Sent(message);
        }

        @Override
        public WatchMessage parse(InputStream stream) {
            try {
                return of(Rpc.WatchResponse.parseFrom(stream));
            } catch (IOException e) {
                throw new UncheckedIOException("no message of a watch", e);
            }
        }
    }

    /** A message as gRPC takes it: it asks for the length, then for all bytes at once. */
    private static final class Sent extends InputStream implements Drainable, KnownLength {
        private final WatchMessage message;
        /** What was not read yet; null before somebody begins. */
        private @Nullable InputStream rest;

        Sent(WatchMessage message) {
            this.message = message;
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            if (rest != null) {
                return Math.toIntExact(rest.transferTo(target));
            }
            rest = InputStream.nullInputStream();
            message.writeTo(target);
            return message.bytes;
        }

        @Override
        public int available() throws IOException {
            return rest == null ? message.bytes : rest.available();
        }

        @Override
        public int read() throws IOException {
            return rest().read();
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            return rest().read(to, offset, length);
        }

        private InputStream rest() throws IOException {
            if (rest == null) {
                rest = new ByteArrayInputStream(message.toByteArray());
            }
            return rest;
        }
    }
}
