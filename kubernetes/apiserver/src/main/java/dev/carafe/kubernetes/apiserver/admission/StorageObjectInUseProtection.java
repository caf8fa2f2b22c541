package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives claims, volumes and classes of volume attributes the finalizers that keep them while they are used; controllers take them
 * away (plugin/pkg/admission/storage/storageobjectinuseprotection).
 */
public final class StorageObjectInUseProtection implements AdmissionPlugin {
    @Override
    public String name() {
        return "StorageObjectInUseProtection";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE && finalizer(request).isPresent();
    }

    private static Optional<String> finalizer(AdmissionRequest request) {
        if (Subject.is(request, "", "persistentvolumeclaims")) {
            return Optional.of("kubernetes.io/pvc-protection");
        }
        if (Subject.is(request, "", "persistentvolumes")) {
            return Optional.of("kubernetes.io/pv-protection");
        }
        return Subject.is(request, "storage.k8s.io", "volumeattributesclasses")
                ? Optional.of("kubernetes.io/vac-protection")
                : Optional.empty();
    }

    @Override
    public Struct admit(AdmissionRequest request) {
        Struct object = request.object().orElseThrow();
        Struct own = object.struct("metadata");
        ObjectMeta metadata = new ObjectMeta(own == null ? Struct.EMPTY : own);
        String finalizer = finalizer(request).orElseThrow();
        if (metadata.finalizers().contains(finalizer)) {
            return object;
        }
        List<String> finalizers = new ArrayList<>(metadata.finalizers());
        finalizers.add(finalizer);
        return object.with("metadata", metadata.withFinalizers(finalizers).struct());
    }
}
