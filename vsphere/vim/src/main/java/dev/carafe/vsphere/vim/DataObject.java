package dev.carafe.vsphere.vim;

import org.jspecify.annotations.Nullable;

/**
 * A value of a data type: immutable, with its fields in wire order (a parent's come first, so a field has the same position
 * in every subtype). Code that knows the type calls its accessors; the codec and the property collector go by position.
 */
public interface DataObject {
    /** What the table says of this value's type. */
    DataType dataType();

    /**
     * The field at a position: null when absent, a list (empty when absent) for an array.
     *
     * @throws IndexOutOfBoundsException when the type has no such field
     */
    @Nullable
    Object field(int index);

    /** A value of the same type with one other field; a list must be of the field's own elements. */
    default DataObject with(int index, @Nullable Object value) {
        @Nullable Object[] values = new @Nullable Object[dataType().fields().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = field(i);
        }
        values[index] = value;
        return dataType().make(values);
    }
}
