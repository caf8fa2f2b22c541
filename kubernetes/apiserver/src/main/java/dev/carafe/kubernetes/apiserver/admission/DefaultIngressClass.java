package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.networking.v1.Ingress;
import dev.carafe.kubernetes.api.networking.v1.IngressClass;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;

/** Gives ingresses that name no class the one marked as default (plugin/pkg/admission/network/defaultingressclass). */
public final class DefaultIngressClass implements AdmissionPlugin {
    private final ObjectReader reader;

    public DefaultIngressClass(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "DefaultIngressClass";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE && Subject.is(request, "networking.k8s.io", "ingresses");
    }

    @Override
    public Struct admit(AdmissionRequest request) {
        Ingress ingress = new Ingress(request.object().orElseThrow());
        if (ingress.spec().hasIngressClassName()
                || ingress.metadata().annotations().containsKey("kubernetes.io/ingress.class")) {
            return ingress.struct();
        }
        return DefaultClass.of(
                        reader.list("networking.k8s.io", "ingressclasses", "").stream()
                                .map(IngressClass::new)
                                .map(IngressClass::metadata),
                        "ingressclass.kubernetes.io/is-default-class")
                .map(name -> ingress.withSpec(ingress.spec().withIngressClassName(name)))
                .orElse(ingress)
                .struct();
    }
}
