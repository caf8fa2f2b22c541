package dev.carafe.vsphere.vim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A data type, a fault, or the properties of a managed object. Its fields are read from the table when first asked for. */
public final class DataType implements VimType {
    /** What a data type stands for. */
    public enum Kind {
        DATA,
        FAULT,
        /** The properties of a managed object: a type that is never on the wire itself. */
        PROPERTIES;

        static Kind ofCode(int code) {
            return switch (code) {
                case 0 -> DATA;
                case 1 -> FAULT;
                case 2 -> PROPERTIES;
                default -> throw new IllegalStateException("the table has a data type of unknown kind " + code);
            };
        }
    }

    private final Namespace namespace;
    private final int index;
    private final String name;
    private volatile @Nullable Details details;
    /** 0 until it is first asked for. */
    private volatile int shape;

    DataType(Namespace namespace, int index, String name) {
        this.namespace = namespace;
        this.index = index;
        this.name = name;
    }

    /** What is read late: {@code fields} are all, the parent's first. */
    record Details(
            Kind kind, @Nullable Version since, @Nullable DataType parent, String vmodlName, List<Field> fields) {}

    @Override
    public String wsdlName() {
        return name;
    }

    public Namespace namespace() {
        return namespace;
    }

    /** The XML namespace of its name, which for some is that of what their namespace extends. */
    public Namespace wireNamespace() {
        return namespace.wire(since());
    }

    public Kind kind() {
        return details().kind();
    }

    /** Null for a root: a type that extends nothing but {@code DynamicData}, or {@code MethodFault}. */
    public @Nullable DataType parent() {
        return details().parent();
    }

    /** The version that it came with; null for what was always there. */
    public @Nullable Version since() {
        return details().since();
    }

    /** Such as {@code vim.vm.ConfigInfo}. */
    public String vmodlName() {
        return details().vmodlName();
    }

    /** All fields by position, the parent's first. */
    public List<Field> fields() {
        return details().fields();
    }

    /**
     * A number that says which fields there are, in which order and of which types: the same in every build of the same table, and most
     * likely another where a field came, went or changed.
     */
    public int shape() {
        int known = shape;
        if (known == 0) {
            known = 1;
            for (Field field : fields()) {
                known = 31 * known + field.name().hashCode();
                known = 31 * known + field.type().wsdlName().hashCode();
                known = 31 * known + (field.array() ? 1 : 0);
            }
            shape = known;
        }
        return known;
    }

    /** The position of a field by name, -1 when there is none. */
    public int indexOf(String field) {
        List<Field> fields = fields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(field)) {
                return i;
            }
        }
        return -1;
    }

    public boolean isSubtypeOf(DataType other) {
        for (DataType type = this; type != null; type = type.parent()) {
            if (type == other) {
                return true;
            }
        }
        return false;
    }

    /** This type, or the nearest parent that the version has; null when it has none. */
    public @Nullable DataType in(Version version) {
        DataType type = this;
        while (type != null) {
            Version since = type.since();
            if (since == null || version.includes(since)) {
                return type;
            }
            type = type.parent();
        }
        return null;
    }

    /** The first field that must be there and is null in these values; an array may always be empty. */
    public @Nullable Field missing(@Nullable Object[] values) {
        List<Field> fields = fields();
        for (int i = 0; i < values.length; i++) {
            Field field = fields.get(i);
            if (values[i] == null && !field.optional() && !field.array()) {
                return field;
            }
        }
        return null;
    }

    /**
     * A value of this type. The array is not kept. Null stands for absent, also where the type asks for a value: whoever
     * must know looks with {@link #missing} first.
     */
    public DataObject make(@Nullable Object[] values) {
        return namespace.factory().data(index, values);
    }

    @Override
    public String toString() {
        return name;
    }

    private Details details() {
        Details known = details;
        if (known == null) {
            known = namespace.readData(index);
            details = known;
        }
        return known;
    }

    static List<Field> concat(@Nullable DataType parent, List<Field> own) {
        if (parent == null) {
            return List.copyOf(own);
        }
        List<Field> all = new ArrayList<>(parent.fields());
        all.addAll(own);
        return List.copyOf(all);
    }
}
