package dev.carafe.vsphere.esxi.network;

import java.util.Optional;

/**
 * A virtual switch ({@code HostVirtualSwitch}).
 *
 * @param index its number on this host, 0 to 35, that its bridges' names are made of
 * @param mtu the longest frame's payload, in bytes
 * @param ports how many ports the API says it has; bridges have no such bound
 * @param uplink the machine's link that leads out
 */
public record VirtualSwitch(
        String name, int index, int mtu, int ports, Optional<String> uplink, SecurityPolicy security) {
    /** vSphere's longest name of a switch. */
    public static final int NAME_MAX = 31;

    public static final int MTU_MIN = 1280;
    public static final int MTU_MAX = 9000;
    public static final int PORTS = 1536;
    static final int COUNT_MAX = 36;

    VirtualSwitch with(int newMtu, int newPorts, Optional<String> newUplink, SecurityPolicy newSecurity) {
        return new VirtualSwitch(name, index, newMtu, newPorts, newUplink, newSecurity);
    }
}
