package dev.carafe.vsphere.vim;

import org.jspecify.annotations.Nullable;

/** Makes values of a namespace's types by number; generated beside them. */
public interface TypeFactory {
    /** A value of the data type; the array holds all fields by position, null for absent ones. */
    DataObject data(int index, @Nullable Object[] values);

    /** The enum's constants: those of the table in its order, then {@code UNRECOGNIZED}. */
    VimEnum[] constants(int index);
}
