package dev.carafe.kubernetes.apiserver.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of gnostic while it is written. What is empty, false or zero is left out, as proto3 does, but for what is one of several
 * that a field may be. Belongs to one thread.
 */
final class GnosticMessage {
    private static final int FIXED = 1;
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

    /** Writes the items of a list, if it is one. */
    GnosticMessage texts(int number, @Nullable Object texts) {
        list(texts).forEach(text -> item(number, String.valueOf(text)));
        return this;
    }

    GnosticMessage flag(int number, @Nullable Object flag) {
        return Boolean.TRUE.equals(flag) ? chosenFlag(number, true) : this;
    }

    /** One of several that a field may be: there though it is false. */
    GnosticMessage chosenFlag(int number, boolean flag) {
        varint((long) number << 3);
        out.write(flag ? 1 : 0);
        return this;
    }

    GnosticMessage whole(int number, @Nullable Object whole) {
        if (whole instanceof Number value && value.longValue() != 0) {
            varint((long) number << 3);
            varint(value.longValue());
        }
        return this;
    }

    GnosticMessage fraction(int number, @Nullable Object fraction) {
        return fraction instanceof Number value && value.doubleValue() != 0 ? chosenFraction(number, value) : this;
    }

    /** One of several that a field may be: there though it is zero. */
    GnosticMessage chosenFraction(int number, Number fraction) {
        varint((long) number << 3 | FIXED);
        long bits = Double.doubleToRawLongBits(fraction.doubleValue());
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            out.write((int) (bits >>> shift));
        }
        return this;
    }

    GnosticMessage message(int number, GnosticMessage message) {
        bytes(number, message.toBytes());
        return this;
    }

    /** Writes what a document has besides: its fields whose names begin with "x-". */
    GnosticMessage extensions(int number, Struct of) {
        of.forEach((name, value) -> {
            if (name.startsWith("x-")) {
                message(number, named(name, any(value)));
            }
        });
        return this;
    }

    /** An entry of a map. */
    static GnosticMessage named(String name, GnosticMessage value) {
        return new GnosticMessage().text(1, name).message(2, value);
    }

    /** Any value, as text in YAML, of which JSON is a part. */
    static GnosticMessage any(Object value) {
        return new GnosticMessage().text(2, Json.toString(value) + "\n");
    }

    /** The list, or none where it is something else. */
    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    /** The structure of that name, or an empty one. */
    static Struct part(Struct parent, String name) {
        Struct part = parent.struct(name);
        return part == null ? Struct.EMPTY : part;
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
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
