package dev.carafe.kubernetes.apiserver.registry.validation;

import java.util.List;
import java.util.Locale;

/** Addresses in fields that are older than the strict rules for them: what such a field has already is let pass. */
public final class LegacyAddresses {
    private static final String MAPPED = "::ffff:";

    private LegacyAddresses() {}

    /** What is wrong with an address that was not there before. */
    public static List<String> address(String value, List<String> old) {
        return old.contains(value) ? List.of() : IpAddresses.strict(value);
    }

    /** Whether a well-formed address is one of IPv4, if only in IPv6's clothes. */
    public static boolean isV4(String value) {
        return value.indexOf(':') < 0 || value.toLowerCase(Locale.ROOT).startsWith(MAPPED);
    }
}
