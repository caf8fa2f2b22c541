package dev.carafe.vsphere.vim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What generated code reads in place of an absent value: an empty list, and 0 or false for a number that must be there and
 * that a lenient peer left out.
 */
public final class Absent {
    private Absent() {}

    public static List<?> list(@Nullable Object value) {
        return value == null ? List.of() : (List<?>) value;
    }

    public static boolean booleanValue(@Nullable Object value) {
        return value != null && (Boolean) value;
    }

    public static byte byteValue(@Nullable Object value) {
        return value == null ? 0 : (Byte) value;
    }

    public static short shortValue(@Nullable Object value) {
        return value == null ? 0 : (Short) value;
    }

    public static int intValue(@Nullable Object value) {
        return value == null ? 0 : (Integer) value;
    }

    public static long longValue(@Nullable Object value) {
        return value == null ? 0 : (Long) value;
    }

    public static float floatValue(@Nullable Object value) {
        return value == null ? 0 : (Float) value;
    }

    public static double doubleValue(@Nullable Object value) {
        return value == null ? 0 : (Double) value;
    }

    /** As a record describes itself, with dots in place of secrets. */
    public static String withoutSecrets(DataObject object) {
        StringBuilder text = new StringBuilder(object.dataType().wsdlName()).append('[');
        for (int i = 0; i < object.dataType().fields().size(); i++) {
            Field field = object.dataType().fields().get(i);
            Object value = object.field(i);
            text.append(i == 0 ? "" : ", ").append(field.name()).append('=');
            text.append(value != null && field.secret() ? "…" : value);
        }
        return text.append(']').toString();
    }

    public static IndexOutOfBoundsException noField(DataObject object, int index) {
        return new IndexOutOfBoundsException(object.dataType().wsdlName() + " has no field " + index);
    }
}
