package dev.carafe.kubernetes.apiserver.registry.validation.networking;

import dev.carafe.kubernetes.api.networking.v1.IPBlock;
import dev.carafe.kubernetes.api.networking.v1.NetworkPolicyPeer;
import dev.carafe.kubernetes.api.networking.v1.NetworkPolicyPort;
import dev.carafe.kubernetes.api.networking.v1.NetworkPolicySpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.IpBlock;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may talk to whom (pkg/apis/networking/validation). */
public final class NetworkPolicyValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
    private static final List<String> TYPES = List.of("Ingress", "Egress");

    private final Set<String> known = new HashSet<>();
    private final List<FieldError> errors;

    /** What is told last. */
    private final List<FieldError> missing = new ArrayList<>();

    private NetworkPolicyValidator(List<FieldError> errors) {
        this.errors = errors;
    }

    /**
     * Checks a policy.
     *
     * @param old what it was before, whose blocks may be used again even if they are written in a way that is not taken any more
     */
    public static void policy(NetworkPolicySpec spec, @Nullable NetworkPolicySpec old, List<FieldError> errors) {
        NetworkPolicyValidator validator = new NetworkPolicyValidator(errors);
        if (old != null) {
            old.ingress().forEach(rule -> rule.from().forEach(validator::remember));
            old.egress().forEach(rule -> rule.to().forEach(validator::remember));
        }
        validator.policy(spec);
        errors.addAll(validator.missing);
    }

    private void remember(NetworkPolicyPeer peer) {
        if (peer.hasIpBlock()) {
            known.add(peer.ipBlock().cidr());
            known.addAll(peer.ipBlock().except());
        }
    }

    private void policy(NetworkPolicySpec spec) {
        LabelSelectorValidator.validate(spec.podSelector(), SPEC.child("podSelector"), errors);
        for (int i = 0; i < spec.ingress().size(); i++) {
            FieldPath path = SPEC.child("ingress").index(i);
            ports(spec.ingress().get(i).ports(), path.child("ports"));
            peers(spec.ingress().get(i).from(), path.child("from"));
        }
        for (int i = 0; i < spec.egress().size(); i++) {
            FieldPath path = SPEC.child("egress").index(i);
            ports(spec.egress().get(i).ports(), path.child("ports"));
            peers(spec.egress().get(i).to(), path.child("to"));
        }
        List<String> types = spec.policyTypes();
        if (types.size() > TYPES.size()) {
            errors.add(
                    FieldError.invalid(SPEC.child("policyTypes"), types, "may not specify more than two policyTypes"));
            return;
        }
        for (int i = 0; i < types.size(); i++) {
            Check.oneOf(errors, SPEC.child("policyTypes").index(i), types.get(i), TYPES);
        }
    }

    private void ports(List<NetworkPolicyPort> ports, FieldPath path) {
        for (int i = 0; i < ports.size(); i++) {
            port(ports.get(i), path.index(i));
        }
    }

    private void port(NetworkPolicyPort port, FieldPath path) {
        if (port.hasProtocol()) {
            Check.oneOf(errors, path.child("protocol"), port.protocol(), PROTOCOLS);
        }
        FieldPath end = path.child("endPort");
        if (!port.hasPort()) {
            if (port.hasEndPort()) {
                errors.add(FieldError.invalid(
                        end, (long) port.endPort(), "may not be specified when `port` is not specified"));
            }
            return;
        }
        switch (port.port()) {
            case IntOrString.Int(int number) -> {
                Check.port(errors, path.child("port"), number);
                if (port.hasEndPort()) {
                    if (port.endPort() < number) {
                        errors.add(FieldError.invalid(
                                end, (long) port.endPort(), "must be greater than or equal to `port`"));
                    }
                    Check.port(errors, end, port.endPort());
                }
            }
            case IntOrString.Str(String name) -> {
                if (port.hasEndPort()) {
                    errors.add(FieldError.invalid(
                            end, (long) port.endPort(), "may not be specified when `port` is non-numeric"));
                }
                Check.rule(errors, path.child("port"), name, Values.portName(name));
            }
        }
    }

    private void peers(List<NetworkPolicyPeer> peers, FieldPath path) {
        for (int i = 0; i < peers.size(); i++) {
            peer(peers.get(i), path.index(i));
        }
    }

    private void peer(NetworkPolicyPeer peer, FieldPath path) {
        if (peer.hasPodSelector()) {
            LabelSelectorValidator.validate(peer.podSelector(), path.child("podSelector"), errors);
        }
        if (peer.hasNamespaceSelector()) {
            LabelSelectorValidator.validate(peer.namespaceSelector(), path.child("namespaceSelector"), errors);
        }
        if (peer.hasIpBlock()) {
            block(peer.ipBlock(), path.child("ipBlock"));
        }
        boolean selected = peer.hasPodSelector() || peer.hasNamespaceSelector();
        if (!selected && !peer.hasIpBlock()) {
            errors.add(FieldError.required(path, "must specify a peer"));
        } else if (selected && peer.hasIpBlock()) {
            errors.add(FieldError.forbidden(path, "may not specify both ipBlock and another peer"));
        }
    }

    private void block(IPBlock block, FieldPath path) {
        if (!Check.present(missing, path.child("cidr"), block.cidr())) {
            return;
        }
        cidr(block.cidr(), path.child("cidr"));
        Optional<IpBlock> whole = IpBlock.read(block.cidr());
        if (whole.isEmpty()) {
            return;
        }
        for (int i = 0; i < block.except().size(); i++) {
            String except = block.except().get(i);
            FieldPath at = path.child("except").index(i);
            cidr(except, at);
            if (IpBlock.read(except).filter(part -> !part.isWithin(whole.get())).isPresent()) {
                errors.add(FieldError.invalid(at, except, "must be a strict subset of `cidr`"));
            }
        }
    }

    private void cidr(String cidr, FieldPath path) {
        if (!known.contains(cidr)) {
            Check.rule(errors, path, cidr, IpBlock.strict(cidr));
        }
    }
}
