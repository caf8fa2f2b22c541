package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.networking.v1.IngressClass;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.NetworkCells;
import java.util.List;

/** Ingress classes. */
final class IngressClassStrategy extends DefaultStrategy {
    IngressClassStrategy(Kind kind) {
        super(kind);
    }

    /** Where its parameters are, unless it says so: in no namespace. */
    @Override
    public Struct applyDefaults(Struct object) {
        IngressClass given = new IngressClass(object);
        var spec = given.spec();
        return spec.hasParameters() && !spec.parameters().hasScope()
                ? given.withSpec(spec.withParameters(spec.parameters().withScope("Cluster")))
                        .struct()
                : object;
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return NetworkCells.ingressClass(new IngressClass(object));
    }
}
