package dev.carafe.kubernetes.apiserver.registry.gated;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of one kind that are not taken, since their gate is off. Immutable and thread-safe. */
public final class DisabledFields {
    /** Of a kind all of whose fields are taken. */
    public static final DisabledFields NONE = new DisabledFields(List.of());

    private final List<GatedField> fields;

    private DisabledFields(List<GatedField> fields) {
        this.fields = fields;
    }

    /**
     * What the gates say of a kind.
     *
     * @param resource without its subresource, such as {@code pods}
     */
    public static DisabledFields of(String group, String resource, FeatureGate features) {
        List<GatedField> off = GatedFields.ALL.getOrDefault(group + "/" + resource, List.of()).stream()
                .filter(field -> field.gate().equals(GatedField.GONE) || !features.isEnabled(field.gate()))
                .toList();
        return off.isEmpty() ? NONE : new DisabledFields(off);
    }

    /** The gates that guard a field of any kind. */
    public static SortedSet<String> gates() {
        SortedSet<String> gates = new TreeSet<>();
        GatedFields.ALL.values().stream().flatMap(Collection::stream).forEach(field -> gates.add(field.gate()));
        gates.remove(GatedField.GONE);
        return gates;
    }

    /**
     * An object without the fields that are not taken.
     *
     * @param old what it was before, whose fields may stay; null for a new one
     */
    public Struct drop(Struct object, @Nullable Struct old) {
        Struct left = object;
        for (GatedField field : fields) {
            left = field.dropUnlessUsed(left, old);
        }
        return left;
    }
}
