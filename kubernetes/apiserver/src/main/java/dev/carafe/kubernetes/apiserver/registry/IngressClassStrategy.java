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

    @Override
    public List<Object> tableCells(Struct object) {
        return NetworkCells.ingressClass(new IngressClass(object));
    }
}
