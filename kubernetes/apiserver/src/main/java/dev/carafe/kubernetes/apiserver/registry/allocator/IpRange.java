package dev.carafe.kubernetes.apiserver.registry.allocator;

import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The addresses of one block that services may have: all but the network's own and, in IPv4, the broadcast address. Those of
 * a first part are left to services that ask for them, for as long as others are free (upstream's ipallocator).
 *
 * @param cidr as it was given
 * @param base the block's first address as a number
 * @param addressBytes 4 or 16
 * @param size how many addresses may be given, less than 2^64
 */
public record IpRange(String cidr, BigInteger base, int addressBytes, BigInteger size) {
    /** Bits behind the prefix, at most: the shortest prefix of IPv6 is 64. */
    private static final int HOST_BITS_MAX = 64;

    private static final int STATIC_BAND_MIN = 16;
    private static final int STATIC_BAND_MAX = 256;
    private static final int STATIC_BAND_SHARE = 16;

    /**
     * Reads a block such as {@code 10.96.0.0/12}.
     *
     * @throws IllegalArgumentException when it is none, or one that {@link #isAllocatable} refuses
     */
    public static IpRange parse(String cidr) {
        if (!Addresses.isBlock(cidr)) {
            throw new IllegalArgumentException("invalid CIDR address: " + cidr);
        }
        if (!isAllocatable(cidr)) {
            throw new IllegalArgumentException(
                    "shortest allowed prefix length for service CIDR is 64, got " + prefixLength(cidr));
        }
        byte[] bytes = bytes(cidr.substring(0, cidr.indexOf('/')));
        int hostBits = bytes.length * 8 - prefixLength(cidr);
        BigInteger base = new BigInteger(1, bytes).shiftRight(hostBits).shiftLeft(hostBits);
        BigInteger reserved = BigInteger.valueOf(bytes.length == 4 ? 2 : 1);
        BigInteger size = BigInteger.ONE.shiftLeft(hostBits).subtract(reserved).max(BigInteger.ZERO);
        return new IpRange(cidr, base, bytes.length, size);
    }

    /** Whether addresses can be given from a block: not from one of IPv6 with more than 2^64 of them. */
    public static boolean isAllocatable(String cidr) {
        return Addresses.isBlock(cidr) && (cidr.indexOf(':') < 0 || prefixLength(cidr) >= 128 - HOST_BITS_MAX);
    }

    private static int prefixLength(String cidr) {
        return Integer.parseInt(cidr.substring(cidr.indexOf('/') + 1));
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

    /**
     * How many of the first addresses are left to those who ask for them: a sixteenth of the block, at least 16 and at most 256; none
     * of a block of 16 or less.
     */
    int staticBand() {
        int hostBits = addressBytes * 8 - prefixLength(cidr);
        if (hostBits > 30) {
            return STATIC_BAND_MAX;
        }
        int all = 1 << hostBits;
        return all <= STATIC_BAND_MIN ? 0 : Math.clamp(all / STATIC_BAND_SHARE, STATIC_BAND_MIN, STATIC_BAND_MAX);
    }

    /**
     * The addresses in the order in which they are tried for a service that takes any: those behind the static band from a random one
     * on and around their end, then those of the band likewise. The first of the block is not among them: the service {@code
     * kubernetes} asks for it.
     */
    public Stream<String> anyOf(RandomGenerator random) {
        BigInteger dynamicFrom = BigInteger.valueOf(Math.max(1, staticBand())).min(size);
        return Stream.concat(around(dynamicFrom, size, random), around(BigInteger.ONE, dynamicFrom, random))
                .map(this::address);
    }

    private static Stream<BigInteger> around(BigInteger from, BigInteger to, RandomGenerator random) {
        if (from.compareTo(to) >= 0) {
            return Stream.empty();
        }
        BigInteger start = from.add(below(to.subtract(from), random));
        return Stream.concat(range(start, to), range(from, start));
    }

    private static Stream<BigInteger> range(BigInteger from, BigInteger to) {
        return Stream.iterate(from, each -> each.compareTo(to) < 0, each -> each.add(BigInteger.ONE));
    }

    /** A number below another one of 64 bits at most, each as likely. */
    private static BigInteger below(BigInteger bound, RandomGenerator random) {
        if (bound.bitLength() < Long.SIZE) {
            return BigInteger.valueOf(random.nextLong(bound.longValueExact()));
        }
        BigInteger number;
        do { // the bound is at least half of all numbers
            number = new BigInteger(
                    1,
                    ByteBuffer.allocate(Long.BYTES).putLong(random.nextLong()).array());
        } while (number.compareTo(bound) >= 0);
        return number;
    }

    /** The address at a place; place 0 is the first after the network's own. */
    public String address(long place) {
        return address(BigInteger.valueOf(place));
    }

    private String address(BigInteger place) {
        byte[] number = base.add(place).add(BigInteger.ONE).toByteArray();
        byte[] bytes = new byte[addressBytes];
        int length = Math.min(number.length, addressBytes);
        System.arraycopy(number, number.length - length, bytes, addressBytes - length, length);
        try {
            return Addresses.text(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + Arrays.toString(bytes), e);
        }
    }

    /** Whether an address is one that may be given. */
    public boolean contains(String address) {
        if (!Addresses.isAddress(address)) {
            return false;
        }
        byte[] bytes = bytes(address);
        BigInteger place = new BigInteger(1, bytes).subtract(base).subtract(BigInteger.ONE);
        return bytes.length == addressBytes && place.signum() >= 0 && place.compareTo(size) < 0;
    }
}
