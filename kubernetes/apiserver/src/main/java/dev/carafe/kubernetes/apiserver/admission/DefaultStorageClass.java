package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.storage.v1.StorageClass;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;

/** Gives claims that name no class the one marked as default (plugin/pkg/admission/storage/storageclass/setdefault). */
public final class DefaultStorageClass implements AdmissionPlugin {
    private final ObjectReader reader;

    public DefaultStorageClass(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "DefaultStorageClass";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE && Subject.is(request, "", "persistentvolumeclaims");
    }

    @Override
    public Struct admit(AdmissionRequest request) {
        PersistentVolumeClaim claim = new PersistentVolumeClaim(request.object().orElseThrow());
        if (claim.spec().hasStorageClassName()
                || claim.metadata().annotations().containsKey("volume.beta.kubernetes.io/storage-class")) {
            return claim.struct();
        }
        return DefaultClass.of(
                        reader.list("storage.k8s.io", "storageclasses", "").stream()
                                .map(StorageClass::new)
                                .map(StorageClass::metadata),
                        "storageclass.kubernetes.io/is-default-class")
                .map(name -> claim.withSpec(claim.spec().withStorageClassName(name)))
                .orElse(claim)
                .struct();
    }
}
