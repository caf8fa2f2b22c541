package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.apiserver.registry.validation.networking.ClusterIpsValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Of which families a service's addresses are, in a cluster that has one (pkg/registry/core/service/storage). Without any state.
 *
 * @param family the cluster's, {@code IPv4} or {@code IPv6}
 */
record ServiceFamilies(String family) {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath POLICY = SPEC.child("ipFamilyPolicy");
    private static final String SINGLE = "SingleStack";
    private static final String PREFERRED = "PreferDualStack";
    private static final String REQUIRED = "RequireDualStack";

    /** The service with policy and families; an error where the cluster cannot have them. */
    ServiceSpec complete(Service service, ServiceSpec given, Optional<ServiceSpec> old) {
        if (!ServiceStrategy.needsClusterIp(given)
                || old.filter(before -> isLeftAlone(given, before)).isPresent()) {
            return given;
        }
        ServiceSpec spec = given.hasIpFamilyPolicy() ? given : given.withIpFamilyPolicy(policy(given, old));
        List<FieldError> errors = new ArrayList<>();
        ClusterIpsValidator.validate(spec, old.map(ServiceSpec::clusterIPs).orElse(List.of()), errors);
        refuse(service, errors);
        if (old.isPresent()) {
            spec = released(spec, old.get(), errors);
        }
        if (spec.ipFamilyPolicy().equals(SINGLE)) {
            String several = "must be 'RequireDualStack' or 'PreferDualStack' when multiple ";
            if (spec.clusterIPs().size() == 2) {
                errors.add(FieldError.invalid(POLICY, SINGLE, several + "cluster IPs are specified"));
            }
            if (spec.ipFamilies().size() == 2) {
                errors.add(FieldError.invalid(POLICY, SINGLE, several + "IP families are specified"));
            }
        }
        spec = ofAddresses(spec, errors);
        refuse(service, errors);
        if (spec.clusterIP().equals("None") && spec.selector().isEmpty()) {
            return ofAnything(spec);
        }
        configured(spec, errors);
        refuse(service, errors);
        return spec.ipFamilies().isEmpty() ? spec.withIpFamilies(List.of(family)) : spec;
    }

    /** A service that would have both families if it could does not change with the cluster. */
    private static boolean isLeftAlone(ServiceSpec spec, ServiceSpec old) {
        return spec.ipFamilyPolicy().equals(PREFERRED)
                && (!old.hasIpFamilyPolicy() || old.ipFamilyPolicy().equals(PREFERRED))
                && spec.type().equals(old.type())
                && List.of("ClusterIP", "NodePort", "LoadBalancer").contains(spec.type())
                && spec.clusterIPs().equals(old.clusterIPs())
                && spec.ipFamilies().equals(old.ipFamilies());
    }

    private static String policy(ServiceSpec spec, Optional<ServiceSpec> old) {
        if (old.isPresent() && old.get().hasIpFamilyPolicy()) {
            return old.get().ipFamilyPolicy();
        }
        return spec.clusterIP().equals("None") && spec.selector().isEmpty() ? REQUIRED : SINGLE;
    }

    /** Who asks for one family gives up the second address; who gives it up must ask for one family. */
    private static ServiceSpec released(ServiceSpec given, ServiceSpec old, List<FieldError> errors) {
        ServiceSpec spec = given;
        List<String> addresses = spec.clusterIPs();
        List<String> families = spec.ipFamilies();
        if (spec.ipFamilyPolicy().equals(SINGLE)) {
            if (addresses.size() > 1 && addresses.equals(old.clusterIPs())) {
                spec = spec.withClusterIPs(List.of(addresses.getFirst()));
            }
            if (families.size() > 1 && families.equals(old.ipFamilies())) {
                spec = spec.withIpFamilies(List.of(families.getFirst()));
            }
            return spec;
        }
        String rule = "must be 'SingleStack' to release the secondary ";
        if (!addresses.isEmpty() && addresses.size() < old.clusterIPs().size()) {
            errors.add(FieldError.invalid(POLICY, spec.ipFamilyPolicy(), rule + "cluster IP"));
        }
        if (!families.isEmpty() && families.size() < old.ipFamilies().size()) {
            errors.add(FieldError.invalid(POLICY, spec.ipFamilyPolicy(), rule + "IP family"));
        }
        return spec;
    }

    /** The families that are not named are those of the addresses that are. */
    private ServiceSpec ofAddresses(ServiceSpec spec, List<FieldError> errors) {
        List<String> families = new ArrayList<>(spec.ipFamilies());
        List<String> addresses = spec.clusterIPs();
        for (int i = families.size(); i < addresses.size(); i++) {
            if (addresses.get(i).equals("None")) {
                break;
            }
            String found = ClusterIpsValidator.family(addresses.get(i));
            if (found.equals(family)) {
                families.add(found);
            } else {
                errors.add(FieldError.invalid(
                        SPEC.child("clusterIPs").index(i), addresses, found + " is not configured on this cluster"));
            }
        }
        return families.isEmpty() ? spec : spec.withIpFamilies(families);
    }

    /** A service without address and selector is of whatever its endpoints will be. */
    private ServiceSpec ofAnything(ServiceSpec spec) {
        List<String> families = new ArrayList<>(spec.ipFamilies());
        if (families.isEmpty()) {
            families.add(family);
        }
        if (families.size() < 2 && !spec.ipFamilyPolicy().equals(SINGLE)) {
            families.add(families.getFirst().equals("IPv4") ? "IPv6" : "IPv4");
        }
        return spec.withIpFamilies(families);
    }

    private void configured(ServiceSpec spec, List<FieldError> errors) {
        if (spec.ipFamilyPolicy().equals(REQUIRED)) {
            errors.add(FieldError.invalid(POLICY, REQUIRED, "this cluster is not configured for dual-stack services"));
        }
        for (int i = 0; i < spec.ipFamilies().size(); i++) {
            String wanted = spec.ipFamilies().get(i);
            if (!wanted.equals(family)) {
                errors.add(FieldError.invalid(
                        SPEC.child("ipFamilies").index(i), wanted, "not configured on this cluster"));
            }
        }
    }

    private static void refuse(Service service, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw StatusError.invalid(new GroupKind("", "Service"), service.name(), errors);
        }
    }
}
