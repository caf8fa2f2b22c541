package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.api.networking.v1.Ingress;
import dev.carafe.kubernetes.api.networking.v1.IngressClass;
import dev.carafe.kubernetes.api.storage.v1.StorageClass;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Gives claims and ingresses that name no class the one marked as default. */
public final class DefaultClasses implements AdmissionPlugin {
    private final ObjectReader reader;

    public DefaultClasses(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "DefaultStorageClass,DefaultIngressClass";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE
                && (Subject.is(request, "", "persistentvolumeclaims")
                        || Subject.is(request, "networking.k8s.io", "ingresses"));
    }

    @Override
    public Struct admit(AdmissionRequest request) {
        Struct object = request.object().orElseThrow();
        return request.resource().name().equals("ingresses")
                ? ingress(new Ingress(object)).struct()
                : claim(new PersistentVolumeClaim(object)).struct();
    }

    private PersistentVolumeClaim claim(PersistentVolumeClaim claim) {
        if (claim.spec().hasStorageClassName()
                || claim.metadata().annotations().containsKey("volume.beta.kubernetes.io/storage-class")) {
            return claim;
        }
        return newest(
                        reader.list("storage.k8s.io", "storageclasses", "").stream()
                                .map(StorageClass::new)
                                .map(StorageClass::metadata),
                        "storageclass.kubernetes.io/is-default-class")
                .map(name -> claim.withSpec(claim.spec().withStorageClassName(name)))
                .orElse(claim);
    }

    private Ingress ingress(Ingress ingress) {
        if (ingress.spec().hasIngressClassName()
                || ingress.metadata().annotations().containsKey("kubernetes.io/ingress.class")) {
            return ingress;
        }
        return newest(
                        reader.list("networking.k8s.io", "ingressclasses", "").stream()
                                .map(IngressClass::new)
                                .map(IngressClass::metadata),
                        "ingressclass.kubernetes.io/is-default-class")
                .map(name -> ingress.withSpec(ingress.spec().withIngressClassName(name)))
                .orElse(ingress);
    }

    /** Of several defaults the newest, then the first by name. */
    private static Optional<String> newest(Stream<ObjectMeta> classes, String annotation) {
        Comparator<ObjectMeta> newestFirst = Comparator.comparing(
                        (ObjectMeta metadata) -> metadata.creationTimestamp().orElse(java.time.Instant.EPOCH))
                .reversed();
        return classes.filter(metadata -> "true".equals(metadata.annotations().get(annotation)))
                .min(newestFirst.thenComparing(ObjectMeta::name))
                .map(ObjectMeta::name);
    }
}
