package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.networking.v1.NetworkPolicy;
import dev.carafe.kubernetes.api.networking.v1.NetworkPolicyPort;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.NetworkCells;
import dev.carafe.kubernetes.apiserver.registry.validation.networking.NetworkPolicyValidator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Network policies: the types default to what the rules speak of. */
final class NetworkPolicyStrategy extends DefaultStrategy {
    NetworkPolicyStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        NetworkPolicy policy = protocols(new NetworkPolicy(object));
        if (!policy.hasSpec() || !policy.spec().policyTypes().isEmpty()) {
            return policy.struct();
        }
        List<String> types = policy.spec().egress().isEmpty() ? List.of("Ingress") : List.of("Ingress", "Egress");
        return policy.withSpec(policy.spec().withPolicyTypes(types)).struct();
    }

    private static NetworkPolicy protocols(NetworkPolicy policy) {
        var spec = policy.spec();
        if (!spec.ingress().isEmpty()) {
            spec = spec.withIngress(spec.ingress().stream()
                    .map(rule -> rule.ports().isEmpty() ? rule : rule.withPorts(protocols(rule.ports())))
                    .toList());
        }
        if (!spec.egress().isEmpty()) {
            spec = spec.withEgress(spec.egress().stream()
                    .map(rule -> rule.ports().isEmpty() ? rule : rule.withPorts(protocols(rule.ports())))
                    .toList());
        }
        return policy.hasSpec() ? policy.withSpec(spec) : policy;
    }

    private static List<NetworkPolicyPort> protocols(List<NetworkPolicyPort> ports) {
        return ports.stream()
                .map(port -> port.hasProtocol() ? port : port.withProtocol("TCP"))
                .toList();
    }

    @Override
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        NetworkPolicyValidator.policy(
                new NetworkPolicy(object).spec(), old == null ? null : new NetworkPolicy(old).spec(), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return NetworkCells.networkPolicy(new NetworkPolicy(object));
    }
}
