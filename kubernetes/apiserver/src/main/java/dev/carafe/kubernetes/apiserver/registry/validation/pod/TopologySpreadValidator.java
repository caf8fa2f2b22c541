package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.TopologySpreadConstraint;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import java.util.List;

/** How evenly pods are spread over zones, nodes and the like. */
final class TopologySpreadValidator {
    private static final String NOT_POSITIVE = "must be greater than zero";
    private static final List<String> ACTIONS = List.of("DoNotSchedule", "ScheduleAnyway");
    private static final List<String> NODE_POLICIES = List.of("Honor", "Ignore");

    private TopologySpreadValidator() {}

    static void constraints(List<TopologySpreadConstraint> constraints, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < constraints.size(); i++) {
            TopologySpreadConstraint constraint = constraints.get(i);
            FieldPath at = path.index(i);
            if (constraint.maxSkew() <= 0) {
                errors.add(FieldError.invalid(at.child("maxSkew"), (long) constraint.maxSkew(), NOT_POSITIVE));
            }
            if (constraint.topologyKey().isEmpty()) {
                errors.add(FieldError.required(at.child("topologyKey"), "can not be empty"));
            }
            Check.oneOf(errors, at.child("whenUnsatisfiable"), constraint.whenUnsatisfiable(), ACTIONS);
            if (constraints.subList(i + 1, constraints.size()).stream().anyMatch(later -> isLike(constraint, later))) {
                errors.add(FieldError.duplicate(
                        at.child("{topologyKey, whenUnsatisfiable}"),
                        "{" + constraint.topologyKey() + ", " + constraint.whenUnsatisfiable() + "}"));
            }
            minDomains(constraint, at.child("minDomains"), errors);
            if (constraint.hasNodeAffinityPolicy()) {
                Check.oneOf(errors, at.child("nodeAffinityPolicy"), constraint.nodeAffinityPolicy(), NODE_POLICIES);
            }
            if (constraint.hasNodeTaintsPolicy()) {
                Check.oneOf(errors, at.child("nodeTaintsPolicy"), constraint.nodeTaintsPolicy(), NODE_POLICIES);
            }
            MatchLabelKeysValidator.keys(
                    constraint.matchLabelKeys(),
                    List.of(),
                    constraint.hasLabelSelector(),
                    constraint.labelSelector(),
                    at,
                    errors);
            if (constraint.hasLabelSelector()) {
                LabelSelectorValidator.validate(constraint.labelSelector(), at.child("labelSelector"), errors);
            }
        }
    }

    /** Two constraints of one key and one action would be one constraint too many. */
    private static boolean isLike(TopologySpreadConstraint one, TopologySpreadConstraint other) {
        return one.topologyKey().equals(other.topologyKey())
                && one.whenUnsatisfiable().equals(other.whenUnsatisfiable());
    }

    private static void minDomains(TopologySpreadConstraint constraint, FieldPath path, List<FieldError> errors) {
        if (!constraint.hasMinDomains()) {
            return;
        }
        long minDomains = constraint.minDomains();
        if (minDomains <= 0) {
            errors.add(FieldError.invalid(path, minDomains, NOT_POSITIVE));
        }
        if (!constraint.whenUnsatisfiable().equals("DoNotSchedule")) {
            errors.add(FieldError.invalid(
                    path,
                    minDomains,
                    "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not "
                            + constraint.whenUnsatisfiable()));
        }
    }
}
