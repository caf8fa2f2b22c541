package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.ResourceRequirements;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apiserver.registry.validation.ResourceNames;
import dev.carafe.kubernetes.apiserver.registry.validation.ResourcesValidator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a pod asks for and may use as a whole, which must do for its containers. */
final class PodResourcesValidator {
    private PodResourcesValidator() {}

    static void resources(PodSpec spec, FieldPath path, List<FieldError> errors) {
        if (spec.os().name().equals("windows")) {
            errors.add(FieldError.forbidden(path, "may not be set for a windows pod"));
            return;
        }
        ResourceRequirements resources = spec.resources();
        if (resources.hasClaims()) {
            errors.add(FieldError.forbidden(path.child("claims"), "claims may not be set for Resources at pod-level"));
        }
        ResourcesValidator.requirements(resources, ResourceNames::pod, path, errors);
        ResourceClaimsValidator.ofContainer(
                resources.claims(), ResourceClaimsValidator.names(spec.resourceClaims()), path.child("claims"), errors);
        Map<String, Quantity> requests = resources.requests();
        aggregate(spec, ResourceRequirements::requests).forEach((name, sum) -> {
            Quantity request = requests.getOrDefault(name, sum);
            if (sum.compareTo(request) > 0) {
                errors.add(FieldError.invalid(
                        path.child("requests").key(name),
                        request.toString(),
                        "must be greater than or equal to aggregate container requests of " + sum));
            }
        });
        Map<String, Quantity> limits = resources.limits();
        aggregate(spec, ResourceRequirements::limits).forEach((name, sum) -> {
            Quantity limit = limits.getOrDefault(name, sum);
            if (ResourceNames.isHugePages(name) && sum.compareTo(limit) > 0) {
                errors.add(FieldError.invalid(
                        path.child("limits").key(name),
                        limit.toString(),
                        "must be greater than or equal to aggregate container limits of " + sum));
            }
        });
        for (int i = 0; i < spec.containers().size(); i++) {
            FieldPath at = path.child("containers").index(i);
            spec.containers().get(i).resources().limits().forEach((name, limit) -> {
                Quantity ofPod = limits.getOrDefault(name, limit);
                if (limit.compareTo(ofPod) > 0) {
                    errors.add(FieldError.invalid(
                            at.key(name).child("limits"),
                            limit.toString(),
                            "must be less than or equal to pod limits of " + ofPod));
                }
            });
        }
    }

    /** The most that containers have at one time: all of the later ones, or one of the first with the sidecars before it. */
    private static Map<String, Quantity> aggregate(
            PodSpec spec, Function<ResourceRequirements, Map<String, Quantity>> list) {
        Map<String, Quantity> sidecars = new HashMap<>();
        Map<String, Quantity> most = new HashMap<>();
        for (Container container : spec.initContainers()) {
            Map<String, Quantity> own = list.apply(container.resources());
            if (container.restartPolicy().equals("Always")) {
                own.forEach((name, amount) -> sidecars.merge(name, amount, Quantity::plus));
                sidecars.forEach((name, amount) -> most.merge(name, amount, PodResourcesValidator::larger));
            } else {
                own.forEach((name, amount) -> most.merge(
                        name, amount.plus(sidecars.getOrDefault(name, Quantity.ZERO)), PodResourcesValidator::larger));
            }
        }
        Map<String, Quantity> all = new HashMap<>(sidecars);
        for (Container container : spec.containers()) {
            list.apply(container.resources()).forEach((name, amount) -> all.merge(name, amount, Quantity::plus));
        }
        most.forEach((name, amount) -> all.merge(name, amount, PodResourcesValidator::larger));
        return all;
    }

    private static Quantity larger(Quantity one, Quantity other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
