package dev.carafe.vsphere.vim;

/** A value of an enum. Each generated enum ends with {@code UNRECOGNIZED}, whose wire form is empty and is never sent. */
public interface VimEnum {
    /** The value as it is on the wire, such as {@code poweredOn}. */
    String wire();

    /** What the table says of this value's type. */
    EnumType enumType();
}
