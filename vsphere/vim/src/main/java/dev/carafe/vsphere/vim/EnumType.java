package dev.carafe.vsphere.vim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An enum. Its constants are loaded when the first one is asked for. */
public final class EnumType implements VimType {
    private final Namespace namespace;
    private final int index;
    private final String name;
    private volatile @Nullable Map<String, VimEnum> constants;

    EnumType(Namespace namespace, int index, String name) {
        this.namespace = namespace;
        this.index = index;
        this.name = name;
    }

    @Override
    public String wsdlName() {
        return name;
    }

    public Namespace namespace() {
        return namespace;
    }

    /** The XML namespace of its name. */
    public Namespace wireNamespace() {
        return namespace.readWireOfEnum(index);
    }

    /** All constants, {@code UNRECOGNIZED} last. */
    public List<VimEnum> constants() {
        return List.of(namespace.factory().constants(index));
    }

    /** The constant of a value on the wire; null when the table has none. */
    public @Nullable VimEnum constant(String wire) {
        Map<String, VimEnum> known = constants;
        if (known == null) {
            known = new HashMap<>();
            for (VimEnum constant : constants()) {
                known.put(constant.wire(), constant);
            }
            known.remove("");
            constants = known;
        }
        return known.get(wire);
    }

    /** What stands for a value that the table does not have. */
    public VimEnum unrecognized() {
        return constants().getLast();
    }

    @Override
    public String toString() {
        return name;
    }
}
