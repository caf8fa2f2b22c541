package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A block of addresses.
 *
 * @param address the one that it was written with
 * @param prefix how many bits all its addresses share
 */
public record IpBlock(InetAddress address, int prefix) {
    /** The block that a text names, perhaps with zeros before its numbers; empty where it names none. */
    public static Optional<IpBlock> read(String value) {
        int slash = value.indexOf('/');
        String length = slash < 0 ? "" : IpAddresses.withoutLeadingZeros(value.substring(slash + 1));
        if (!length.matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        return IpAddresses.read(value.substring(0, slash))
                .map(address -> new IpBlock(address, Integer.parseInt(length)))
                .filter(block -> block.prefix() <= block.bits());
    }

    /** What is wrong with a block, nothing for one that everybody reads alike. */
    public static List<String> strict(String value) {
        Optional<IpBlock> block = read(value);
        if (block.isEmpty()) {
            return Values.cidr(value).isEmpty()
                    ? List.of("must not have an IPv4-mapped IPv6 address")
                    : Values.cidr(value);
        }
        if (!Addresses.isBlock(value)) {
            return List.of("must not have leading 0s in IP or prefix length");
        }
        if (IpAddresses.isMapped(value.substring(0, value.indexOf('/')))) {
            return List.of("must not have an IPv4-mapped IPv6 address");
        }
        IpBlock read = block.get();
        return read.number().equals(read.network())
                ? List.of()
                : List.of("must not have bits set beyond the prefix length");
    }

    /** As {@link #strict}, but a block that was there before is let pass. */
    public static List<String> strictUnlessOld(String value, List<String> old) {
        return old.contains(value) ? List.of() : strict(value);
    }

    /** As {@link #strict}, and one that is not in the form in which blocks are compared. */
    public static List<String> canonical(String value) {
        List<String> messages = strict(value);
        if (!messages.isEmpty()) {
            return messages;
        }
        String form = read(value).map(IpBlock::text).orElse(value);
        return form.equals(value) ? List.of() : List.of("must be in canonical form (" + Quoted.of(form) + ")");
    }

    /** Whether it is within another block, and smaller. */
    public boolean isWithin(IpBlock other) {
        int below = bits() - other.prefix();
        return bits() == other.bits()
                && prefix > other.prefix()
                && network().shiftRight(below).equals(other.network().shiftRight(below));
    }

    private int bits() {
        return address.getAddress().length * Byte.SIZE;
    }

    private BigInteger number() {
        return new BigInteger(1, address.getAddress());
    }

    private BigInteger network() {
        int below = bits() - prefix;
        return number().shiftRight(below).shiftLeft(below);
    }

    private String text() {
        return Addresses.text(address) + "/" + prefix;
    }
}
