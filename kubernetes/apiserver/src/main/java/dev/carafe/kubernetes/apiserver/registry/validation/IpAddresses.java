package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Addresses that everybody reads alike: some programs take 010.0.0.1 for 8.0.0.1. */
final class IpAddresses {
    private static final Pattern LEADING_ZEROS = Pattern.compile("(?<![0-9a-fA-F])0+(?=[0-9])");
    private static final Pattern MAPPED = Pattern.compile("(::|(0{1,4}:){5})ffff:[0-9a-f.]+(:[0-9a-f]+)?");

    private IpAddresses() {}

    /** What is wrong with an address, nothing for one in a form that is unambiguous. */
    static List<String> strict(String value) {
        List<String> messages = new ArrayList<>();
        if (!Addresses.isAddress(value)) {
            boolean decimal = value.indexOf('.') >= 0;
            if (!decimal || !Addresses.isAddress(LEADING_ZEROS.matcher(value).replaceAll(""))) {
                return Values.ip(value);
            }
            messages.add("must not have leading 0s");
        } else if (MAPPED.matcher(value.toLowerCase(Locale.ROOT)).matches()) {
            messages.add("must not be an IPv4-mapped IPv6 address");
        }
        return messages;
    }
}
