package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimSpec;
import dev.carafe.kubernetes.api.core.v1.TypedLocalObjectReference;
import dev.carafe.kubernetes.api.core.v1.TypedObjectReference;

/**
 * What a claim's volume is filled with at first. The older of its two fields can name claims and snapshots only, and others in it were
 * always left out; the newer one names anything; both say the same. Sources in other namespaces are behind a gate that is off
 * (pkg/api/persistentvolumeclaim).
 */
final class ClaimSources {
    private ClaimSources() {}

    /** A new claim with both fields, or none. */
    static PersistentVolumeClaim created(PersistentVolumeClaim claim) {
        return normalized(claim.withSpec(known(claim.spec())));
    }

    /** A changed claim; what it had before it may keep. */
    static PersistentVolumeClaim changed(PersistentVolumeClaim claim, PersistentVolumeClaim old) {
        PersistentVolumeClaimSpec spec = claim.spec();
        if (!old.spec().hasDataSource() && !old.spec().hasDataSourceRef()) {
            spec = known(spec);
        }
        return normalized(claim.withSpec(spec));
    }

    private static PersistentVolumeClaimSpec known(PersistentVolumeClaimSpec spec) {
        if (spec.hasDataSourceRef() || !spec.hasDataSource()) {
            return spec;
        }
        String kind = spec.dataSource().kind();
        boolean isKnown = switch (spec.dataSource().apiGroup()) {
            case "" -> kind.equals("PersistentVolumeClaim");
            case "snapshot.storage.k8s.io" -> kind.equals("VolumeSnapshot");
            default -> false;
        };
        return isKnown ? spec : spec.withoutDataSource();
    }

    /** The claim with the one field told by the other where only one is there. */
    static PersistentVolumeClaim normalized(PersistentVolumeClaim claim) {
        PersistentVolumeClaimSpec spec = claim.spec();
        if (spec.hasDataSource() == spec.hasDataSourceRef()) {
            return claim;
        }
        if (spec.hasDataSource()) {
            return claim.withSpec(spec.withDataSourceRef(
                    new TypedObjectReference(spec.dataSource().struct())));
        }
        return spec.dataSourceRef().namespace().isEmpty()
                ? claim.withSpec(spec.withDataSource(new TypedLocalObjectReference(
                        spec.dataSourceRef().struct().without("namespace"))))
                : claim;
    }
}
