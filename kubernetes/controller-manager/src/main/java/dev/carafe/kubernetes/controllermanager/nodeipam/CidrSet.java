package dev.carafe.kubernetes.controllermanager.nodeipam;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.BitSet;
import java.util.Optional;

/** Equal parts of a range of addresses, IPv4 or IPv6, given out in order and round again. Thread-safe; no I/O. */
final class CidrSet {
    private static final int PARTS_BITS_MAX = 16;

    private final BigInteger base;
    private final int addressBits;
    private final int partPrefix;
    private final int parts;
    private final BitSet used = new BitSet(); // guarded by this
    private int next; // guarded by this

    /**
     * The parts of a range.
     *
     * @param cidr such as {@code 10.244.0.0/16}
     * @param partPrefix the prefix length of a part
     * @throws IllegalArgumentException when the range cannot be read, or has no such parts, or more than 65536
     */
    CidrSet(String cidr, int partPrefix) {
        int slash = cidr.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("invalid CIDR address: " + cidr);
        }
        byte[] address = address(cidr.substring(0, slash));
        int prefix = Integer.parseInt(cidr.substring(slash + 1));
        this.addressBits = address.length * 8;
        if (partPrefix < prefix || partPrefix > addressBits || partPrefix - prefix > PARTS_BITS_MAX) {
            throw new IllegalArgumentException("no parts of /" + partPrefix + " in " + cidr);
        }
        BigInteger mask = BigInteger.ONE.shiftLeft(addressBits - prefix).subtract(BigInteger.ONE);
        this.base = new BigInteger(1, address).andNot(mask);
        this.partPrefix = partPrefix;
        this.parts = 1 << (partPrefix - prefix);
    }

    private static byte[] address(String text) {
        if (!text.matches("[0-9a-fA-F:.]+")) {
            throw new IllegalArgumentException("invalid address: " + text);
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("invalid address: " + text, e);
        }
    }

    /** Takes the next free part; empty when there is none. */
    synchronized Optional<String> allocate() {
        for (int i = 0; i < parts; i++) {
            int index = (next + i) % parts;
            if (!used.get(index)) {
                used.set(index);
                next = (index + 1) % parts;
                return Optional.of(part(index));
            }
        }
        return Optional.empty();
    }

    /** Notes that a part is taken; one outside the range is nobody's business here. */
    synchronized void occupy(String part) {
        index(part).ifPresent(used::set);
    }

    synchronized void release(String part) {
        index(part).ifPresent(used::clear);
    }

    private Optional<Integer> index(String part) {
        int slash = part.indexOf('/');
        byte[] address = address(slash < 0 ? part : part.substring(0, slash));
        BigInteger offset = new BigInteger(1, address).subtract(base).shiftRight(addressBits - partPrefix);
        boolean inside = address.length * 8 == addressBits
                && offset.signum() >= 0
                && offset.compareTo(BigInteger.valueOf(parts)) < 0;
        return inside ? Optional.of(offset.intValue()) : Optional.empty();
    }

    private String part(int index) {
        byte[] bytes = base.add(BigInteger.valueOf(index).shiftLeft(addressBits - partPrefix))
                .toByteArray();
        byte[] address = new byte[addressBits / 8];
        int length = Math.min(bytes.length, address.length);
        System.arraycopy(bytes, bytes.length - length, address, address.length - length, length);
        try {
            return InetAddress.getByAddress(address).getHostAddress() + "/" + partPrefix;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // the length is right
        }
    }
}
