package dev.carafe.kubernetes.apiserver.registry.validation.networking;

import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.LegacyAddresses;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The addresses of a service within the cluster and their families, which must fit each other. */
public final class ClusterIpsValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath ADDRESSES = SPEC.child("clusterIPs");
    private static final String NONE = "None";
    private static final List<String> FAMILIES = List.of("IPv4", "IPv6");
    private static final List<String> POLICIES = List.of("PreferDualStack", "RequireDualStack", "SingleStack");
    private static final int ADDRESSES_MAX = 2;

    private ClusterIpsValidator() {}

    /**
     * Checks addresses, families and policy; a service that is an alias of another name has none, which is checked elsewhere.
     *
     * @param old addresses that are let pass as they are
     */
    public static void validate(ServiceSpec spec, List<String> old, List<FieldError> errors) {
        if (ServiceValidator.isExternalName(spec)) {
            return;
        }
        first(spec, errors);
        families(spec.ipFamilies(), errors);
        if (spec.hasIpFamilyPolicy()) {
            Check.oneOf(errors, SPEC.child("ipFamilyPolicy"), spec.ipFamilyPolicy(), POLICIES);
        }
        if (!addresses(spec.clusterIPs(), old, errors)) {
            return; // what follows would only say the same in other words
        }
        List<String> addresses = spec.clusterIPs();
        if (addresses.size() > 1
                && addresses.stream()
                                .map(ClusterIpsValidator::family)
                                .distinct()
                                .count()
                        < 2) {
            errors.add(FieldError.invalid(ADDRESSES, addresses, "may specify no more than one IP for each IP family"));
        }
        if (!ServiceValidator.isHeadless(spec)) {
            ofFamilies(addresses, spec.ipFamilies(), errors);
        }
    }

    /** The family of an address; a mapped one is of IPv4. */
    public static String family(String address) {
        return LegacyAddresses.isV4(address) ? "IPv4" : "IPv6";
    }

    /** The field of former times has the first address. */
    private static void first(ServiceSpec spec, List<FieldError> errors) {
        List<String> addresses = spec.clusterIPs();
        if (spec.clusterIP().isEmpty()) {
            if (!addresses.isEmpty()) {
                errors.add(FieldError.invalid(ADDRESSES, addresses, "must be empty when `clusterIP` is not specified"));
            }
        } else if (addresses.isEmpty()) {
            errors.add(FieldError.required(ADDRESSES, ""));
        } else if (!addresses.getFirst().equals(spec.clusterIP())) {
            errors.add(FieldError.invalid(ADDRESSES, addresses, "first value must match `clusterIP`"));
        }
    }

    private static void families(List<String> families, List<FieldError> errors) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < families.size(); i++) {
            FieldPath at = SPEC.child("ipFamilies").index(i);
            Check.oneOf(errors, at, families.get(i), FAMILIES);
            if (!seen.add(families.get(i))) {
                errors.add(FieldError.duplicate(at, families.get(i)));
            }
        }
    }

    /** Whether each is an address, or the only one says that there shall be none. */
    private static boolean addresses(List<String> addresses, List<String> old, List<FieldError> errors) {
        boolean wellFormed = true;
        for (int i = 0; i < addresses.size(); i++) {
            String address = addresses.get(i);
            if (i == 0 && address.equals(NONE)) {
                if (addresses.size() > 1) {
                    errors.add(FieldError.invalid(ADDRESSES, addresses, "'None' must be the first and only value"));
                    wellFormed = false;
                }
                continue;
            }
            List<String> malformed = LegacyAddresses.address(address, old);
            Check.rule(errors, ADDRESSES.index(i), address, malformed);
            wellFormed &= malformed.isEmpty();
        }
        if (addresses.size() > ADDRESSES_MAX) {
            errors.add(FieldError.invalid(ADDRESSES, addresses, "may only hold up to 2 values"));
        }
        return wellFormed;
    }

    private static void ofFamilies(List<String> addresses, List<String> families, List<FieldError> errors) {
        for (int i = 0; i < Math.min(addresses.size(), families.size()); i++) {
            String expected = families.get(i);
            if (FAMILIES.contains(expected) && !family(addresses.get(i)).equals(expected)) {
                errors.add(FieldError.invalid(
                        ADDRESSES.index(i),
                        addresses.get(i),
                        "expected an " + expected + " value as indicated by `ipFamilies[" + i + "]`"));
            }
        }
    }
}
