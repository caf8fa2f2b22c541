package dev.carafe.vsphere.vim.packed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.Binary;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.VimEnum;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one document. */
final class PackedWriter {
    private static final int BYTES_FIRST = 4 << 10;

    private final Map<String, Integer> names = new HashMap<>();
    private final Map<DataType, Integer> types = new HashMap<>();
    private byte[] bytes = new byte[BYTES_FIRST];
    private int used;

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, used);
    }

    void put(int one) {
        if (used == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * used);
        }
        bytes[used++] = (byte) one;
    }

    private void put(byte... some) {
        if (some.length > bytes.length - used) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, used + some.length));
        }
        System.arraycopy(some, 0, bytes, used, some.length);
        used += some.length;
    }

    private void number(long number) {
        long left = number;
        while ((left & ~0x7FL) != 0) {
            put((int) (left & 0x7F) | 0x80);
            left >>>= 7;
        }
        put((int) left);
    }

    private void signed(long number) {
        number((number << 1) ^ (number >> 63));
    }

    private void bigEndian(long number, int count) {
        for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
            put((int) (number >>> shift));
        }
    }

    private void text(String text) {
        byte[] encoded = text.getBytes(UTF_8);
        number(encoded.length);
        put(encoded);
    }

    private void name(String name) {
        Integer known = names.putIfAbsent(name, names.size() + 1);
        number(known == null ? 0 : known);
        if (known == null) {
            text(name);
        }
    }

    private void type(DataType type) {
        Integer known = types.putIfAbsent(type, types.size() + 1);
        number(known == null ? 0 : known);
        if (known == null) {
            text(type.wsdlName());
            bigEndian(type.shape(), Integer.BYTES);
        }
    }

    void data(DataObject data) {
        put(Tag.DATA);
        type(data.dataType());
        int count = data.dataType().fields().size();
        int set = 0;
        for (int i = 0; i < count; i++) {
            set += isSet(data.field(i)) ? 1 : 0;
        }
        number(set);
        for (int i = 0; i < count; i++) {
            Object value = data.field(i);
            if (value != null && isSet(value)) {
                number(i);
                value(value);
            }
        }
    }

    private static boolean isSet(@Nullable Object value) {
        return value != null && !(value instanceof List<?> list && list.isEmpty());
    }

    private void value(Object value) {
        switch (value) {
            case String text -> {
                put(Tag.STRING);
                text(text);
            }
            case Boolean truth -> put(truth ? Tag.TRUE : Tag.FALSE);
            case Integer number -> signed(Tag.INT, number);
            case DataObject data -> data(data);
            case ManagedObjectReference<?> reference -> reference(reference);
            case VimEnum constant -> {
                put(Tag.ENUM);
                name(constant.enumType().wsdlName());
                name(constant.wire());
            }
            case List<?> list -> list(list);
            case Long number -> signed(Tag.LONG, number);
            case Instant time -> {
                Instant told = time.truncatedTo(ChronoUnit.MICROS);
                signed(Tag.INSTANT, told.getEpochSecond());
                number(told.getNano());
            }
            case ArrayOf array -> {
                put(Tag.ARRAY_OF);
                name(array.element().wsdlName());
                list(array.items());
            }
            case Byte number -> signed(Tag.BYTE, number);
            case Short number -> signed(Tag.SHORT, number);
            case Float number -> {
                put(Tag.FLOAT);
                bigEndian(Float.floatToIntBits(number), Float.BYTES);
            }
            case Double number -> {
                put(Tag.DOUBLE);
                bigEndian(Double.doubleToLongBits(number), Double.BYTES);
            }
            case Binary binary -> {
                put(Tag.BINARY);
                number(binary.length());
                put(binary.toByteArray());
            }
            default -> throw new IllegalArgumentException("no value of the API: " + value.getClass());
        }
    }

    private void signed(int tag, long number) {
        put(tag);
        signed(number);
    }

    private void reference(ManagedObjectReference<?> reference) {
        String server = reference.serverGuid();
        put(server == null ? Tag.REFERENCE : Tag.FOREIGN_REFERENCE);
        name(reference.type());
        text(reference.value());
        if (server != null) {
            text(server);
        }
    }

    private void list(List<?> list) {
        put(Tag.LIST);
        number(list.size());
        for (Object item : list) {
            value(item);
        }
    }
}
