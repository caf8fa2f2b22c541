package dev.carafe.vsphere.vmomi.edge;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/** Under which addresses a server is reached. */
public final class BoundAddresses {
    private BoundAddresses() {}

    /**
     * The literals to name in a server's certificate.
     *
     * @param bound what it listens on; for the address that stands for all of them, every address of this machine's but
     *     those that hold on one link only
     */
    public static List<String> of(InetAddress bound) throws SocketException {
        Stream<InetAddress> all = bound.isAnyLocalAddress()
                ? NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                : Stream.of(bound);
        return Stream.concat(Stream.of(InetAddress.ofLiteral("127.0.0.1")), all)
                .filter(address -> !address.isLinkLocalAddress())
                .map(BoundAddresses::literal)
                .distinct()
                .toList();
    }

    /** Without the zone that Java adds to an address of IPv6. */
    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
