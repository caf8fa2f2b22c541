package dev.carafe.kubernetes.apiserver.registry.validation.policy;

import dev.carafe.kubernetes.api.core.v1.LimitRangeItem;
import dev.carafe.kubernetes.api.core.v1.LimitRangeSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.ResourceNames;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What one object of a namespace may ask for: bounds, what is asked where nothing is, and how they fit (pkg/apis/core/validation). */
public final class LimitRangeValidator {
    private static final FieldPath LIMITS = FieldPath.of("spec", "limits");
    private static final List<String> TYPES = List.of("Pod", "Container", "PersistentVolumeClaim");

    private LimitRangeValidator() {}

    public static void validate(LimitRangeSpec spec, List<FieldError> errors) {
        Set<String> types = new HashSet<>();
        for (int i = 0; i < spec.limits().size(); i++) {
            LimitRangeItem item = spec.limits().get(i);
            FieldPath at = LIMITS.index(i);
            type(item.type(), at.child("type"), errors);
            if (!types.add(item.type())) {
                errors.add(FieldError.duplicate(at.child("type"), item.type()));
            }
            item(item, at, errors);
        }
    }

    private static void type(String type, FieldPath path, List<FieldError> errors) {
        List<String> malformed = Names.qualifiedName(type);
        Check.rule(errors, path, type, malformed);
        if (malformed.isEmpty() && type.indexOf('/') < 0 && !TYPES.contains(type)) {
            errors.add(FieldError.invalid(path, type, "must be a standard limit type or fully qualified"));
        }
    }

    private static void item(LimitRangeItem item, FieldPath path, List<FieldError> errors) {
        boolean ofPods = item.type().equals("Pod");
        Set<String> resources = new TreeSet<>();
        names(item.max(), item, path.child("max"), resources, errors);
        names(item.min(), item, path.child("min"), resources, errors);
        if (ofPods) {
            none(item.defaultValue(), path.child("default"), errors);
            none(item.defaultRequest(), path.child("defaultRequest"), errors);
        } else {
            names(item.defaultValue(), item, path.child("default"), resources, errors);
            names(item.defaultRequest(), item, path.child("defaultRequest"), resources, errors);
        }
        if (item.type().equals("PersistentVolumeClaim")
                && !item.min().containsKey("storage")
                && !item.max().containsKey("storage")) {
            errors.add(FieldError.required(
                    path.child("limits"),
                    "either minimum or maximum storage value is required, but neither was provided"));
        }
        names(item.maxLimitRequestRatio(), item, path.child("maxLimitRequestRatio"), resources, errors);
        for (String resource : resources) {
            LimitRangeRelations.check(item, ofPods, resource, path, errors);
        }
    }

    private static void none(Map<String, Quantity> amounts, FieldPath path, List<FieldError> errors) {
        if (!amounts.isEmpty()) {
            errors.add(FieldError.forbidden(path, "may not be specified when `type` is 'Pod'"));
        }
    }

    /** Checks names of resources, which of pods and containers are those that containers can ask for. */
    private static void names(
            Map<String, Quantity> amounts,
            LimitRangeItem item,
            FieldPath path,
            Set<String> resources,
            List<FieldError> errors) {
        boolean ofContainers = item.type().equals("Pod") || item.type().equals("Container");
        for (String resource : new TreeSet<>(amounts.keySet())) {
            if (ofContainers) {
                ResourceNames.container(resource, path.key(resource), errors);
            } else {
                ResourceNames.any(resource, path.key(resource), errors);
            }
            resources.add(resource);
        }
    }
}
