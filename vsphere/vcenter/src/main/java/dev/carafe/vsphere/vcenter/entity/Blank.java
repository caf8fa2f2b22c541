package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vim.Binary;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.EnumType;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.Primitive;
import dev.carafe.vsphere.vim.VimType;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records with nothing in them but what must be there: clients read a property that must be set before its host has said
 * anything, and do not take it well when it is missing. Pure.
 */
final class Blank {
    private Blank() {}

    /** The properties of a managed object that has said nothing yet. */
    static <P extends DataObject> P properties(String managedType, Class<P> as) {
        ManagedType type = (ManagedType) Objects.requireNonNull(Vim25.NAMESPACE.type(managedType));
        return as.cast(record(type.properties()));
    }

    /** A record of a data type. */
    static <D extends DataObject> D data(String dataType, Class<D> as) {
        return as.cast(record((DataType) Objects.requireNonNull(Vim25.NAMESPACE.type(dataType))));
    }

    private static DataObject record(DataType type) {
        List<Field> fields = type.fields();
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            Field field = fields.get(i);
            values[i] = field.optional() || field.array() ? null : value(field.type());
        }
        return type.make(values);
    }

    /** Null for a reference: there is no object that could be named without knowing one. */
    private static @Nullable Object value(VimType type) {
        return switch (type) {
            case DataType data -> record(data);
            case EnumType constants -> constants.constants().getFirst();
            case Primitive primitive ->
                switch (primitive) {
                    case STRING, ANY -> "";
                    case BOOLEAN -> false;
                    case BYTE -> (byte) 0;
                    case SHORT -> (short) 0;
                    case INT -> 0;
                    case LONG -> 0L;
                    case FLOAT -> 0f;
                    case DOUBLE -> 0d;
                    case DATE_TIME -> Instant.EPOCH;
                    case BASE64_BINARY -> Binary.parse("");
                };
            case ManagedType _ -> null;
        };
    }
}
