package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses that everybody reads alike: some programs take 010.0.0.1 for 8.0.0.1. */
public final class IpAddresses {
    private static final Pattern LEADING_ZEROS = Pattern.compile("(?<![0-9a-fA-F])0+(?=[0-9])");
    private static final Pattern MAPPED = Pattern.compile("(::|(0{1,4}:){5})ffff:[0-9a-f.]+(:[0-9a-f]+)?");

    private IpAddresses() {}

    /** What is wrong with an address, nothing for one in a form that is unambiguous. */
    public static List<String> strict(String value) {
        List<String> messages = new ArrayList<>();
        if (!Addresses.isAddress(value)) {
            boolean decimal = value.indexOf('.') >= 0;
            if (!decimal || !Addresses.isAddress(withoutLeadingZeros(value))) {
                return Values.ip(value);
            }
            messages.add("must not have leading 0s");
        } else if (isMapped(value)) {
            messages.add("must not be an IPv4-mapped IPv6 address");
        }
        return messages;
    }

    /** As {@link #strict}, and one that is not in the form in which addresses are compared. */
    public static List<String> canonical(String value) {
        List<String> messages = strict(value);
        if (!messages.isEmpty()) {
            return messages;
        }
        String form = Addresses.text(InetAddress.ofLiteral(value));
        return form.equals(value) ? List.of() : List.of("must be in canonical form (" + Quoted.of(form) + ")");
    }

    /** What an address has that cannot be sent to from elsewhere. */
    public static List<String> endpoint(String value) {
        Optional<InetAddress> read = read(value);
        if (read.isEmpty()) {
            return List.of("must be a valid IP address");
        }
        InetAddress address = read.get();
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

    /** The address that a text names, perhaps with zeros before its numbers; empty where it names none. */
    public static Optional<InetAddress> read(String value) {
        String plain = withoutLeadingZeros(value);
        if (Addresses.isAddress(value)) {
            return Optional.of(InetAddress.ofLiteral(value));
        }
        return value.indexOf('.') >= 0 && Addresses.isAddress(plain)
                ? Optional.of(InetAddress.ofLiteral(plain))
                : Optional.empty();
    }

    public static String withoutLeadingZeros(String value) {
        return LEADING_ZEROS.matcher(value).replaceAll("");
    }

    /** Whether it is an IPv4 address in the form of an IPv6 one. */
    public static boolean isMapped(String value) {
        return MAPPED.matcher(value.toLowerCase(Locale.ROOT)).matches();
    }
}
