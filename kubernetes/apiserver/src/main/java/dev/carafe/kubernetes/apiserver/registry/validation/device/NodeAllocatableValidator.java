package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.DeviceCapacity;
import dev.carafe.kubernetes.api.resource.v1.NodeAllocatableMapping;
import dev.carafe.kubernetes.api.resource.v1.NodeAllocatableOverhead;
import dev.carafe.kubernetes.api.resource.v1.NodeAllocatableResource;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apiserver.registry.validation.ResourceNames;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.List;
import java.util.Map;

/** What a device takes of its node's own resources (pkg/apis/resource/validation). */
final class NodeAllocatableValidator {
    private NodeAllocatableValidator() {}

    /**
     * Checks what a device takes.
     *
     * @param capacities what the device has
     */
    static void resources(
            Map<String, NodeAllocatableResource> resources,
            Map<String, DeviceCapacity> capacities,
            FieldPath path,
            RuleErrors errors) {
        resources.forEach((name, resource) -> {
            FieldPath at = path.key(name);
            if (!ResourceNames.isNodeAllocatable(name)) {
                errors.coded().add(FieldError.invalid(at, name, "must be a node allocatable resource name"));
            }
            if (!resource.hasMapping() && !resource.hasOverhead()) {
                errors.coded().add(FieldError.required(at, "at least one of mapping or overhead must be set"));
            }
            if (resource.hasMapping()) {
                mapping(resource.mapping(), capacities, at.child("mapping"), errors);
            }
            if (resource.hasOverhead()) {
                overhead(resource.overhead(), at.child("overhead"), errors.coded());
            }
        });
    }

    private static void mapping(
            NodeAllocatableMapping mapping, Map<String, DeviceCapacity> capacities, FieldPath path, RuleErrors errors) {
        List<FieldError> coded = errors.coded();
        boolean byCapacity = mapping.hasCapacityKey();
        FieldPath multiplier = path.child("capacityMultiplier");
        if (byCapacity) {
            key(mapping.capacityKey(), capacities, path.child("capacityKey"), coded);
            if (mapping.hasCapacityMultiplier()) {
                positive(mapping.capacityMultiplier(), multiplier, coded);
            } else {
                coded.add(FieldError.required(multiplier, "capacityMultiplier is required when capacityKey is set"));
            }
        }
        if (mapping.hasDeviceMultiplier()) {
            positive(mapping.deviceMultiplier(), path.child("deviceMultiplier"), coded);
        }
        if (mapping.hasCapacityMultiplier() && !byCapacity) {
            coded.add(FieldError.required(
                    path.child("capacityKey"), "capacityKey is required when capacityMultiplier is set"));
        }
        String ways = "`capacityKey`, `deviceMultiplier`";
        if (byCapacity && mapping.hasDeviceMultiplier()) {
            errors.declared()
                    .add(FieldError.invalid(
                            path, "{capacityKey, deviceMultiplier}", "must specify exactly one of: " + ways));
        } else if (!byCapacity && !mapping.hasDeviceMultiplier()) {
            errors.declared().add(FieldError.invalid(path, "", "must specify one of: " + ways));
        }
    }

    private static void key(
            String key, Map<String, DeviceCapacity> capacities, FieldPath path, List<FieldError> errors) {
        if (key.isEmpty()) {
            errors.add(FieldError.invalid(path, "", "capacityKey must not be an empty string"));
        } else if (!capacities.containsKey(key)) {
            errors.add(FieldError.notFound(path, key));
        }
    }

    private static void overhead(NodeAllocatableOverhead overhead, FieldPath path, List<FieldError> errors) {
        if (!overhead.hasPerPod() && !overhead.hasPerContainer()) {
            errors.add(FieldError.invalid(path, "", "at least one of perPod or perContainer must be set"));
        }
        if (overhead.hasPerPod() && overhead.perPod().signum() < 0) {
            errors.add(
                    FieldError.invalid(path.child("perPod"), overhead.perPod().toString(), "must be non-negative"));
        }
        if (overhead.hasPerContainer() && overhead.perContainer().signum() < 0) {
            errors.add(FieldError.invalid(
                    path.child("perContainer"), overhead.perContainer().toString(), "must be non-negative"));
        }
    }

    private static void positive(Quantity amount, FieldPath path, List<FieldError> errors) {
        if (amount.signum() <= 0) {
            errors.add(FieldError.invalid(path, amount.toString(), "must be positive"));
        }
    }
}
