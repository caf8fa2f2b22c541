package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses of network interfaces, with the length of their networks' prefix. */
final class InterfaceAddress {
    private static final Pattern LEADING_ZEROS = Pattern.compile("(?<![0-9a-fA-F])0+(?=[0-9])");
    private static final int MAPPED_BITS = 96;

    private InterfaceAddress() {}

    /** The one form in which all write an address; empty for what is none. Leading zeros are read as if they were not there. */
    static Optional<String> canonical(String text) {
        int slash = text.indexOf('/');
        String plain = slash > 0 && text.indexOf('.') >= 0
                ? LEADING_ZEROS.matcher(text.substring(0, slash)).replaceAll("") + text.substring(slash)
                : text;
        if (!Addresses.isBlock(plain)) {
            return Optional.empty();
        }
        int end = plain.indexOf('/');
        InetAddress address = InetAddress.ofLiteral(plain.substring(0, end));
        int bits = Integer.parseInt(plain.substring(end + 1));
        boolean v4 = address instanceof Inet4Address;
        int shown = v4 && plain.indexOf(':') >= 0 ? bits - MAPPED_BITS : bits;
        return Optional.of((v4 ? address.getHostAddress() : compressed(address.getAddress())) + "/" + shown);
    }

    /** IPv6 with the longest run of zeros left out (RFC 5952). */
    private static String compressed(byte[] bytes) {
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < bytes.length; i += 2) {
            groups.add(Integer.toHexString((bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff)));
        }
        int start = 0;
        int length = 0;
        for (int i = 0; i < groups.size(); i++) {
            int end = i;
            while (end < groups.size() && groups.get(end).equals("0")) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        return length < 2
                ? String.join(":", groups)
                : String.join(":", groups.subList(0, start)) + "::"
                        + String.join(":", groups.subList(start + length, groups.size()));
    }
}
