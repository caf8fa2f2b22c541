package dev.carafe.vsphere.vim.packed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.Binary;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.EnumType;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Namespace;
import dev.carafe.vsphere.vim.Primitive;
import dev.carafe.vsphere.vim.VimEnum;
import dev.carafe.vsphere.vim.VimType;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one document. */
final class PackedReader {
    /** Values in values in values: more is no document of ours. */
    private static final int DEPTH_MAX = 200;

    private final Namespace namespace;
    private final byte[] bytes;
    private final List<String> names = new ArrayList<>();
    private final List<DataType> types = new ArrayList<>();
    private int position;
    private int depth;

    PackedReader(Namespace namespace, byte[] bytes, int position) {
        this.namespace = namespace;
        this.bytes = bytes;
        this.position = position;
    }

    DataObject document() throws IOException {
        try {
            if (value() instanceof DataObject data && position == bytes.length) {
                return data;
            }
        } catch (IndexOutOfBoundsException | ArithmeticException | ClassCastException | DateTimeException e) {
            throw new IOException("the document is damaged", e);
        }
        throw new IOException("the document is damaged");
    }

    private int next() {
        return bytes[position++];
    }

    private long number() throws IOException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int one = next();
            number |= (one & 0x7FL) << shift;
            if (one >= 0) {
                return number;
            }
        }
        throw new IOException("the document is damaged: a number without an end");
    }

    private long signed() throws IOException {
        long number = number();
        return (number >>> 1) ^ -(number & 1);
    }

    private long bigEndian(int count) {
        long number = 0;
        for (int i = 0; i < count; i++) {
            number = (number << 8) | (next() & 0xFF);
        }
        return number;
    }

    /** How much follows, of what takes a byte each at least. */
    private int count() throws IOException {
        long count = number();
        if (count < 0 || count > bytes.length - position) {
            throw new IOException("the document is damaged: it ends early");
        }
        return (int) count;
    }

    private String text() throws IOException {
        int length = count();
        String text = new String(bytes, position, length, UTF_8);
        position += length;
        return text;
    }

    private String name() throws IOException {
        long known = number();
        if (known == 0) {
            names.add(text());
            return names.getLast();
        }
        return names.get(Math.toIntExact(known) - 1);
    }

    private DataType type() throws IOException {
        long known = number();
        if (known != 0) {
            return types.get(Math.toIntExact(known) - 1);
        }
        String name = text();
        int shape = (int) bigEndian(Integer.BYTES);
        if (!(namespace.type(name) instanceof DataType type) || type.shape() != shape) {
            throw new IOException(name + " has other fields than when the document was written");
        }
        types.add(type);
        return type;
    }

    private Object value() throws IOException {
        if (++depth > DEPTH_MAX) {
            throw new IOException("the document is damaged: values in values without an end");
        }
        int tag = next();
        Object value = switch (tag) {
            case Tag.STRING -> text();
            case Tag.TRUE -> true;
            case Tag.FALSE -> false;
            case Tag.BYTE -> (byte) signed();
            case Tag.SHORT -> (short) signed();
            case Tag.INT -> (int) signed();
            case Tag.LONG -> signed();
            case Tag.FLOAT -> Float.intBitsToFloat((int) bigEndian(Float.BYTES));
            case Tag.DOUBLE -> Double.longBitsToDouble(bigEndian(Double.BYTES));
            case Tag.INSTANT -> Instant.ofEpochSecond(signed(), number());
            case Tag.BINARY -> binary();
            case Tag.REFERENCE -> new ManagedObjectReference<>(name(), text());
            case Tag.FOREIGN_REFERENCE -> new ManagedObjectReference<>(name(), text(), text());
            case Tag.ENUM -> constant();
            case Tag.DATA -> data();
            case Tag.LIST -> list();
            case Tag.ARRAY_OF -> new ArrayOf(element(name()), (List<?>) value());
            default -> throw new IOException("the document is damaged: no value begins with " + tag);
        };
        depth--;
        return value;
    }

    private Binary binary() throws IOException {
        int length = count();
        position += length;
        return Binary.of(Arrays.copyOfRange(bytes, position - length, position));
    }

    private VimEnum constant() throws IOException {
        String type = name();
        String wire = name();
        if (!(namespace.type(type) instanceof EnumType known)) {
            throw new IOException("there is no enum " + type);
        }
        VimEnum constant = known.constant(wire);
        return constant == null ? known.unrecognized() : constant;
    }

    private VimType element(String name) throws IOException {
        for (Primitive primitive : Primitive.values()) {
            if (primitive.wsdlName().equals(name)) {
                return primitive;
            }
        }
        VimType type = namespace.type(name);
        if (type == null) {
            throw new IOException("there is no type " + name);
        }
        return type;
    }

    private DataObject data() throws IOException {
        DataType type = type();
        @Nullable Object[] values = new @Nullable Object[type.fields().size()];
        for (int left = count(); left > 0; left--) {
            values[Math.toIntExact(number())] = value();
        }
        return type.make(values);
    }

    private List<?> list() throws IOException {
        int count = count();
        Object[] items = new Object[count];
        for (int i = 0; i < count; i++) {
            items[i] = value();
        }
        return List.of(items);
    }
}
