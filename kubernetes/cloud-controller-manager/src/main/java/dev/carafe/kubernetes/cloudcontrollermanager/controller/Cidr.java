package dev.carafe.kubernetes.cloudcontrollermanager.controller;

import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A range of addresses, IPv4 or IPv6. An IPv6 address that stands for an IPv4 one counts as that.
 *
 * @param first its first address, as a number
 * @param bits how long an address of its family is: 32 or 128
 * @param prefix how many leading bits all its addresses share
 */
public record Cidr(BigInteger first, int bits, int prefix) {
    /**
     * Reads a range such as {@code 10.244.0.0/16}; bits beyond the prefix are dropped.
     *
     * @throws IllegalArgumentException with Go's words where the text is none
     */
    public static Cidr parse(String text) {
        if (!Addresses.isBlock(text)) {
            throw new IllegalArgumentException("invalid CIDR address: " + text);
        }
        int slash = text.indexOf('/');
        byte[] address = bytes(text.substring(0, slash));
        int bits = address.length * 8;
        int prefix = Integer.parseInt(text.substring(slash + 1));
        if (prefix > bits) { // an IPv4 address written as IPv6
            prefix -= 128 - bits;
        }
        BigInteger host = BigInteger.ONE.shiftLeft(bits - prefix).subtract(BigInteger.ONE);
        return new Cidr(new BigInteger(1, address).andNot(host), bits, prefix);
    }

    /** Reads ranges with commas between; an empty text is one that cannot be read, as in Go. */
    public static List<Cidr> parseAll(String text) {
        return Arrays.stream(text.strip().split(",", -1)).map(Cidr::parse).toList();
    }

    /** Whether an address is in the range; false for a text that is no address. */
    public boolean contains(String address) {
        return address(address).filter(this::contains).isPresent();
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length * 8 == bits && contains(new BigInteger(1, bytes));
    }

    private boolean contains(BigInteger address) {
        return address.shiftRight(bits - prefix).equals(first.shiftRight(bits - prefix));
    }

    /** Whether the first or the last address of another range is in this one. */
    public boolean touches(Cidr other) {
        BigInteger host = BigInteger.ONE.shiftLeft(other.bits - other.prefix).subtract(BigInteger.ONE);
        return other.bits == bits && (contains(other.first) || contains(other.first.or(host)));
    }

    public boolean isV6() {
        return bits == 128;
    }

    /** An address; empty where the text is none. No name is ever looked up. */
    public static Optional<InetAddress> address(String text) {
        return Addresses.isAddress(text) ? Optional.of(InetAddress.ofLiteral(text)) : Optional.empty();
    }

    private static byte[] bytes(String address) {
        return InetAddress.ofLiteral(address).getAddress();
    }
}
