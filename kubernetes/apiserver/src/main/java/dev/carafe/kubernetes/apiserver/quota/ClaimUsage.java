package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.ScopedResourceSelectorRequirement;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Counts claims to volumes and the bytes that they ask for, in all and by class (pkg/quota/v1/evaluator/core/persistent_volume_claims.go). */
final class ClaimUsage implements QuotaEvaluator {
    private static final String COUNT = "count/persistentvolumeclaims";
    private static final String CLAIMS = "persistentvolumeclaims";
    private static final String STORAGE = "requests.storage";
    private static final Set<String> COUNTED = Set.of(COUNT, CLAIMS, STORAGE);

    /** Stands between a storage class and what is bounded of its claims. */
    private static final String OF_CLASS = ".storageclass.storage.k8s.io/";

    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

    @Override
    public boolean handles(QuotaRequest request) {
        return switch (request.subresource()) {
            case "" -> true;
            case "status" ->
                request.oldObject()
                        .filter(old -> changes(request.object(), old))
                        .isPresent();
            default -> false;
        };
    }

    private static boolean changes(Struct object, Struct oldObject) {
        PersistentVolumeClaim claim = new PersistentVolumeClaim(object);
        PersistentVolumeClaim old = new PersistentVolumeClaim(oldObject);
        return !allocated(claim).equals(allocated(old))
                || !attributesClasses(claim).equals(attributesClasses(old));
    }

    private static Quantity allocated(PersistentVolumeClaim claim) {
        return claim.status().allocatedResources().getOrDefault("storage", Quantity.ZERO);
    }

    @Override
    public boolean counts(String bounded) {
        return COUNTED.contains(bounded) || bounded.endsWith(OF_CLASS + CLAIMS) || bounded.endsWith(OF_CLASS + STORAGE);
    }

    @Override
    public boolean isOf(ScopedResourceSelectorRequirement scope, Struct object) {
        return scope.scopeName().equals("VolumeAttributesClass")
                && Scopes.matches(scope, attributesClasses(new PersistentVolumeClaim(object)));
    }

    /** The class that a claim has, is to have and is on its way to. */
    private static Set<String> attributesClasses(PersistentVolumeClaim claim) {
        Set<String> classes = new TreeSet<>();
        classes.add(claim.spec().volumeAttributesClassName());
        classes.add(claim.status().currentVolumeAttributesClassName());
        classes.add(claim.status().modifyVolumeStatus().targetVolumeAttributesClassName());
        classes.remove("");
        return classes;
    }

    @Override
    public Map<String, Quantity> usage(Struct object) {
        PersistentVolumeClaim claim = new PersistentVolumeClaim(object);
        Map<String, Quantity> usage = new LinkedHashMap<>();
        usage.put(COUNT, Amounts.ONE);
        usage.put(CLAIMS, Amounts.ONE);
        String storageClass = claim.metadata()
                .annotations()
                .getOrDefault(CLASS_ANNOTATION, claim.spec().storageClassName());
        if (!storageClass.isEmpty()) {
            usage.put(storageClass + OF_CLASS + CLAIMS, Amounts.ONE);
        }
        Map<String, Quantity> requests = claim.spec().resources().requests();
        Quantity asked = requests.get("storage");
        if (asked != null) {
            Quantity allocated = allocated(claim);
            Quantity bytes = whole(allocated.compareTo(asked) > 0 ? allocated : asked);
            usage.put(STORAGE, bytes);
            if (!storageClass.isEmpty()) {
                usage.put(storageClass + OF_CLASS + STORAGE, bytes);
            }
        }
        return usage;
    }

    /** Parts of bytes count as bytes, since what is used is told in whole ones. */
    private static Quantity whole(Quantity bytes) {
        BigDecimal amount = bytes.amount().setScale(0, RoundingMode.CEILING);
        return amount.compareTo(bytes.amount()) == 0 ? bytes : new Quantity(amount, bytes.format());
    }
}
