package dev.carafe.kubernetes.apiserver.robustness;

import dev.carafe.kubernetes.apimachinery.fields.FieldSelector;
import dev.carafe.kubernetes.apimachinery.labels.LabelSelector;
import dev.carafe.kubernetes.apiserver.storage.SelectionPredicate;
import java.util.Map;

/** Which objects a client wants. Each write gives its object a shade, so that objects enter and leave a selection by it. */
enum Selection {
    EVERYTHING,
    DARK;

    /** The label that says an object's shade. */
    static final String LABEL = "shade";

    private static final String WANTED = "dark";
    private static final SelectionPredicate BY_SHADE = new SelectionPredicate(
            LabelSelector.ofSet(Map.of(LABEL, WANTED)), FieldSelector.everything(), _ -> Map.of());

    /** The shade that a write gives its object, by the write's number. */
    static String shade(long tag) {
        return tag % 2 == 0 ? WANTED : "light";
    }

    /** Whether an object is wanted, by the number of the write that made it. */
    boolean has(long tag) {
        return switch (this) {
            case EVERYTHING -> true;
            case DARK -> shade(tag).equals(WANTED);
        };
    }

    /** The same, as servers are asked for it. */
    SelectionPredicate predicate() {
        return switch (this) {
            case EVERYTHING -> SelectionPredicate.EVERYTHING;
            case DARK -> BY_SHADE;
        };
    }
}
