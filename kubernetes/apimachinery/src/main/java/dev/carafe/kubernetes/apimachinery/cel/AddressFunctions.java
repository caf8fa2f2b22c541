package dev.carafe.kubernetes.apimachinery.cel;

import com.google.common.net.InetAddresses;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.OpaqueValue;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** IP addresses, and the functions over them (k8s.io/apiserver/pkg/cel/library, ip.go). */
final class AddressFunctions {
    static final OpaqueType TYPE = OpaqueType.create("net.IP");

    private AddressFunctions() {}

    /** An IP address. */
    static final class Address extends OpaqueValue {
        private final InetAddress address;

        Address(InetAddress address) {
            this.address = address;
        }

        @Override
        public Address value() {
            return this;
        }

        InetAddress address() {
            return address;
        }

        @Override
        public OpaqueType celType() {
            return TYPE;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Address that && address.equals(that.address);
        }

        @Override
        public int hashCode() {
            return address.hashCode();
        }
    }

    static void add(Functions functions) {
        functions.type(TYPE, Address.class);
        functions.global("ip", "string_to_ip", TYPE, a -> new Address(parse((String) a[0])), SimpleType.STRING);
        functions.global("isIP", "is_ip", SimpleType.BOOL, a -> isAddress((String) a[0]), SimpleType.STRING);
        functions.global(
                "ip.isCanonical",
                "ip_is_canonical",
                SimpleType.BOOL,
                a -> InetAddresses.toAddrString(parse((String) a[0])).equals(a[0]),
                SimpleType.STRING);
        functions.global("string", "ip_to_string", SimpleType.STRING, a -> InetAddresses.toAddrString(of(a[0])), TYPE);
        functions.member("family", "ip_family", SimpleType.INT, a -> of(a[0]) instanceof Inet4Address ? 4L : 6L, TYPE);
        test(functions, "isUnspecified", "ip_is_unspecified", InetAddress::isAnyLocalAddress);
        test(functions, "isLoopback", "ip_is_loopback", InetAddress::isLoopbackAddress);
        test(functions, "isLinkLocalMulticast", "ip_is_link_local_multicast", InetAddress::isMCLinkLocal);
        test(functions, "isLinkLocalUnicast", "ip_is_link_local_unicast", InetAddress::isLinkLocalAddress);
        test(functions, "isGlobalUnicast", "ip_is_global_unicast", AddressFunctions::isGlobalUnicast);
    }

    /** Something that an address is or is not. */
    @FunctionalInterface
    private interface Test {
        boolean holds(InetAddress address);
    }

    private static void test(Functions functions, String name, String overload, Test test) {
        functions.member(name, overload, SimpleType.BOOL, a -> test.holds(of(a[0])), TYPE);
    }

    private static InetAddress of(Object argument) {
        return ((Address) argument).address;
    }

    private static boolean isGlobalUnicast(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean broadcast = bytes.length == 4 && Arrays.equals(bytes, new byte[] {-1, -1, -1, -1});
        return !broadcast
                && !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isMulticastAddress()
                && !address.isLinkLocalAddress();
    }

    static boolean isAddress(String text) {
        return text.indexOf('%') < 0 && !isMapped(text) && InetAddresses.isInetAddress(text);
    }

    /** Whether an IPv6 address stands for one of IPv4. */
    private static boolean isMapped(String text) {
        return text.indexOf(':') >= 0
                && InetAddresses.isInetAddress(text)
                && InetAddresses.forString(text) instanceof Inet4Address;
    }

    private static boolean isShort(String text) {
        return text.indexOf(':') < 0 && text.indexOf('.') >= 0 && text.split("\\.", -1).length < 4;
    }

    static InetAddress parse(String text) {
        if (text.indexOf('%') >= 0) {
            throw new CelInvalidArgumentException("IP address " + Quoted.of(text) + " with zone value is not allowed");
        }
        if (isMapped(text)) {
            throw new CelInvalidArgumentException("IPv4-mapped IPv6 address " + Quoted.of(text) + " is not allowed");
        }
        if (!InetAddresses.isInetAddress(text)) {
            throw new CelInvalidArgumentException("IP Address " + Quoted.of(text)
                    + " parse error during conversion from string: ParseAddr(" + Quoted.of(text)
                    + "): " + (isShort(text) ? "IPv4 address too short" : "unable to parse IP"));
        }
        return InetAddresses.forString(text);
    }
}
