package dev.carafe.kubernetes.apiserver.cacher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A change as it is sent to watchers: a line in JSON with its type and the object, or a frame in protobuf, shared by all who send the same. Thread-safe. */
public final class EventLine {
    private static final byte[] END = "}\n".getBytes(UTF_8);

    private final String type;
    private final StoredObject object;

    /** Guarded by this. */
    private @Nullable SharedBytes json;

    /** Guarded by this. */
    private @Nullable SharedBytes frame;

    EventLine(String type, StoredObject object) {
        this.type = type;
        this.object = object;
    }

    /** ADDED, MODIFIED or DELETED. */
    public String type() {
        return type;
    }

    /** The line, its end included. */
    public synchronized SharedBytes json() {
        SharedBytes known = json;
        if (known == null) {
            known = new SharedBytes(() -> of(type, object.json()));
            json = known;
        }
        return known;
    }

    /**
     * The change in protobuf, as {@link #json} is in JSON.
     *
     * @param maker makes the frame, the same whoever asks; the first one is kept as long as this is
     */
    public synchronized SharedBytes frame(Supplier<byte[]> maker) {
        SharedBytes known = frame;
        if (known == null) {
            known = new SharedBytes(maker);
            frame = known;
        }
        return known;
    }

    /** A line of any type and object. */
    public static byte[] of(String type, ByteBuffer json) {
        byte[] head = ("{\"type\":\"" + type + "\",\"object\":").getBytes(UTF_8);
        byte[] line = new byte[head.length + json.remaining() + END.length];
        ByteBuffer.wrap(line).put(head).put(json).put(END);
        return line;
    }
}
