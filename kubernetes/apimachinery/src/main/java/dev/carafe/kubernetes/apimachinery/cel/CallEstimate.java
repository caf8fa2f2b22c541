package dev.carafe.kubernetes.apimachinery.cel;

import org.jspecify.annotations.Nullable;

/**
 * What a call may cost.
 *
 * @param cost in units
 * @param size how many elements its result has; null where nothing is known of it
 */
record CallEstimate(SizeRange cost, @Nullable SizeRange size) {
    /** Of a search by a regular expression in text. */
    static SizeRange matching(SizeRange text, SizeRange regex) {
        return text.plus(SizeRange.ONE).times(CallCosts.TRAVERSAL).times(regex.times(CallCosts.REGEX));
    }
}
