package dev.carafe.kubernetes.apimachinery.cel;

import com.google.common.net.InetAddresses;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.OpaqueValue;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Blocks of IP addresses, in the notation of CIDR (k8s.io/apiserver/pkg/cel/library, cidr.go). */
final class BlockFunctions {
    private static final OpaqueType TYPE = OpaqueType.create("net.CIDR");

    private BlockFunctions() {}

    /** A block of addresses. */
    private static final class Block extends OpaqueValue {
        private final InetAddress address;
        private final int bits;

        Block(InetAddress address, int bits) {
            this.address = address;
            this.bits = bits;
        }

        @Override
        public Block value() {
            return this;
        }

        @Override
        public String toString() {
            return InetAddresses.toAddrString(address) + "/" + bits;
        }

        @Override
        public OpaqueType celType() {
            return TYPE;
        }

        boolean contains(InetAddress other) {
            byte[] mine = address.getAddress();
            byte[] theirs = other.getAddress();
            return mine.length == theirs.length && startsSame(mine, theirs, bits);
        }

        boolean contains(Block other) {
            return other.bits >= bits && contains(other.address);
        }

        Block masked() {
            byte[] bytes = address.getAddress();
            for (int i = bits; i < bytes.length * 8; i++) {
                bytes[i / 8] &= (byte) ~(0x80 >> (i % 8));
            }
            try {
                return new Block(InetAddress.getByAddress(bytes), bits);
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e); // as many bytes as an address has
            }
        }

        private static boolean startsSame(byte[] left, byte[] right, int bits) {
            for (int i = 0; i < bits; i++) {
                int bit = 0x80 >> (i % 8);
                if ((left[i / 8] & bit) != (right[i / 8] & bit)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Block block && bits == block.bits && address.equals(block.address);
        }

        @Override
        public int hashCode() {
            return address.hashCode() * 31 + bits;
        }
    }

    static void add(Functions functions) {
        functions.type(TYPE, Block.class);
        functions.type(AddressFunctions.TYPE, AddressFunctions.Address.class);
        functions.global("cidr", "string_to_cidr", TYPE, a -> parse((String) a[0]), SimpleType.STRING);
        functions.global("isCIDR", "is_cidr", SimpleType.BOOL, a -> isBlock((String) a[0]), SimpleType.STRING);
        functions.global("string", "cidr_to_string", SimpleType.STRING, a -> ((Block) a[0]).toString(), TYPE);
        functions.member(
                "containsIP",
                "cidr_contains_ip_string",
                SimpleType.BOOL,
                a -> ((Block) a[0]).contains(AddressFunctions.parse((String) a[1])),
                TYPE,
                SimpleType.STRING);
        functions.member(
                "containsIP",
                "cidr_contains_ip_ip",
                SimpleType.BOOL,
                a -> ((Block) a[0]).contains(((AddressFunctions.Address) a[1]).address()),
                TYPE,
                AddressFunctions.TYPE);
        functions.member(
                "containsCIDR",
                "cidr_contains_cidr_string",
                SimpleType.BOOL,
                a -> ((Block) a[0]).contains(parse((String) a[1])),
                TYPE,
                SimpleType.STRING);
        functions.member(
                "containsCIDR",
                "cidr_contains_cidr",
                SimpleType.BOOL,
                a -> ((Block) a[0]).contains((Block) a[1]),
                TYPE,
                TYPE);
        functions.member(
                "ip",
                "cidr_ip",
                AddressFunctions.TYPE,
                a -> new AddressFunctions.Address(((Block) a[0]).address),
                TYPE);
        functions.member("prefixLength", "cidr_prefix_length", SimpleType.INT, a -> (long) ((Block) a[0]).bits, TYPE);
        functions.member("masked", "cidr_masked", TYPE, a -> ((Block) a[0]).masked(), TYPE);
    }

    private static boolean isBlock(String text) {
        int slash = text.lastIndexOf('/');
        return slash > 0 && AddressFunctions.isAddress(text.substring(0, slash)) && bits(text, slash) >= 0;
    }

    private static Block parse(String text) {
        if (!isBlock(text)) {
            throw new CelInvalidArgumentException(
                    "network address parse error during conversion from string: netip.ParsePrefix(" + Quoted.of(text)
                            + "): unable to parse CIDR");
        }
        int slash = text.lastIndexOf('/');
        return new Block(InetAddresses.forString(text.substring(0, slash)), bits(text, slash));
    }

    /** The length of the prefix; negative where it is none. */
    private static int bits(String text, int slash) {
        String digits = text.substring(slash + 1);
        boolean wellFormed = !digits.isEmpty()
                && digits.length() <= 3
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
        int bits = wellFormed ? Integer.parseInt(digits) : -1;
        return bits <= (text.lastIndexOf(':', slash) >= 0 ? 128 : 32) ? bits : -1;
    }
}
