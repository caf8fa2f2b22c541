package dev.carafe.etcd.rpc;

import com.google.protobuf.CodedOutputStream;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.proto.Kv;
import dev.carafe.etcd.proto.Rpc;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** An event as it stands in the message of a watch. Immutable, so that the messages of many watches may share it. */
public final class EncodedEvent {
    /** From so many bytes on it is written from the value each time: a copy of the value would be held here. */
    private static final int HELD_BYTES_MAX = 16 * 1024;

    private final int bytes;
    private final int fieldBytes;
    /** The message's field as it is sent; null when it is too long for that. */
    private final byte @Nullable [] held;
    /** Null when the field is held. */
    private final Kv.@Nullable Event event;

    private EncodedEvent(Kv.Event event) {
        this.bytes = event.getSerializedSize();
        this.fieldBytes = CodedOutputStream.computeMessageSize(Rpc.WatchResponse.EVENTS_FIELD_NUMBER, event);
        this.held = bytes > HELD_BYTES_MAX ? null : field(event, fieldBytes);
        this.event = held == null ? event : null;
    }

    /** Encodes an event. */
    public static EncodedEvent of(WatchEvent event) {
        return new EncodedEvent(ValueCodec.encode(event));
    }

    private static byte[] field(Kv.Event event, int fieldBytes) {
        byte[] field = new byte[fieldBytes];
        try {
            CodedOutputStream.newInstance(field).writeMessage(Rpc.WatchResponse.EVENTS_FIELD_NUMBER, event);
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes what was measured", e);
        }
        return field;
    }

    /** Length of the event itself. */
    public int bytes() {
        return bytes;
    }

    /** Whether it has a copy of its keys and values. */
    public boolean isHeld() {
        return held != null;
    }

    /** Length of the message's field. */
    int fieldBytes() {
        return fieldBytes;
    }

    /** Writes the message's field. */
    void writeTo(OutputStream to) throws IOException {
        if (held != null) {
            to.write(held);
        } else if (event != null) {
            CodedOutputStream coded = CodedOutputStream.newInstance(to);
            coded.writeMessage(Rpc.WatchResponse.EVENTS_FIELD_NUMBER, event);
            coded.flush();
        }
    }
}
