package dev.carafe.kubernetes.apiserver.storage;

import dev.carafe.kubernetes.apimachinery.fields.FieldSelector;
import dev.carafe.kubernetes.apimachinery.labels.LabelSelector;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which objects a list or watch wants. An object is decoded only when its labels, or fields beyond name and namespace,
 * must be looked at.
 *
 * @param fieldsOf the kind's own selectable fields with an object's values
 */
public record SelectionPredicate(
        LabelSelector labels, FieldSelector fields, Function<Struct, Map<String, String>> fieldsOf)
        implements Predicate<StoredObject> {
    private static final String NAME = "metadata.name";
    private static final String NAMESPACE = "metadata.namespace";

    /** Wants every object. */
    public static final SelectionPredicate EVERYTHING =
            new SelectionPredicate(LabelSelector.everything(), FieldSelector.everything(), _ -> Map.of());

    public boolean isEverything() {
        return labels.isEverything() && fields.isEverything();
    }

    @Override
    public boolean test(StoredObject object) {
        if (isEverything()) {
            return true;
        }
        if (!nameMatches(object.key())) {
            return false;
        }
        return (labels.isEverything() && needsNoTree()) || matches(object.tree());
    }

    private boolean needsNoTree() {
        for (FieldSelector.Term term : fields.terms()) {
            if (!term.field().equals(NAME)) {
                return false;
            }
        }
        return true;
    }

    /** Tells most objects apart by their key when one name is asked for. */
    private boolean nameMatches(String key) {
        for (FieldSelector.Term term : fields.terms()) {
            if (term.field().equals(NAME) && endsIn(key, term.value()) != term.equal()) {
                return false;
            }
        }
        return true;
    }

    private static boolean endsIn(String key, String name) {
        int slash = key.length() - name.length() - 1;
        return slash >= 0 && key.charAt(slash) == '/' && key.endsWith(name);
    }

    private boolean matches(Struct tree) {
        Struct metadata = tree.struct("metadata");
        Struct known = metadata == null ? Struct.EMPTY : metadata;
        if (!labels.isEverything() && !labels.matches(known.struct("labels"))) {
            return false;
        }
        if (fields.isEverything()) {
            return true;
        }
        Map<String, String> own = fieldsOf.apply(tree);
        return fields.matches(field -> switch (field) {
            case NAME -> text(known, "name");
            case NAMESPACE -> text(known, "namespace");
            default -> own.getOrDefault(field, "");
        });
    }

    private static String text(Struct struct, String name) {
        String value = struct.string(name);
        return value == null ? "" : value;
    }
}
