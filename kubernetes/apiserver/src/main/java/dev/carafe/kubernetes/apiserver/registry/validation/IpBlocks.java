package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blocks of addresses, in a form that everybody reads alike. */
final class IpBlocks {
    private static final Pattern FORM = Pattern.compile("(?<address>[^/]*)/(?<bits>[0-9]+)");
    private static final Pattern LEADING_ZEROS = Pattern.compile("(?<![0-9a-fA-F])0+(?=[0-9])");

    private IpBlocks() {}

    /** As {@link #strict}, but a block that was there before is let pass. */
    static List<String> strictUnlessOld(String value, List<String> old) {
        return old.contains(value) ? List.of() : strict(value);
    }

    /** What is wrong with a block, nothing for one in a form that is unambiguous. */
    static List<String> strict(String value) {
        Matcher matcher = FORM.matcher(value);
        if (!matcher.matches()) {
            return Values.cidr(value);
        }
        if (!Addresses.isBlock(value)) {
            return Addresses.isBlock(LEADING_ZEROS.matcher(value).replaceAll(""))
                    ? List.of("must not have leading 0s in IP or prefix length")
                    : Values.cidr(value);
        }
        String address = matcher.group("address");
        if (!IpAddresses.strict(address).isEmpty()) {
            return List.of("must not have an IPv4-mapped IPv6 address");
        }
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        return isClearFrom(bytes, Integer.parseInt(matcher.group("bits")))
                ? List.of()
                : List.of("must not have bits set beyond the prefix length");
    }

    private static boolean isClearFrom(byte[] bytes, int bit) {
        for (int i = bit; i < bytes.length * 8; i++) {
            if ((bytes[i / 8] & (0x80 >> (i % 8))) != 0) {
                return false;
            }
        }
        return true;
    }
}
