package dev.carafe.kubernetes.apiserver.registry.validation;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Addresses in fields that are older than the strict rules for them: what such a field has already is let pass. */
final class LegacyAddresses {
    private static final Pattern LEADING_ZEROS = Pattern.compile("(?<![0-9a-fA-F])0+(?=[0-9])");
    private static final String MAPPED = "::ffff:";

    private LegacyAddresses() {}

    /** What is wrong with an address that was not there before. */
    static List<String> address(String value, List<String> old) {
        return old.contains(value) ? List.of() : IpAddresses.strict(value);
    }

    /** Whether a well-formed address is one of IPv4, if only in IPv6's clothes. */
    static boolean isV4(String value) {
        return value.indexOf(':') < 0 || value.toLowerCase(Locale.ROOT).startsWith(MAPPED);
    }

    /** What keeps a well-formed address from being one of a machine that others can reach. */
    static List<String> special(String value) {
        String plain = value.indexOf(':') < 0 ? LEADING_ZEROS.matcher(value).replaceAll("") : value;
        InetAddress address = InetAddress.ofLiteral(plain);
        List<String> messages = new ArrayList<>();
        if (address.isAnyLocalAddress()) {
            messages.add("may not be unspecified (" + value + ")");
        }
        if (address.isLoopbackAddress()) {
            messages.add("may not be in the loopback range (127.0.0.0/8, ::1/128)");
        }
        if (address.isLinkLocalAddress()) {
            messages.add("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        }
        if (address.isMCLinkLocal()) {
            messages.add("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
        }
        return messages;
    }
}
