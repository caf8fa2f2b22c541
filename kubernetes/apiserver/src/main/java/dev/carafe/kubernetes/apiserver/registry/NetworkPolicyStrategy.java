package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.networking.v1.NetworkPolicy;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.NetworkCells;
import dev.carafe.kubernetes.apiserver.registry.validation.NetworkValidator;
import java.time.Instant;
import java.util.List;

/** Network policies: the types default to what the rules speak of. */
final class NetworkPolicyStrategy extends DefaultStrategy {
    NetworkPolicyStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        NetworkPolicy policy = new NetworkPolicy(object);
        if (!policy.hasSpec() || !policy.spec().policyTypes().isEmpty()) {
            return object;
        }
        List<String> types = policy.spec().egress().isEmpty() ? List.of("Ingress") : List.of("Ingress", "Egress");
        return policy.withSpec(policy.spec().withPolicyTypes(types)).struct();
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        NetworkValidator.networkPolicy(new NetworkPolicy(object).spec(), errors);
    }

    @Override
    public List<Object> tableCells(Struct object, Instant now) {
        return NetworkCells.networkPolicy(new NetworkPolicy(object), now);
    }
}
