package dev.carafe.vsphere.esxi.network;

import java.util.List;
import java.util.Optional;

/**
 * What a new host's network is like: {@code vSwitch0} with the port group {@code VM Network}, which has a gateway, or an uplink
 * to a network that has one.
 *
 * @param subnet the gateway's; empty to have a free one chosen
 * @param services what of the host's own guests may reach
 * @param uplink the machine's link that leads out, instead of a gateway
 */
public record NetworkDefaults(Optional<Ipv4Subnet> subnet, List<Gateway.Service> services, Optional<String> uplink) {
    public static final String SWITCH = "vSwitch0";
    public static final String PORT_GROUP = "VM Network";

    public NetworkDefaults {
        services = List.copyOf(services);
    }

    /** A gateway with a free subnet. */
    public static NetworkDefaults gateway() {
        return new NetworkDefaults(Optional.empty(), List.of(), Optional.empty());
    }

    /** No gateway, but this link out. */
    public static NetworkDefaults uplink(String link) {
        return new NetworkDefaults(Optional.empty(), List.of(), Optional.of(link));
    }
}
