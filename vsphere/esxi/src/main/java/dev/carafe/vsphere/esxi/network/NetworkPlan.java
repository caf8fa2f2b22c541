package dev.carafe.vsphere.esxi.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the kernel should have for a configuration. Pure.
 *
 * @param ports by the name of their link; links that are not there yet are left alone until they come
 * @param gateways by the link that has the gateway's address
 */
record NetworkPlan(
        LinkNames names,
        List<Bridge> bridges,
        List<VlanDevice> vlanDevices,
        Map<String, Port> ports,
        Map<String, Gateway> gateways,
        String rules) {

    /**
     * A bridge.
     *
     * @param ownVlans the VLANs that reach the host itself, when the bridge filters
     * @param address the host's own, as {@code 192.168.100.1/24}
     */
    record Bridge(String name, int mtu, boolean filtering, VlanTable ownVlans, Optional<String> address) {}

    /** A link that sees one VLAN of another. */
    record VlanDevice(String name, String parent, int vlan, int mtu, Optional<String> address) {}

    /** A link in a bridge; the VLANs count only when the bridge filters. */
    record Port(String bridge, int mtu, VlanTable vlans) {}

    /** The VLANs of a port, each with whether its frames are untagged there. */
    record VlanTable(SortedMap<Integer, Boolean> untagged) {
        static final VlanTable NONE = new VlanTable(new TreeMap<>());

        VlanTable {
            untagged = new TreeMap<>(untagged);
        }

        static VlanTable access(int vlan) {
            return NONE.with(vlan, true);
        }

        VlanTable with(int vlan, boolean isUntagged) {
            SortedMap<Integer, Boolean> more = new TreeMap<>(untagged);
            more.put(vlan, isUntagged);
            return new VlanTable(more);
        }
    }

    static NetworkPlan of(NetworkConfig config, KernelFeatures kernel) {
        return new Builder(config, kernel.vlanFiltering()).build();
    }

    private static final class Builder {
        private final NetworkConfig config;
        private final boolean filtering;
        private final LinkNames names;
        private final List<Bridge> bridges = new ArrayList<>();
        private final List<VlanDevice> vlanDevices = new ArrayList<>();
        private final Map<String, Port> ports = new LinkedHashMap<>();
        private final Map<String, Gateway> gateways = new LinkedHashMap<>();

        Builder(NetworkConfig config, boolean filtering) {
            this.config = config;
            this.filtering = filtering;
            names = new LinkNames(config.host());
        }

        NetworkPlan build() {
            for (VirtualSwitch one : config.switches()) {
                List<PortGroup> groups = config.portGroups().stream()
                        .filter(group -> group.virtualSwitch().equals(one.name()))
                        .toList();
                if (filtering) {
                    filteringSwitch(one, groups);
                } else {
                    bridgePerVlan(one, groups);
                }
            }
            String rules = NftRules.of(config, names, bridges, gateways);
            return new NetworkPlan(names, bridges, vlanDevices, ports, gateways, rules);
        }

        private void bridgePerVlan(VirtualSwitch one, List<PortGroup> groups) {
            TreeSet<Integer> vlans =
                    groups.stream().map(PortGroup::vlan).collect(Collectors.toCollection(TreeSet::new));
            vlans.add(0);
            for (int vlan : vlans) {
                String bridge = names.bridge(one.index(), vlan);
                Optional<Gateway> gateway = gateway(groups, vlan);
                gateway.ifPresent(found -> gateways.put(bridge, found));
                bridges.add(new Bridge(bridge, one.mtu(), false, VlanTable.NONE, gateway.map(Builder::address)));
                if (one.uplink().isPresent()) {
                    String uplink = one.uplink().get();
                    if (vlan > 0) {
                        String device = names.uplinkVlan(one.index(), vlan);
                        vlanDevices.add(new VlanDevice(device, uplink, vlan, one.mtu(), Optional.empty()));
                        ports.put(device, new Port(bridge, one.mtu(), VlanTable.NONE));
                    } else {
                        ports.put(uplink, new Port(bridge, one.mtu(), VlanTable.NONE));
                    }
                }
            }
            for (PortGroup group : groups) {
                plug(group, names.bridge(one.index(), group.vlan()), one.mtu(), VlanTable.NONE);
            }
        }

        private void filteringSwitch(VirtualSwitch one, List<PortGroup> groups) {
            TreeSet<Integer> vlans = groups.stream()
                    .map(PortGroup::vlan)
                    .filter(vlan -> vlan > 0 && vlan < PortGroup.TRUNK)
                    .collect(Collectors.toCollection(TreeSet::new));
            int untagged = 4094;
            while (vlans.contains(untagged)) { // inside the bridge untagged frames need a number that no port group has
                untagged--;
            }
            boolean trunks = groups.stream().anyMatch(group -> group.vlan() == PortGroup.TRUNK);
            VlanTable trunk = VlanTable.access(untagged);
            for (int vlan = 1; vlan < PortGroup.TRUNK; vlan++) {
                if (vlan != untagged && (trunks || vlans.contains(vlan))) {
                    trunk = trunk.with(vlan, false);
                }
            }
            String bridge = names.bridge(one.index(), 0);
            VlanTable own = VlanTable.NONE;
            vlans.add(0);
            for (int vlan : vlans) {
                Optional<Gateway> gateway = gateway(groups, vlan);
                if (gateway.isPresent()) {
                    int inside = vlan == 0 ? untagged : vlan;
                    String device = names.gateway(one.index(), vlan);
                    own = own.with(inside, false);
                    gateways.put(device, gateway.get());
                    vlanDevices.add(new VlanDevice(device, bridge, inside, one.mtu(), gateway.map(Builder::address)));
                }
            }
            bridges.add(new Bridge(bridge, one.mtu(), true, own, Optional.empty()));
            if (one.uplink().isPresent()) {
                ports.put(one.uplink().get(), new Port(bridge, one.mtu(), trunk));
            }
            for (PortGroup group : groups) {
                VlanTable table = group.vlan() == PortGroup.TRUNK
                        ? trunk
                        : VlanTable.access(group.vlan() == 0 ? untagged : group.vlan());
                plug(group, bridge, one.mtu(), table);
            }
        }

        private void plug(PortGroup group, String bridge, int mtu, VlanTable table) {
            config.plugs().stream()
                    .filter(plug -> plug.portGroup().equals(group.name()))
                    .forEach(plug -> ports.put(plug.tap().name(), new Port(bridge, mtu, table)));
        }

        private static Optional<Gateway> gateway(List<PortGroup> groups, int vlan) {
            return groups.stream()
                    .filter(group -> group.vlan() == vlan)
                    .flatMap(group -> group.gateway().stream())
                    .findFirst();
        }

        private static String address(Gateway gateway) {
            return gateway.address() + "/" + gateway.subnet().length();
        }
    }
}
