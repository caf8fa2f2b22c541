package dev.carafe.vsphere.esxi.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Where the host can be reached.
 *
 * @param management the address that clients are to use; empty when it has none but those of itself
 * @param all literals of all of them
 * @param ipv6 whether there is one of IPv6
 * @param nameServers whom the host asks for names
 */
record HostAddresses(Optional<Management> management, List<String> all, boolean ipv6, List<String> nameServers) {
    /** An address on a device. */
    record Management(String device, String address, String netmask, String mac, int mtu) {}

    /**
     * Looks at this machine's network.
     *
     * @param listening the address that the agent serves on: a certain one is the one that clients are to use
     */
    static HostAddresses look(InetAddress listening) throws IOException {
        List<String> all = new ArrayList<>();
        boolean ipv6 = false;
        Management management = null;
        for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
            for (InterfaceAddress each : device.getInterfaceAddresses()) {
                InetAddress address = each.getAddress();
                if (address.isLinkLocalAddress()) {
                    continue;
                }
                all.add(literal(address));
                ipv6 |= address instanceof Inet6Address && !address.isLoopbackAddress();
                boolean meant = listening.isAnyLocalAddress()
                        ? management == null && device.isUp() && !address.isLoopbackAddress()
                        : address.equals(listening);
                if (meant && address instanceof Inet4Address) {
                    management = management(device, each);
                }
            }
        }
        return new HostAddresses(Optional.ofNullable(management), List.copyOf(all), ipv6, lookNameServers());
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    private static Management management(NetworkInterface device, InterfaceAddress address) throws SocketException {
        byte[] mac = device.getHardwareAddress();
        int bits = address.getNetworkPrefixLength();
        int mask = bits == 0 ? 0 : -1 << (32 - bits);
        return new Management(
                device.getName(),
                address.getAddress().getHostAddress(),
                (mask >>> 24) + "." + (mask >>> 16 & 255) + "." + (mask >>> 8 & 255) + "." + (mask & 255),
                mac == null ? "00:00:00:00:00:00" : HexFormat.ofDelimiter(":").formatHex(mac),
                device.getMTU());
    }

    private static List<String> lookNameServers() {
        try {
            return Files.readAllLines(Path.of("/etc/resolv.conf"), UTF_8).stream()
                    .filter(line -> line.startsWith("nameserver "))
                    .map(line -> line.substring("nameserver ".length()).strip())
                    .toList();
        } catch (IOException _) {
            return List.of();
        }
    }
}
