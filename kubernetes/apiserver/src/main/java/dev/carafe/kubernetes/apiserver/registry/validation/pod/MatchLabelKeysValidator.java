package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.api.meta.v1.LabelSelectorRequirement;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Labels of the pod itself whose values other pods must share, or must not, in addition to a selector. */
final class MatchLabelKeysValidator {
    private MatchLabelKeysValidator() {}

    /**
     * Checks both lists of keys.
     *
     * @param path of what has the lists and the selector
     */
    static void keys(
            List<String> matching,
            List<String> mismatching,
            boolean hasSelector,
            LabelSelector selector,
            FieldPath path,
            List<FieldError> errors) {
        if (matching.isEmpty() && mismatching.isEmpty()) {
            return;
        }
        names(matching, hasSelector, path.child("matchLabelKeys"), errors);
        names(mismatching, hasSelector, path.child("mismatchLabelKeys"), errors);
        if (hasSelector) {
            Set<String> selected = new HashSet<>(selector.matchLabels().keySet());
            for (LabelSelectorRequirement expression : selector.matchExpressions()) {
                int position = matching.lastIndexOf(expression.key());
                if (position >= 0 && selected.contains(expression.key())) {
                    errors.add(FieldError.invalid(
                            path.index(position), expression.key(), "exists in both matchLabelKeys and labelSelector"));
                }
                selected.add(expression.key());
            }
        }
        for (int i = 0; i < matching.size(); i++) {
            if (mismatching.contains(matching.get(i))) {
                errors.add(FieldError.invalid(
                        path.child("matchLabelKeys").index(i),
                        matching.get(i),
                        "exists in both matchLabelKeys and mismatchLabelKeys"));
            }
        }
    }

    private static void names(List<String> keys, boolean hasSelector, FieldPath path, List<FieldError> errors) {
        if (!keys.isEmpty() && !hasSelector) {
            errors.add(FieldError.forbidden(path, "must not be specified when labelSelector is not set"));
            return;
        }
        for (int i = 0; i < keys.size(); i++) {
            Check.rule(errors, path.index(i), keys.get(i), Names.qualifiedName(keys.get(i)));
        }
    }
}
