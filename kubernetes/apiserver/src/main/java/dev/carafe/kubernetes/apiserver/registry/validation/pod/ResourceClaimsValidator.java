package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.PodResourceClaim;
import dev.carafe.kubernetes.api.core.v1.ResourceClaim;
import dev.carafe.kubernetes.apimachinery.field.ErrorType;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.InternalForm;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Claims of devices: those of a pod, and the references of its containers to them. */
final class ResourceClaimsValidator {
    private ResourceClaimsValidator() {}

    /** The names that containers can refer to. */
    static SortedSet<String> names(List<PodResourceClaim> claims) {
        SortedSet<String> names = new TreeSet<>();
        claims.forEach(claim -> names.add(claim.name()));
        names.remove("");
        return names;
    }

    static void ofPod(List<PodResourceClaim> claims, FieldPath path, List<FieldError> errors) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < claims.size(); i++) {
            PodResourceClaim claim = claims.get(i);
            FieldPath at = path.index(i);
            if (Check.present(errors, at.child("name"), claim.name())) {
                if (names.add(claim.name())) {
                    Check.rule(errors, at.child("name"), claim.name(), Names.dns1123Label(claim.name()));
                } else {
                    errors.add(FieldError.duplicate(at.child("name"), claim.name()));
                }
            }
            if (claim.hasResourceClaimName() == claim.hasResourceClaimTemplateName()) {
                errors.add(FieldError.invalid(
                        at,
                        InternalForm.of(claim.struct(), "name", "resourceClaimName", "resourceClaimTemplateName"),
                        claim.hasResourceClaimName()
                                ? "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
                                : "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"));
            }
            if (claim.hasResourceClaimName()) {
                Check.rule(
                        errors,
                        at.child("resourceClaimName"),
                        claim.resourceClaimName(),
                        Names.dns1123Subdomain(claim.resourceClaimName()));
            }
            if (claim.hasResourceClaimTemplateName()) {
                Check.rule(
                        errors,
                        at.child("resourceClaimTemplateName"),
                        claim.resourceClaimTemplateName(),
                        Names.dns1123Subdomain(claim.resourceClaimTemplateName()));
            }
        }
    }

    /** The references of one container, to whole claims and to single requests of them, which must not overlap. */
    static void ofContainer(
            List<ResourceClaim> claims, SortedSet<String> ofPod, FieldPath path, List<FieldError> errors) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < claims.size(); i++) {
            ResourceClaim claim = claims.get(i);
            FieldPath at = path.index(i);
            if (!Check.present(errors, at, claim.name())) {
                continue;
            }
            if (seen.contains(claim.name())) {
                errors.add(FieldError.duplicate(at, claim.name()));
            } else {
                reference(claim, seen, at, errors);
            }
            if (!ofPod.contains(claim.name())) {
                String known = ofPod.isEmpty() ? " which is empty" : ": " + String.join(", ", ofPod);
                errors.add(new FieldError(
                        ErrorType.NOT_FOUND,
                        at.toString(),
                        Optional.of(claim.name()),
                        "must be one of the names in pod.spec.resourceClaims" + known));
            }
        }
    }

    private static void reference(ResourceClaim claim, Set<String> seen, FieldPath path, List<FieldError> errors) {
        String key = claim.name();
        if (!claim.request().isEmpty()) {
            Check.rule(errors, path.child("request"), claim.request(), Names.dns1123Label(claim.request()));
            key += "/" + claim.request();
        }
        String prefix = claim.name() + "/";
        if (seen.contains(key)) {
            errors.add(FieldError.duplicate(path, key));
        } else if (claim.request().isEmpty()) {
            seen.stream()
                    .filter(earlier -> earlier.startsWith(prefix))
                    .forEach(_ -> errors.add(FieldError.duplicate(path, claim.name())));
        }
        seen.add(key);
    }
}
