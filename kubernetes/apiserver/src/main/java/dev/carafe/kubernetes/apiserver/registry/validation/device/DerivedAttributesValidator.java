package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.DeviceConstraint;
import dev.carafe.kubernetes.api.resource.v1.DeviceDerivedAttribute;
import dev.carafe.kubernetes.apimachinery.cel.CheckedExpression;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Attributes that the requests of one claim derive from those of devices (pkg/apis/resource/validation). Of one thread. */
final class DerivedAttributesValidator {
    private static final int ATTRIBUTES_MAX = 32;
    private static final Set<String> SCALARS =
            Set.of("bool", "int", "string", "google.protobuf.Any", "dyn", "kubernetes.Semver");
    private static final String SCALAR = "must evaluate to a primitive scalar (string, integer, boolean, semver)";

    private final DeviceExpressions expressions;

    /** The attributes that constraints name, by what a constraint is about: a request, a part of one, or empty for all. */
    private final Map<String, Set<String>> constrained = new HashMap<>();

    private long cost;

    DerivedAttributesValidator(List<DeviceConstraint> constraints, DeviceExpressions expressions) {
        this.expressions = expressions;
        for (DeviceConstraint constraint : constraints) {
            if (constraint.hasMatchAttribute()) {
                constrain(constraint.requests(), constraint.matchAttribute());
            } else if (constraint.hasDistinctAttribute()) {
                constrain(constraint.requests(), constraint.distinctAttribute());
            }
        }
    }

    private void constrain(List<String> requests, String attribute) {
        for (String request : requests.isEmpty() ? List.of("") : requests) {
            constrained.computeIfAbsent(request, _ -> new HashSet<>()).add(attribute);
        }
    }

    /**
     * Checks the attributes of a request.
     *
     * @param request its name; of an alternative that of the request, a slash and its own
     */
    void attributes(List<DeviceDerivedAttribute> attributes, String request, FieldPath path, RuleErrors errors) {
        boolean few = !errors.tooMany(attributes, ATTRIBUTES_MAX, path);
        for (int i = 0; i < attributes.size(); i++) {
            attribute(attributes.get(i), request, path.index(i), errors, few);
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < attributes.size(); i++) {
            if (!names.add(attributes.get(i).name())) {
                errors.coded()
                        .add(FieldError.duplicate(
                                path.index(i), attributes.get(i).name()));
            }
        }
    }

    /** Upstream's code looks at each of too many attributes too, its tags do not. */
    private void attribute(
            DeviceDerivedAttribute attribute, String request, FieldPath path, RuleErrors errors, boolean tagged) {
        FieldPath name = path.child("name");
        if (!attribute.name().isEmpty() && !isConstrained(attribute.name(), request)) {
            errors.coded()
                    .add(FieldError.invalid(
                            name,
                            attribute.name(),
                            "must be referenced by at least one matchAttribute or distinctAttribute constraint"
                                    + " targeting this request"));
        }
        if (!attribute.expression().isEmpty()) {
            expression(attribute.expression(), path.child("expression"), errors.coded());
        }
        if (tagged) {
            if (Check.present(errors.declared(), name, attribute.name())) {
                DeviceNames.fullyQualified(name, attribute.name(), errors.declared());
            }
            Check.present(errors.declared(), path.child("expression"), attribute.expression());
        }
    }

    private boolean isConstrained(String attribute, String request) {
        int slash = request.indexOf('/');
        return names("", attribute)
                || names(request, attribute)
                || (slash >= 0 && names(request.substring(0, slash), attribute));
    }

    private boolean names(String request, String attribute) {
        return constrained.getOrDefault(request, Set.of()).contains(attribute);
    }

    private void expression(String expression, FieldPath path, List<FieldError> errors) {
        Optional<CheckedExpression> checked = expressions.check(expression, path, errors);
        if (checked.isEmpty()) {
            return;
        }
        String type = checked.get().typeName();
        if (!isAttribute(type)) {
            errors.add(FieldError.invalid(
                    path,
                    expression,
                    SCALAR + (expressions.lists() ? " or a list of these scalars" : "") + ", not " + type));
            return;
        }
        long costMax = checked.get().costMax();
        if (costMax > DeviceExpressions.COST_MAX) {
            errors.add(FieldError.forbidden(path, "too complex, exceeds cost limit"));
        }
        cost = cost + costMax < 0 ? Long.MAX_VALUE : cost + costMax;
    }

    private boolean isAttribute(String type) {
        boolean isList = expressions.lists() && type.startsWith("list(");
        return SCALARS.contains(isList ? type.substring("list(".length(), type.length() - 1) : type);
    }

    /** Whether running all expressions that have been looked at can cost more than it may. */
    boolean isTooComplex() {
        return cost > DeviceExpressions.COST_MAX;
    }
}
