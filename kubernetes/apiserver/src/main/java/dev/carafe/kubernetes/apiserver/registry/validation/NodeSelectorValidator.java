package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.core.v1.NodeSelector;
import dev.carafe.kubernetes.api.core.v1.NodeSelectorRequirement;
import dev.carafe.kubernetes.api.core.v1.NodeSelectorTerm;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import java.util.List;

/** Selectors of nodes, by their labels and by their name. */
public final class NodeSelectorValidator {
    private static final String BAD_OPERATOR = "not a valid selector operator";

    private NodeSelectorValidator() {}

    public static void required(NodeSelector selector, FieldPath path, List<FieldError> errors) {
        List<NodeSelectorTerm> terms = selector.nodeSelectorTerms();
        if (terms.isEmpty()) {
            errors.add(
                    FieldError.required(path.child("nodeSelectorTerms"), "must have at least one node selector term"));
        }
        for (int i = 0; i < terms.size(); i++) {
            term(terms.get(i), true, path.child("nodeSelectorTerms").index(i), errors);
        }
    }

    /**
     * Checks one term.
     *
     * @param valuesChecked whether the values must be such as labels can have; of what is merely preferred they need not
     */
    public static void term(NodeSelectorTerm term, boolean valuesChecked, FieldPath path, List<FieldError> errors) {
        List<NodeSelectorRequirement> expressions = term.matchExpressions();
        for (int i = 0; i < expressions.size(); i++) {
            label(
                    expressions.get(i),
                    valuesChecked,
                    path.child("matchExpressions").index(i),
                    errors);
        }
        List<NodeSelectorRequirement> fields = term.matchFields();
        for (int i = 0; i < fields.size(); i++) {
            field(fields.get(i), path.child("matchFields").index(i), errors);
        }
    }

    private static void label(
            NodeSelectorRequirement requirement, boolean valuesChecked, FieldPath path, List<FieldError> errors) {
        List<String> values = requirement.values();
        switch (requirement.operator()) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    errors.add(FieldError.required(
                            path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'"));
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    errors.add(FieldError.forbidden(
                            path.child("values"),
                            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                }
            }
            case "Gt", "Lt" -> {
                if (values.size() != 1) {
                    errors.add(FieldError.required(
                            path.child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'"));
                }
            }
            default -> errors.add(FieldError.invalid(path.child("operator"), requirement.operator(), BAD_OPERATOR));
        }
        Check.rule(errors, path.child("key"), requirement.key(), Names.qualifiedName(requirement.key()));
        for (int i = 0; valuesChecked && i < values.size(); i++) {
            Check.rule(errors, path.child("values").index(i), values.get(i), Names.labelValue(values.get(i)));
        }
    }

    /** The name is the only field that nodes are selected by, and a node has one. */
    private static void field(NodeSelectorRequirement requirement, FieldPath path, List<FieldError> errors) {
        List<String> values = requirement.values();
        if (!requirement.operator().equals("In") && !requirement.operator().equals("NotIn")) {
            errors.add(FieldError.invalid(path.child("operator"), requirement.operator(), BAD_OPERATOR));
        } else if (values.size() != 1) {
            errors.add(FieldError.required(
                    path.child("values"),
                    "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
        }
        if (!requirement.key().equals("metadata.name")) {
            errors.add(FieldError.invalid(path.child("key"), requirement.key(), "not a valid field selector key"));
            return;
        }
        for (int i = 0; i < values.size(); i++) {
            Check.rule(errors, path.child("values").index(i), values.get(i), Names.dns1123Subdomain(values.get(i)));
        }
    }
}
