package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.PodExtendedResourceClaimStatus;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.api.core.v1.ResourceHealth;
import dev.carafe.kubernetes.api.core.v1.ResourceStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is reported of the health of devices that a container has ({@code validateContainerStatusAllocatedResourcesStatus} of
 * pkg/apis/core/validation): of what it asks for, and of each device once.
 */
final class AllocatedResourcesValidator {
    private static final String CLAIM = "claim:";
    private static final List<String> HEALTHS = List.of("Healthy", "Unhealthy", "Unknown");

    /** Longest message, in bytes. */
    private static final int MESSAGE_MAX = 1024;

    private final PodStatus status;
    private final List<FieldError> errors;

    AllocatedResourcesValidator(PodStatus status, List<FieldError> errors) {
        this.status = status;
        this.errors = errors;
    }

    /** Ephemeral containers have no devices. */
    static void none(List<ContainerStatus> statuses, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < statuses.size(); i++) {
            if (!statuses.get(i).allocatedResourcesStatus().isEmpty()) {
                errors.add(FieldError.forbidden(
                        path.index(i).child("allocatedResourcesStatus"), "must not be specified in container status"));
            }
        }
    }

    void validate(List<ContainerStatus> statuses, List<Container> containers, FieldPath path) {
        for (int i = 0; i < statuses.size(); i++) {
            String name = statuses.get(i).name();
            Optional<Container> container =
                    containers.stream().filter(each -> each.name().equals(name)).findFirst();
            List<ResourceStatus> resources = statuses.get(i).allocatedResourcesStatus();
            for (int j = 0; j < resources.size(); j++) {
                FieldPath at = path.index(i).child("allocatedResourcesStatus").index(j);
                ResourceStatus resource = resources.get(j);
                container.ifPresent(of -> asked(resource.name(), of, at.child("name")));
                devices(resource.resources(), at.child("resources"));
            }
        }
    }

    private void asked(String name, Container container, FieldPath at) {
        if (!name.startsWith(CLAIM)) {
            if (!container.resources().requests().containsKey(name)) {
                errors.add(FieldError.invalid(at, name, "must match one of the container's resource requests"));
            }
            return;
        }
        boolean claimed = container.resources().claims().stream()
                .map(claim -> claim.request().isEmpty() ? claim.name() : claim.name() + "/" + claim.request())
                .anyMatch(claim -> name.equals(CLAIM + claim));
        if (!claimed && !isExtended(name.substring(CLAIM.length()), container)) {
            errors.add(FieldError.invalid(
                    at,
                    name,
                    "must match one of the container's resource claims as 'claim:<claimName>/<requestName>' when"
                            + " container.resources.claims[*].request is set or 'claim:<claimName>' when it is empty"));
        }
    }

    /** Whether a claim was made for an extended resource that the container asks for. */
    private boolean isExtended(String claim, Container container) {
        PodExtendedResourceClaimStatus extended = status.extendedResourceClaimStatus();
        return !extended.resourceClaimName().isEmpty()
                && extended.requestMappings().stream()
                        .filter(mapping -> mapping.containerName().equals(container.name()))
                        .filter(mapping -> !mapping.requestName().isEmpty()
                                && claim.equals(extended.resourceClaimName() + "/" + mapping.requestName()))
                        .anyMatch(mapping -> !container
                                .resources()
                                .requests()
                                .getOrDefault(mapping.resourceName(), Quantity.ZERO)
                                .isZero());
    }

    private void devices(List<ResourceHealth> devices, FieldPath path) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < devices.size(); i++) {
            ResourceHealth device = devices.get(i);
            if (!HEALTHS.contains(device.health())) {
                errors.add(FieldError.notSupported(path.index(i).child("health"), device.health(), HEALTHS));
            }
            FieldPath message = path.index(i).child("message");
            if (device.hasMessage() && device.message().isEmpty()) {
                errors.add(FieldError.required(message, "must be non-empty if specified"));
            } else if (device.message().getBytes(UTF_8).length > MESSAGE_MAX) {
                errors.add(FieldError.tooLong(message, MESSAGE_MAX));
            }
            if (!seen.add(device.resourceID())) {
                errors.add(FieldError.duplicate(path.index(i).child("resourceID"), device.resourceID()));
            }
        }
    }
}
