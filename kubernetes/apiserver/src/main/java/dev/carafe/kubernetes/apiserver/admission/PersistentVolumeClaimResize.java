package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.storage.v1.StorageClass;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;

/**
 * Lets a claim grow only where its storage class says that its volumes can (plugin/pkg/admission/storage/persistentvolume/resize).
 */
public final class PersistentVolumeClaimResize implements AdmissionPlugin {
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

    private final ObjectReader reader;

    public PersistentVolumeClaimResize(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "PersistentVolumeClaimResize";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == AdmissionRequest.Operation.UPDATE
                && Subject.is(request, "", "persistentvolumeclaims");
    }

    @Override
    public void validate(AdmissionRequest request) {
        PersistentVolumeClaim claim = new PersistentVolumeClaim(request.object().orElseThrow());
        PersistentVolumeClaim old =
                new PersistentVolumeClaim(request.oldObject().orElseThrow());
        if (size(claim).compareTo(size(old)) <= 0) {
            return;
        }
        if (!old.status().phase().equals("Bound")) {
            throw Forbidden.of(request, "Only bound persistent volume claims can be expanded");
        }
        String name = className(claim);
        if (name.isEmpty() || !name.equals(className(old)) || !grows(name)) {
            throw Forbidden.of(
                    request,
                    "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must"
                            + " support resize");
        }
    }

    private static Quantity size(PersistentVolumeClaim claim) {
        return claim.spec().resources().requests().getOrDefault("storage", Quantity.ZERO);
    }

    /** The class by which a claim was made; the annotation is the older way to name it, and counts first. */
    private static String className(PersistentVolumeClaim claim) {
        return claim.metadata()
                .annotations()
                .getOrDefault(CLASS_ANNOTATION, claim.spec().storageClassName());
    }

    private boolean grows(String storageClass) {
        return reader.get("storage.k8s.io", "storageclasses", "", storageClass)
                .map(StorageClass::new)
                .filter(StorageClass::allowVolumeExpansion)
                .isPresent();
    }
}
