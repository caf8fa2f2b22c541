package dev.carafe.kubernetes.apimachinery.value;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A compact JSON text put together of values and of bytes that are JSON already: what lies there encoded need not be decoded to
 * stand in another text. Whether the whole is JSON is for its caller to see to. Not thread-safe.
 */
public final class JsonText {
    private static final int FIRST_BYTES = 64 << 10;

    private final Memory out = new Memory();
    private final JsonGenerator generator = Json.generator(out).setRootValueSeparator(null);

    /** Grows, and can be appended to and shown without a copy between. */
    private static final class Memory extends ByteArrayOutputStream {
        Memory() {
            super(FIRST_BYTES);
        }

        void append(ByteBuffer bytes) {
            int length = bytes.remaining();
            if (buf.length - count < length) {
                buf = Arrays.copyOf(buf, Math.max(Math.addExact(count, length), count + (count >> 1)));
            }
            bytes.get(bytes.position(), buf, count, length);
            count += length;
        }

        ByteBuffer shown() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }

    /** Appends a value. */
    public JsonText value(Object value) {
        try {
            Json.write(generator, value);
            generator.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // writing to memory
        }
        return this;
    }

    /** Appends bytes as they are. */
    public JsonText bytes(byte[] bytes) {
        out.write(bytes, 0, bytes.length);
        return this;
    }

    /** Appends the bytes that a buffer has left; its position stays. */
    public JsonText bytes(ByteBuffer bytes) {
        out.append(bytes);
        return this;
    }

    /** All of it, in UTF-8; nothing may be appended after. */
    public ByteBuffer toBytes() {
        return out.shown();
    }
}
