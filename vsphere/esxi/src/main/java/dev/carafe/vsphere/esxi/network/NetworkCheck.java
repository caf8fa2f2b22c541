package dev.carafe.vsphere.esxi.network;

import dev.carafe.vsphere.esxi.network.NetworkException.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether a configuration holds together. Pure. */
final class NetworkCheck {
    /** A link's name as the kernel takes it, and as no program takes for an option. */
    private static final Pattern LINK = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:@-]{0,14}");

    private NetworkCheck() {}

    static void check(NetworkConfig config) throws NetworkException {
        Set<String> uplinks = new HashSet<>();
        for (VirtualSwitch one : config.switches()) {
            name(one.name(), VirtualSwitch.NAME_MAX, "virtual switch");
            if (one.mtu() < VirtualSwitch.MTU_MIN || one.mtu() > VirtualSwitch.MTU_MAX) {
                throw invalid(
                        "an MTU is " + VirtualSwitch.MTU_MIN + " to " + VirtualSwitch.MTU_MAX + ", not " + one.mtu());
            }
            if (one.ports() < 1 || one.ports() > 4088) {
                throw invalid("a virtual switch has 1 to 4088 ports, not " + one.ports());
            }
            if (one.uplink().isPresent()) {
                uplink(one.uplink().get(), uplinks);
            }
        }
        Map<String, Gateway> gateways = new HashMap<>();
        for (PortGroup group : config.portGroups()) {
            name(group.name(), PortGroup.NAME_MAX, "port group");
            VirtualSwitch on = config.requireSwitch(group.virtualSwitch());
            if (group.vlan() < 0 || group.vlan() > PortGroup.TRUNK) {
                throw invalid("a VLAN is 0 to 4095, not " + group.vlan());
            }
            if (group.gateway().isPresent()) {
                gateway(group, on, group.gateway().get(), gateways);
            }
        }
    }

    private static void uplink(String link, Set<String> others) throws NetworkException {
        if (!LINK.matcher(link).matches() || link.startsWith("carafe") || link.equals("lo")) {
            throw invalid("\"" + link + "\" cannot be an uplink");
        }
        if (!others.add(link)) {
            throw new NetworkException(Kind.IN_USE, "\"" + link + "\" is the uplink of another virtual switch already");
        }
    }

    private static void gateway(PortGroup group, VirtualSwitch on, Gateway gateway, Map<String, Gateway> others)
            throws NetworkException {
        if (group.vlan() == PortGroup.TRUNK) {
            throw invalid("port group \"" + group.name() + "\" has all VLANs and so cannot have a gateway");
        }
        if (on.uplink().isPresent()) {
            throw invalid("port group \"" + group.name()
                    + "\" has an uplink and so cannot have a gateway: its DHCP would" + " answer the network beyond");
        }
        Optional<Gateway> met = others.values().stream()
                .filter(other -> other.subnet().overlaps(gateway.subnet()))
                .findFirst();
        if (met.isPresent()) {
            throw invalid(gateway.subnet() + " meets " + met.get().subnet() + " of another port group");
        }
        if (others.put(on.name() + "/" + group.vlan(), gateway) != null) {
            throw invalid(
                    "VLAN " + group.vlan() + " of \"" + on.name() + "\" has a gateway in another port group already");
        }
    }

    private static void name(String name, int max, String what) throws NetworkException {
        if (name.isBlank() || name.length() > max || name.chars().anyMatch(Character::isISOControl)) {
            throw invalid("a " + what + "'s name has 1 to " + max + " printable characters");
        }
    }

    private static NetworkException invalid(String message) {
        return new NetworkException(Kind.INVALID, message);
    }

    /** Refuses what this kernel cannot do. */
    static void feasible(NetworkConfig config, KernelFeatures kernel) throws NetworkException {
        if (kernel.refusal().isPresent()) {
            throw new NetworkException(Kind.UNSUPPORTED, kernel.refusal().get());
        }
        List<PortGroup> groups = config.portGroups();
        for (PortGroup group : groups) {
            if (group.vlan() == PortGroup.TRUNK && !kernel.vlanFiltering()) {
                throw new NetworkException(
                        Kind.UNSUPPORTED,
                        "port group \"" + group.name() + "\": VLAN 4095 needs a kernel whose bridges filter VLANs");
            }
            boolean tagged = group.vlan() > 0
                    && config.virtualSwitch(group.virtualSwitch())
                            .flatMap(VirtualSwitch::uplink)
                            .isPresent();
            if (tagged && !kernel.vlanFiltering() && !kernel.vlanDevices()) {
                throw new NetworkException(
                        Kind.UNSUPPORTED,
                        "port group \"" + group.name()
                                + "\": this kernel has neither VLAN filtering nor VLAN devices, so"
                                + " its switch's uplink carries untagged frames (VLAN 0) only");
            }
        }
    }
}
