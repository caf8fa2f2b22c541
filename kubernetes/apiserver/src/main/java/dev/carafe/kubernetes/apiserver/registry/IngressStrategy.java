package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.networking.v1.Ingress;
import dev.carafe.kubernetes.api.networking.v1.IngressSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.NetworkCells;
import dev.carafe.kubernetes.apiserver.registry.validation.networking.IngressValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.networking.LoadBalancerValidator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ingresses. */
final class IngressStrategy extends DefaultStrategy {
    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";

    IngressStrategy(Kind kind) {
        super(kind);
    }

    /** Without an empty list of rules, which only an ingress that misses them is told of. */
    @Override
    public Struct applyDefaults(Struct object) {
        Ingress ingress = new Ingress(object);
        IngressSpec spec = ingress.spec();
        return spec.hasRules() && spec.rules().isEmpty() && spec.hasDefaultBackend()
                ? ingress.withSpec(spec.withoutRules()).struct()
                : object;
    }

    @Override
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        Ingress ingress = new Ingress(object);
        IngressValidator.spec(ingress.spec(), old == null ? null : new Ingress(old).spec(), errors);
        if (old == null) {
            IngressValidator.className(ingress, errors);
        }
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        LoadBalancerValidator.ingressStatus(
                new Ingress(object).status().loadBalancer(),
                new Ingress(old).status().loadBalancer(),
                errors);
    }

    @Override
    public List<String> warningsOfNew(Struct object) {
        return metadata(object).annotations().containsKey(CLASS_ANNOTATION)
                        && !new Ingress(object).spec().hasIngressClassName()
                ? List.of("annotation \"" + CLASS_ANNOTATION
                        + "\" is deprecated, please use 'spec.ingressClassName' instead")
                : List.of();
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return NetworkCells.ingress(new Ingress(object));
    }
}
