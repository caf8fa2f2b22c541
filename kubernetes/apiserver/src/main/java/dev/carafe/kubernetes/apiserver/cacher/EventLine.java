package dev.carafe.kubernetes.apiserver.cacher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A change as it is sent to watchers: a line in JSON with its type and the object, or a frame in protobuf. Made when the first watcher sends it and shared by all
 * who send the same; forgotten when nobody has done so for a while. Thread-safe.
 */
public final class EventLine {
    private static final byte[] END = "}\n".getBytes(UTF_8);

    private final String type;
    private final StoredObject object;
    private volatile WeakReference<byte @Nullable []> bytes = new WeakReference<>(null);

    private volatile WeakReference<byte @Nullable []> frame = new WeakReference<>(null);

    EventLine(String type, StoredObject object) {
        this.type = type;
        this.object = object;
    }

    /** ADDED, MODIFIED or DELETED. */
    public String type() {
        return type;
    }

    /** The line, its end included: a buffer of one's own over the shared bytes, which nobody may change. */
    public ByteBuffer bytes() {
        byte[] known = bytes.get();
        if (known == null) {
            known = of(type, object.json());
            bytes = new WeakReference<>(known);
        }
        return ByteBuffer.wrap(known);
    }

    /**
     * The change in protobuf, as {@link #bytes} is in JSON.
     *
     * @param maker makes the frame, the same whoever asks
     */
    public ByteBuffer frame(Supplier<byte[]> maker) {
        byte[] known = frame.get();
        if (known == null) {
            known = maker.get();
            frame = new WeakReference<>(known);
        }
        return ByteBuffer.wrap(known);
    }

    /** A line of any type and object. */
    public static byte[] of(String type, ByteBuffer json) {
        byte[] head = ("{\"type\":\"" + type + "\",\"object\":").getBytes(UTF_8);
        byte[] line = new byte[head.length + json.remaining() + END.length];
        ByteBuffer.wrap(line).put(head).put(json).put(END);
        return line;
    }
}
