package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.networking.v1.IngressClass;
import dev.carafe.kubernetes.api.networking.v1.IngressClassParametersReference;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.NetworkCells;
import dev.carafe.kubernetes.apiserver.registry.validation.networking.IngressClassValidator;
import java.util.List;

/** Ingress classes. */
final class IngressClassStrategy extends DefaultStrategy {
    IngressClassStrategy(Kind kind) {
        super(kind);
    }

    /** Parameters are the cluster's unless they say otherwise. */
    @Override
    public Struct applyDefaults(Struct object) {
        IngressClass ingressClass = new IngressClass(object);
        IngressClassParametersReference parameters = ingressClass.spec().parameters();
        return !ingressClass.spec().hasParameters() || parameters.hasScope()
                ? object
                : ingressClass
                        .withSpec(ingressClass.spec().withParameters(parameters.withScope("Cluster")))
                        .struct();
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        IngressClassValidator.spec(new IngressClass(object).spec(), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return NetworkCells.ingressClass(new IngressClass(object));
    }
}
