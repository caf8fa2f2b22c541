package dev.carafe.kubernetes.apiserver.registry.allocator;

import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * The addresses of one block that services may have: all but the network's own and, in IPv4, the broadcast address.
 *
 * @param cidr as it was given
 * @param base the block's first address as a number
 * @param addressBytes 4 or 16
 * @param size how many addresses may be given, at most {@link #SIZE_MAX}
 */
public record IpRange(String cidr, BigInteger base, int addressBytes, int size) {
    /** More than any cluster uses, and a bitmap of 128 KiB. */
    static final int SIZE_MAX = 1 << 20;

    /** Reads a block such as {@code 10.96.0.0/12}. */
    public static IpRange parse(String cidr) {
        if (!Addresses.isBlock(cidr)) {
            throw new IllegalArgumentException("invalid CIDR address: " + cidr);
        }
        int slash = cidr.indexOf('/');
        byte[] bytes = bytes(cidr.substring(0, slash));
        int hostBits = bytes.length * 8 - Integer.parseInt(cidr.substring(slash + 1));
        BigInteger number = new BigInteger(1, bytes);
        BigInteger base = number.shiftRight(hostBits).shiftLeft(hostBits);
        int reserved = bytes.length == 4 ? 2 : 1;
        int size = hostBits > 20 ? SIZE_MAX : Math.max(0, (1 << hostBits) - reserved);
        return new IpRange(cidr, base, bytes.length, size);
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("invalid IP address: " + address, e);
        }
    }

    /** IPv4 or IPv6, as services name it. */
    public String family() {
        return addressBytes == 4 ? "IPv4" : "IPv6";
    }

    /** The address of a slot; slot 0 is the first after the network's own. */
    public String address(int slot) {
        byte[] number = base.add(BigInteger.valueOf(slot + 1L)).toByteArray();
        byte[] bytes = new byte[addressBytes];
        int length = Math.min(number.length, addressBytes);
        System.arraycopy(number, number.length - length, bytes, addressBytes - length, length);
        try {
            return text(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + Arrays.toString(bytes), e);
        }
    }

    /** RFC 5952's form: Java's own does not leave out the longest run of zeros. */
    private static String text(InetAddress address) {
        String plain = address.getHostAddress();
        if (plain.indexOf(':') < 0) {
            return plain;
        }
        String[] groups = plain.split(":");
        int best = 0;
        int bestLength = 1;
        for (int i = 0; i < groups.length; i++) {
            int length = 0;
            while (i + length < groups.length && groups[i + length].equals("0")) {
                length++;
            }
            if (length > bestLength) {
                best = i;
                bestLength = length;
            }
        }
        if (bestLength < 2) {
            return plain;
        }
        String head = String.join(":", List.of(groups).subList(0, best));
        return head + "::" + String.join(":", List.of(groups).subList(best + bestLength, groups.length));
    }

    /** The slot of an address; empty where it is not one that may be given. */
    public OptionalInt slot(String address) {
        if (!Addresses.isAddress(address)) {
            return OptionalInt.empty();
        }
        byte[] bytes = bytes(address);
        BigInteger offset = new BigInteger(1, bytes).subtract(base).subtract(BigInteger.ONE);
        boolean within =
                bytes.length == addressBytes && offset.signum() >= 0 && offset.compareTo(BigInteger.valueOf(size)) < 0;
        return within ? OptionalInt.of(offset.intValue()) : OptionalInt.empty();
    }
}
