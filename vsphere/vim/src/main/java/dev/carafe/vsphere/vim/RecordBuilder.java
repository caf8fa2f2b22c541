package dev.carafe.vsphere.vim;

import org.jspecify.annotations.Nullable;

/** What the generated builders share: the values by position. Not for use by several threads. */
public abstract class RecordBuilder {
    private final DataType type;
    private final @Nullable Object[] values;

    protected RecordBuilder(DataType type) {
        this.type = type;
        this.values = new @Nullable Object[type.fields().size()];
    }

    /** A builder that starts from a value. */
    protected RecordBuilder(DataObject from) {
        this(from.dataType());
        for (int i = 0; i < values.length; i++) {
            values[i] = from.field(i);
        }
    }

    protected final void set(int index, @Nullable Object value) {
        values[index] = value;
    }

    protected final DataObject make() {
        Field missing = type.missing(values);
        if (missing != null) {
            throw new IllegalStateException(type.wsdlName() + "." + missing.name() + " must be set");
        }
        return type.make(values);
    }
}
