package dev.carafe.vsphere.vim.packed;

/** What a value's first byte says that follows. */
final class Tag {
    /** A text. */
    static final int STRING = 1;

    static final int TRUE = 2;
    static final int FALSE = 3;
    /** A signed number, as the next three. */
    static final int BYTE = 4;

    static final int SHORT = 5;
    static final int INT = 6;
    static final int LONG = 7;
    /** Four bytes, the highest first. */
    static final int FLOAT = 8;
    /** Eight bytes, the highest first. */
    static final int DOUBLE = 9;
    /** The seconds since 1970 as a signed number, and the nanoseconds of it: whole microseconds, as in messages. */
    static final int INSTANT = 10;
    /** A number, and so many bytes. */
    static final int BINARY = 11;
    /** The type's name, and the value as a text. */
    static final int REFERENCE = 12;
    /** The same, and the server as a text. */
    static final int FOREIGN_REFERENCE = 13;
    /** The type's name, and the constant's. */
    static final int ENUM = 14;
    /** Data. */
    static final int DATA = 15;
    /** A number, and so many values. */
    static final int LIST = 16;
    /** The elements' type as a name, and a list. */
    static final int ARRAY_OF = 17;

    private Tag() {}
}
