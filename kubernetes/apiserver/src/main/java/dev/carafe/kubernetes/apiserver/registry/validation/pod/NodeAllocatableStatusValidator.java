package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.NodeAllocatableMappedResources;
import dev.carafe.kubernetes.api.core.v1.NodeAllocatableOverheadResources;
import dev.carafe.kubernetes.api.core.v1.NodeAllocatableResourceClaimStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodResourceClaim;
import dev.carafe.kubernetes.api.core.v1.PodResourceClaimStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.ResourceNames;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a pod's claims of devices take of its node's own resources ({@code validateNodeAllocatableResourceClaimStatus} of upstream's
 * pkg/apis/core/validation).
 */
final class NodeAllocatableStatusValidator {
    private NodeAllocatableStatusValidator() {}

    static void validate(Pod pod, FieldPath path, RuleErrors errors) {
        List<NodeAllocatableResourceClaimStatus> statuses = pod.status().nodeAllocatableResourceClaimStatuses();
        Set<String> claims = Stream.concat(
                        pod.spec().resourceClaims().stream()
                                .filter(PodResourceClaim::hasResourceClaimName)
                                .map(PodResourceClaim::resourceClaimName),
                        pod.status().resourceClaimStatuses().stream()
                                .filter(PodResourceClaimStatus::hasResourceClaimName)
                                .map(PodResourceClaimStatus::resourceClaimName))
                .collect(Collectors.toSet());
        errors.unique(statuses, NodeAllocatableResourceClaimStatus::resourceClaimName, path);
        for (int i = 0; i < statuses.size(); i++) {
            NodeAllocatableResourceClaimStatus status = statuses.get(i);
            FieldPath at = path.index(i);
            FieldPath name = at.child("resourceClaimName");
            if (Check.present(errors.declared(), name, status.resourceClaimName())) {
                if (!claims.contains(status.resourceClaimName())) {
                    errors.coded()
                            .add(FieldError.invalid(
                                    name, status.resourceClaimName(), "no mapping found in pod reference"));
                }
                mapped(status.mapping(), at.child("mapping"), errors.coded());
                overhead(status.overhead(), at.child("overhead"), errors.coded());
            }
            errors.unique(status.containers(), container -> container, at.child("containers"));
            declared(status, at, errors);
        }
    }

    private static void mapped(List<NodeAllocatableMappedResources> mapped, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < mapped.size(); i++) {
            NodeAllocatableMappedResources item = mapped.get(i);
            resource(item.name(), path.index(i), errors);
            if (item.hasQuantity()) {
                notNegative(item.quantity(), path.index(i).child("quantity"), errors);
            }
        }
    }

    private static void overhead(
            List<NodeAllocatableOverheadResources> overhead, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < overhead.size(); i++) {
            NodeAllocatableOverheadResources item = overhead.get(i);
            FieldPath at = path.index(i);
            resource(item.name(), at, errors);
            if (!item.hasPerPod() && !item.hasPerContainer()) {
                errors.add(FieldError.invalid(at, "", "at least one of perPod or perContainer must be set"));
            }
            if (item.hasPerPod()) {
                notNegative(item.perPod(), at.child("perPod"), errors);
            }
            if (item.hasPerContainer()) {
                notNegative(item.perContainer(), at.child("perContainer"), errors);
            }
        }
    }

    private static void resource(String name, FieldPath path, List<FieldError> errors) {
        if (!ResourceNames.isNodeAllocatable(name)) {
            errors.add(FieldError.invalid(path.child("name"), name, "must be a node allocatable resource name"));
        }
    }

    private static void notNegative(Quantity amount, FieldPath path, List<FieldError> errors) {
        if (amount.signum() < 0) {
            errors.add(FieldError.invalid(path, amount.toString(), "must be non-negative"));
        }
    }

    private static void declared(NodeAllocatableResourceClaimStatus status, FieldPath path, RuleErrors errors) {
        List<NodeAllocatableMappedResources> mapped = status.mapping();
        FieldPath mapping = path.child("mapping");
        errors.unique(mapped, NodeAllocatableMappedResources::name, mapping);
        for (int i = 0; i < mapped.size(); i++) {
            Check.present(
                    errors.declared(),
                    mapping.index(i).child("name"),
                    mapped.get(i).name());
            if (!mapped.get(i).hasQuantity()) {
                errors.declared().add(FieldError.required(mapping.index(i).child("quantity"), ""));
            }
        }
        List<NodeAllocatableOverheadResources> more = status.overhead();
        FieldPath overhead = path.child("overhead");
        errors.unique(more, NodeAllocatableOverheadResources::name, overhead);
        for (int i = 0; i < more.size(); i++) {
            Check.present(
                    errors.declared(),
                    overhead.index(i).child("name"),
                    more.get(i).name());
        }
    }
}
