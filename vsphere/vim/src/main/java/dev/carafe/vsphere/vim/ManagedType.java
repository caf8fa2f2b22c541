package dev.carafe.vsphere.vim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A managed object's type: its properties and methods. */
public final class ManagedType implements VimType {
    private final Namespace namespace;
    private final int index;
    private final String name;
    private volatile @Nullable Details details;

    ManagedType(Namespace namespace, int index, String name) {
        this.namespace = namespace;
        this.index = index;
        this.name = name;
    }

    record Details(
            @Nullable Version since,
            @Nullable ManagedType parent,
            String vmodlName,
            DataType properties,
            int firstMethod,
            int methods) {}

    @Override
    public String wsdlName() {
        return name;
    }

    public Namespace namespace() {
        return namespace;
    }

    /** Null for the root, {@code ManagedObject}. */
    public @Nullable ManagedType parent() {
        return details().parent();
    }

    public @Nullable Version since() {
        return details().since();
    }

    /** Such as {@code vim.VirtualMachine}. */
    public String vmodlName() {
        return details().vmodlName();
    }

    /** The record of all its properties, those of its parents included. */
    public DataType properties() {
        return details().properties();
    }

    /** The methods that it declares itself. */
    public List<ManagedMethod> methods() {
        int first = details().firstMethod();
        return java.util.stream.IntStream.range(first, first + details().methods())
                .mapToObj(namespace::method)
                .toList();
    }

    /** Its own methods and those of its parents. */
    public List<ManagedMethod> allMethods() {
        ManagedType parent = parent();
        List<ManagedMethod> all = new ArrayList<>(parent == null ? List.of() : parent.allMethods());
        all.addAll(methods());
        return all;
    }

    public boolean isSubtypeOf(ManagedType other) {
        for (ManagedType type = this; type != null; type = type.parent()) {
            if (type == other) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return name;
    }

    private Details details() {
        Details known = details;
        if (known == null) {
            known = namespace.readManaged(index);
            details = known;
        }
        return known;
    }
}
