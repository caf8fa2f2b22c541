package dev.carafe.vsphere.esxi.network;

import java.util.List;

/**
 * What gives a port group's guests addresses and a way out: the host, with the subnet's first address.
 *
 * @param subnet a {@code /16} to {@code /28}
 * @param services what of the host's own a guest may reach beside DHCP, DNS and echo, at the gateway's address
 */
public record Gateway(Ipv4Subnet subnet, List<Service> services) {
    static final int SERVICES_MAX = 64;

    /**
     * A port of the host.
     *
     * @param protocol {@code tcp} or {@code udp}
     */
    public record Service(String protocol, int port) {
        public Service {
            if ((!protocol.equals("tcp") && !protocol.equals("udp")) || port < 1 || port > 65_535) {
                throw new IllegalArgumentException("no service: " + protocol + "/" + port);
            }
        }
    }

    public Gateway {
        services = List.copyOf(services);
        if (subnet.length() < 16 || subnet.length() > 28 || services.size() > SERVICES_MAX) {
            throw new IllegalArgumentException("a gateway's subnet is a /16 to /28, not " + subnet);
        }
    }

    /** Without services. */
    public static Gateway of(Ipv4Subnet subnet) {
        return new Gateway(subnet, List.of());
    }

    /** The host's own address in it. */
    public String address() {
        return subnet.host(1);
    }

    String firstLease() {
        return subnet.host(subnet.length() > 26 ? 2 : 10);
    }

    String lastLease() {
        return subnet.host(subnet.size() - 2);
    }
}
