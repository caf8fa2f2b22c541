package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.apimachinery.value.View;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes of parts that mostly change nothing: every object that is read has had its defaults before, so what is complete is
 * not made again.
 */
final class Changes {
    private Changes() {}

    /** The owner with a changed part; the owner itself where that was not changed. */
    @SuppressWarnings("ReferenceEquality") // whether it was made anew, not whether it is equal
    static <O, V extends View> O one(O owner, V part, UnaryOperator<V> change, BiFunction<O, V, O> with) {
        V after = change.apply(part);
        return after.struct() == part.struct() ? owner : with.apply(owner, after);
    }

    /**
     * The owner with a changed list; the owner itself where no item was changed.
     *
     * @param items the list that the owner has
     * @param change answers the same struct for an item that stays as it is
     * @param with the owner with another list
     */
    @SuppressWarnings("ReferenceEquality") // whether an item was made anew, not whether it is equal
    static <O, V extends View> O each(O owner, List<V> items, UnaryOperator<V> change, BiFunction<O, List<V>, O> with) {
        @Nullable List<V> changed = null;
        for (int i = 0; i < items.size(); i++) {
            V before = items.get(i);
            V after = change.apply(before);
            if (after.struct() != before.struct()) {
                if (changed == null) {
                    changed = new ArrayList<>(items);
                }
                changed.set(i, after);
            }
        }
        return changed == null ? owner : with.apply(owner, changed);
    }
}
