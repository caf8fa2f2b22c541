package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.api.meta.v1.LabelSelectorRequirement;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.labels.SelectorException;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Selectors over labels, and whether a template's labels meet them. */
public final class LabelSelectorValidator {
    private static final String UNMATCHED = "`selector` does not match template `labels`";

    private LabelSelectorValidator() {}

    public static void validate(LabelSelector selector, FieldPath path, List<FieldError> errors) {
        validate(selector, true, path, errors);
    }

    /**
     * Checks a selector.
     *
     * @param strict whether values of expressions must be values that labels can have
     */
    public static void validate(LabelSelector selector, boolean strict, FieldPath path, List<FieldError> errors) {
        selector.matchLabels().forEach((key, value) -> {
            Check.rule(errors, path.child("matchLabels"), key, Names.qualifiedName(key));
            Check.rule(errors, path.child("matchLabels"), value, Names.labelValue(value));
        });
        List<LabelSelectorRequirement> expressions = selector.matchExpressions();
        for (int i = 0; i < expressions.size(); i++) {
            requirement(
                    expressions.get(i), strict, path.child("matchExpressions").index(i), errors);
        }
    }

    private static void requirement(
            LabelSelectorRequirement expression, boolean strict, FieldPath path, List<FieldError> errors) {
        switch (expression.operator()) {
            case "In", "NotIn" -> {
                if (expression.values().isEmpty()) {
                    errors.add(FieldError.required(
                            path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'"));
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!expression.values().isEmpty()) {
                    errors.add(FieldError.forbidden(
                            path.child("values"),
                            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                }
            }
            default ->
                errors.add(FieldError.invalid(
                        path.child("operator"), expression.operator(), "not a valid selector operator"));
        }
        Check.rule(errors, path.child("key"), expression.key(), Names.qualifiedName(expression.key()));
        for (int i = 0; strict && i < expression.values().size(); i++) {
            String value = expression.values().get(i);
            Check.rule(errors, path.child("values").index(i), value, Names.labelValue(value));
        }
    }

    /** A workload's selector: there, not empty, and met by the labels of its own template. */
    static void ofWorkload(
            LabelSelector selector,
            boolean present,
            Map<String, String> templateLabels,
            String kind,
            FieldPath spec,
            List<FieldError> errors) {
        FieldPath path = spec.child("selector");
        FieldPath labels = spec.child("template").child("metadata").child("labels");
        if (!present) {
            if (!kind.equals("daemonset")) { // upstream leaves that to the labels' error there
                errors.add(FieldError.required(path, ""));
            }
            errors.add(FieldError.invalid(labels, labels(templateLabels), UNMATCHED));
            return;
        }
        int before = errors.size();
        validate(selector, path, errors);
        if (selector.matchLabels().isEmpty() && selector.matchExpressions().isEmpty()) {
            errors.add(FieldError.invalid(path, selector.struct(), "empty selector is invalid for " + kind));
        }
        if (errors.size() == before && !matches(selector, templateLabels)) {
            errors.add(FieldError.invalid(labels, labels(templateLabels), UNMATCHED));
        }
    }

    /** As an error shows them: by their keys, and none are null. */
    public static Object labels(Map<String, String> labels) {
        return labels.isEmpty() ? Null.NULL : Struct.of(new TreeMap<>(labels));
    }

    /** Whether requirements can be made of the selector at all. */
    public static boolean isReadable(LabelSelector selector) {
        try {
            dev.carafe.kubernetes.apimachinery.labels.LabelSelector.ofTree(selector.struct());
            return true;
        } catch (SelectorException _) {
            return false;
        }
    }

    /** Whether labels meet the selector; not, where nothing can be made of it. */
    public static boolean matches(LabelSelector selector, Map<String, String> labels) {
        try {
            return dev.carafe.kubernetes.apimachinery.labels.LabelSelector.ofTree(selector.struct())
                    .matches(labels);
        } catch (SelectorException _) {
            return false;
        }
    }
}
