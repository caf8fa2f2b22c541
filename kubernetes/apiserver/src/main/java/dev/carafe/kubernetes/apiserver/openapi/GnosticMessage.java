package dev.carafe.kubernetes.apiserver.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A protobuf message while it is written. What is empty or false is left out, as proto3 does. Belongs to one thread. */
final class GnosticMessage {
    private static final int BYTES = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

    GnosticMessage text(int number, @Nullable Object text) {
        if (text instanceof String value && !value.isEmpty()) {
            bytes(number, value.getBytes(UTF_8));
        }
        return this;
    }

    /** Writes an item of a repeated field, which is there though it is empty. */
    GnosticMessage item(int number, String text) {
        bytes(number, text.getBytes(UTF_8));
        return this;
    }

    GnosticMessage flag(int number, @Nullable Object flag) {
        if (Boolean.TRUE.equals(flag)) {
            varint((long) number << 3);
            out.write(1);
        }
        return this;
    }

    GnosticMessage message(int number, GnosticMessage message) {
        bytes(number, message.toBytes());
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private void bytes(int number, byte... value) {
        varint((long) number << 3 | BYTES);
        varint(value.length);
        out.writeBytes(value);
    }

    private void varint(long value) {
        long rest = value;
        while (rest > 0x7f) {
            out.write((int) (rest | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
