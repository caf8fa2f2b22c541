package dev.carafe.vsphere.vim;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The types of XML Schema that the protocol uses. */
public enum Primitive implements VimType {
    STRING("string"),
    BOOLEAN("boolean"),
    BYTE("byte"),
    SHORT("short"),
    INT("int"),
    LONG("long"),
    FLOAT("float"),
    DOUBLE("double"),
    DATE_TIME("dateTime"),
    BASE64_BINARY("base64Binary"),
    /** Any of all types, told by {@code xsi:type}; an array there is an {@link ArrayOf}. */
    ANY("anyType");

    private final String wire;

    Primitive(String wire) {
        this.wire = wire;
    }

    @Override
    public String wsdlName() {
        return wire;
    }

    /** The primitive whose values are of this object's class; null when none is. */
    public static @Nullable Primitive of(Object value) {
        return switch (value) {
            case String _ -> STRING;
            case Boolean _ -> BOOLEAN;
            case Integer _ -> INT;
            case Long _ -> LONG;
            case Instant _ -> DATE_TIME;
            case Short _ -> SHORT;
            case Byte _ -> BYTE;
            case Float _ -> FLOAT;
            case Double _ -> DOUBLE;
            case Binary _ -> BASE64_BINARY;
            default -> null;
        };
    }
}
