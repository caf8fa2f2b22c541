package dev.carafe.kubernetes.controllermanager.servicecidrs;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A block of addresses (pkg/api/servicecidr). Pure.
 *
 * @param first its first address as a number
 * @param bits how many bits all of its addresses share
 * @param length of an address in bits, 32 or 128
 */
record Prefix(BigInteger first, int bits, int length) {
    /** Reads a block such as {@code 10.96.0.0/12}; empty where it is none. */
    static Optional<Prefix> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        try {
            byte[] address = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
            int length = address.length * 8;
            int bits = Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > length) {
                return Optional.empty();
            }
            int host = length - bits;
            return Optional.of(
                    new Prefix(new BigInteger(1, address).shiftRight(host).shiftLeft(host), bits, length));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The blocks among some texts. */
    static List<Prefix> of(List<String> texts) {
        return texts.stream().map(Prefix::parse).flatMap(Optional::stream).toList();
    }

    /** Whether each address of another block is of this one. */
    boolean contains(Prefix other) {
        return length == other.length
                && bits <= other.bits
                && other.first.shiftRight(length - bits).equals(first.shiftRight(length - bits));
    }

    boolean overlaps(Prefix other) {
        return contains(other) || other.contains(this);
    }

    /** Whether a service may have an address because of this block: not the network's own, nor IPv4's for all. */
    boolean gives(String address) {
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            BigInteger number = new BigInteger(1, bytes);
            BigInteger last = first.add(BigInteger.ONE.shiftLeft(length - bits)).subtract(BigInteger.ONE);
            return bytes.length * 8 == length
                    && number.compareTo(first) > 0
                    && number.compareTo(last) <= 0
                    && !(length == 32 && number.equals(last));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
