package dev.carafe.kubernetes.apimachinery.typed;

import dev.carafe.kubernetes.apimachinery.fieldpath.FieldSet;
import java.util.function.UnaryOperator;

/**
 * How an object differs from an earlier one.
 *
 * @param added paths that only the later one has
 * @param modified paths that both have, with other values
 * @param removed paths that only the earlier one has
 */
public record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {
    /** The same difference, each of its sets filtered. */
    public Comparison filtered(UnaryOperator<FieldSet> filter) {
        return new Comparison(filter.apply(added), filter.apply(modified), filter.apply(removed));
    }
}
