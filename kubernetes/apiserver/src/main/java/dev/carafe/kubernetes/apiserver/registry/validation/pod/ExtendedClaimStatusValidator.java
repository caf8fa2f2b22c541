package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerExtendedResourceRequest;
import dev.carafe.kubernetes.api.core.v1.PodExtendedResourceClaimStatus;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The claim that the scheduler made for extended resources of a pod ({@code validatePodExtendedResourceClaimStatus} of
 * pkg/apis/core/validation).
 */
final class ExtendedClaimStatusValidator {
    private ExtendedClaimStatusValidator() {}

    static void validate(PodExtendedResourceClaimStatus status, PodSpec spec, FieldPath path, List<FieldError> errors) {
        List<ContainerExtendedResourceRequest> mappings = status.requestMappings();
        FieldPath all = path.child("requestMappings");
        if (mappings.isEmpty()) {
            errors.add(FieldError.required(all, "at least one request mapping is required"));
        }
        Map<String, Container> containers = new HashMap<>();
        spec.initContainers().forEach(container -> containers.put(container.name(), container));
        spec.containers().forEach(container -> containers.put(container.name(), container));
        Set<ContainerExtendedResourceRequest> seen = new HashSet<>();
        for (int i = 0; i < mappings.size(); i++) {
            ContainerExtendedResourceRequest mapping = mappings.get(i);
            FieldPath at = all.index(i);
            Container container = containers.get(mapping.containerName());
            if (container == null) {
                errors.add(FieldError.invalid(
                        at.child("containerName"),
                        mapping.containerName(),
                        "must match the name of an entry in spec.initContainers.name or spec.containers.name"));
            } else if (!container.resources().requests().containsKey(mapping.resourceName())) {
                errors.add(FieldError.invalid(
                        at.child("resourceName"),
                        mapping.resourceName(),
                        "must match the extended resource name of an entry in"
                                + " spec.initContainers.resources.requests or spec.containers.resources.requests"));
            }
            String request = mapping.requestName();
            Check.rule(errors, path.child("requestName"), request, Names.dns1123Label(request)); // upstream's path
            if (!seen.add(mapping)) {
                errors.add(FieldError.duplicate(at.child("containerName"), mapping.containerName()));
                errors.add(FieldError.duplicate(at.child("resourceName"), mapping.resourceName()));
                errors.add(FieldError.duplicate(at.child("requestName"), request));
            }
        }
        String claim = status.resourceClaimName();
        FieldPath name = path.child("resourceClaimName");
        if (claim.isEmpty()) {
            errors.add(FieldError.required(name, ""));
        } else {
            Check.rule(errors, name, claim, Names.dns1123Subdomain(claim));
        }
    }
}
