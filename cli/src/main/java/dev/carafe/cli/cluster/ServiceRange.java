package dev.carafe.cli.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** The well-known places in a range of IPv4 addresses, of Services or of pods. Pure. */
final class ServiceRange {

    private ServiceRange() {}

    /** The address number {@code number} of {@code range}; 1 is the {@code kubernetes} Service's, 10 the DNS server's. */
    static String address(String range, int number) {
        return text(base(range) + number);
    }

    /** The part number {@code number} of {@code range} with a prefix of {@code bits}: the pods of one node. */
    static String part(String range, int number, int bits) {
        return text(base(range) + ((long) number << (32 - bits))) + "/" + bits;
    }

    /** The last address of {@code range} that is not its broadcast address. */
    static String lastAddress(String range) {
        int prefix = Integer.parseInt(range.substring(range.indexOf('/') + 1));
        return text(base(range) + (1L << (32 - prefix)) - 2);
    }

    private static long base(String range) {
        int slash = range.indexOf('/');
        byte[] bytes = InetAddress.ofLiteral(range.substring(0, slash)).getAddress();
        int prefix = Integer.parseInt(range.substring(slash + 1));
        long address = 0;
        for (byte each : bytes) {
            address = (address << 8) | (each & 0xff);
        }
        return prefix == 0 ? 0 : address & (-1L << (32 - prefix));
    }

    private static String text(long address) {
        try {
            byte[] bytes = {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address};
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(String.format(Locale.ROOT, "%x is no address", address), e);
        }
    }
}
