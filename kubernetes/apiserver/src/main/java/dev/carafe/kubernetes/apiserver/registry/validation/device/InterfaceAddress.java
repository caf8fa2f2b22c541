package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import dev.carafe.kubernetes.apiserver.registry.validation.IpAddresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/** Addresses of network interfaces, with the length of their networks' prefix. */
final class InterfaceAddress {
    private static final int MAPPED_BITS = 96;

    private InterfaceAddress() {}

    /** The one form in which all write an address; empty for what is none. Leading zeros are read as if they were not there. */
    static Optional<String> canonical(String text) {
        int slash = text.indexOf('/');
        String plain = slash > 0 && text.indexOf('.') >= 0
                ? IpAddresses.withoutLeadingZeros(text.substring(0, slash)) + text.substring(slash)
                : text;
        if (!Addresses.isBlock(plain)) {
            return Optional.empty();
        }
        int end = plain.indexOf('/');
        InetAddress address = InetAddress.ofLiteral(plain.substring(0, end));
        int bits = Integer.parseInt(plain.substring(end + 1));
        int shown = address instanceof Inet4Address && plain.indexOf(':') >= 0 ? bits - MAPPED_BITS : bits;
        return Optional.of(Addresses.text(address) + "/" + shown);
    }
}
