package dev.carafe.vsphere.esxi.network;

import java.util.Optional;

/**
 * A port group ({@code HostPortGroup}).
 *
 * @param virtualSwitch the name of its switch
 * @param vlan 0 for untagged frames, 1 to 4094, or {@link #TRUNK}
 * @param security empty to have the switch's
 * @param gateway who gives it addresses and NAT; empty when the network beyond the uplink does, or nobody
 */
public record PortGroup(
        String name, String virtualSwitch, int vlan, Optional<SecurityPolicy> security, Optional<Gateway> gateway) {
    /** vSphere's longest name of a network. */
    public static final int NAME_MAX = 80;
    /** All VLANs, tagged by the guests themselves. */
    public static final int TRUNK = 4095;
}
