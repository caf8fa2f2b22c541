package dev.carafe.vsphere.vim.soap;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.Binary;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.EnumType;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.Primitive;
import dev.carafe.vsphere.vim.VimType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Values of any type, made from a seed. */
public final class Values {
    private static final int DEPTH_MAX = 4;
    private static final String[] TEXTS = {
        "", "a", "<&>\"'", "tab\tand\nline\rend", "größer 東京 \uD83D\uDE00", "  blanks  "
    };

    private final SplittableRandom random;

    public Values(long seed) {
        random = new SplittableRandom(seed);
    }

    public DataObject data(DataType type) {
        return data(type, 0);
    }

    private DataObject data(DataType type, int depth) {
        List<Field> fields = type.fields();
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = field(fields.get(i), depth + 1);
        }
        return type.make(values);
    }

    private @Nullable Object field(Field field, int depth) {
        boolean small = depth > DEPTH_MAX;
        if (field.array()) {
            List<Object> items = new ArrayList<>();
            for (int i = small ? 0 : random.nextInt(3); i > 0; i--) {
                items.add(value(field.type(), depth));
            }
            return items;
        }
        return field.optional() && (small || random.nextInt(4) == 0) ? null : value(field.type(), depth);
    }

    Object value(VimType type, int depth) {
        return switch (type) {
            case Primitive primitive -> primitive(primitive);
            case DataType data -> data(data, depth);
            case EnumType enumeration ->
                enumeration
                        .constants()
                        .get(random.nextInt(enumeration.constants().size() - 1));
            case ManagedType managed -> reference(managed);
        };
    }

    private static Object reference(ManagedType managed) {
        return new ManagedObjectReference<>(managed.wsdlName(), managed.wsdlName() + "-1");
    }

    private Object primitive(Primitive type) {
        return switch (type) {
            case STRING -> TEXTS[random.nextInt(TEXTS.length)];
            case BOOLEAN -> random.nextBoolean();
            case BYTE -> (byte) random.nextInt();
            case SHORT -> (short) random.nextInt();
            case INT -> random.nextInt();
            case LONG -> random.nextLong();
            case FLOAT -> random.nextInt(5) == 0 ? Float.NEGATIVE_INFINITY : (float) random.nextInt() / 3;
            case DOUBLE -> random.nextInt(5) == 0 ? Double.NaN : random.nextDouble() * 1e30;
            case DATE_TIME ->
                Instant.ofEpochSecond(random.nextLong(0, 4_000_000_000L), random.nextInt(2) * 123_456_000L);
            case BASE64_BINARY -> Binary.of(new byte[] {(byte) random.nextInt(), 2, 3});
            case ANY -> any();
        };
    }

    private Object any() {
        Primitive[] primitives = Primitive.values();
        Primitive primitive = primitives[random.nextInt(primitives.length - 1)];
        return random.nextInt(3) == 0
                ? new ArrayOf(primitive, List.of(primitive(primitive), primitive(primitive)))
                : primitive(primitive);
    }
}
