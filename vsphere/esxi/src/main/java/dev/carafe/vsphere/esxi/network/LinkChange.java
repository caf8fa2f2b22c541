package dev.carafe.vsphere.esxi.network;

import dev.carafe.vsphere.esxi.network.LinkState.Link;
import dev.carafe.vsphere.esxi.network.NetworkPlan.Bridge;
import dev.carafe.vsphere.esxi.network.NetworkPlan.Port;
import dev.carafe.vsphere.esxi.network.NetworkPlan.VlanDevice;
import dev.carafe.vsphere.esxi.network.NetworkPlan.VlanTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The commands that make the links that there are the links of a plan. Pure; none when they are already. */
final class LinkChange {
    private final NetworkPlan plan;
    private final LinkState state;
    private final List<List<String>> commands = new ArrayList<>();

    private LinkChange(NetworkPlan plan, LinkState state) {
        this.plan = plan;
        this.state = state;
    }

    static List<List<String>> commands(NetworkPlan plan, LinkState state) {
        LinkChange change = new LinkChange(plan, state);
        change.removeOthers();
        plan.bridges().forEach(change::bridge);
        plan.vlanDevices().forEach(change::vlanDevice);
        plan.ports().forEach(change::port);
        return List.copyOf(change.commands);
    }

    /** The commands that take away every link of the host. */
    static List<List<String>> removal(LinkNames names, LinkState state) {
        return state.links().keySet().stream()
                .filter(names::owns)
                .sorted()
                .map(link -> List.of("ip", "link", "del", "dev", link))
                .toList();
    }

    /** What is the host's and not in the plan goes; a link of the machine that is no uplink any more leaves its bridge. */
    private void removeOthers() {
        state.links().values().stream()
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .forEach(link -> {
                    boolean planned = plan.ports().containsKey(link.name())
                            || plan.bridges().stream()
                                    .anyMatch(one -> one.name().equals(link.name()))
                            || plan.vlanDevices().stream()
                                    .anyMatch(one -> one.name().equals(link.name()));
                    if (!planned && plan.names().owns(link.name())) {
                        run("ip", "link", "del", "dev", link.name());
                    } else if (!planned
                            && link.master().filter(plan.names()::owns).isPresent()) {
                        run("ip", "link", "set", "dev", link.name(), "nomaster");
                    }
                });
    }

    private void bridge(Bridge bridge) {
        Optional<Link> there = state.link(bridge.name());
        if (there.isEmpty()) {
            List<String> add = new ArrayList<>(List.of("ip", "link", "add", "name", bridge.name()));
            add.addAll(List.of("address", address(bridge.name()), "type", "bridge"));
            add.addAll(List.of("stp_state", "0", "forward_delay", "0", "mcast_snooping", "0"));
            if (bridge.filtering()) {
                add.addAll(List.of("vlan_filtering", "1", "vlan_default_pvid", "0"));
            }
            commands.add(List.copyOf(add));
        }
        common(bridge.name(), there, bridge.mtu(), bridge.address());
        if (bridge.filtering()) {
            vlans(bridge.name(), there, bridge.ownVlans(), true);
        }
    }

    private void vlanDevice(VlanDevice device) {
        Optional<Link> there = state.link(device.name());
        if (there.isEmpty()) {
            run(
                    "ip",
                    "link",
                    "add",
                    "link",
                    device.parent(),
                    "name",
                    device.name(),
                    "type",
                    "vlan",
                    "id",
                    "" + device.vlan());
        }
        common(device.name(), there, device.mtu(), device.address());
    }

    private void port(String name, Port port) {
        boolean made =
                plan.vlanDevices().stream().anyMatch(device -> device.name().equals(name));
        Optional<Link> there = state.link(name);
        if (there.isEmpty() && !made) {
            return;
        }
        if (there.flatMap(Link::master).filter(port.bridge()::equals).isEmpty()) {
            run("ip", "link", "set", "dev", name, "master", port.bridge());
        }
        common(name, there, port.mtu(), Optional.empty());
        boolean filtering =
                plan.bridges().stream().anyMatch(bridge -> bridge.name().equals(port.bridge()) && bridge.filtering());
        if (filtering) {
            boolean stays =
                    there.flatMap(Link::master).filter(port.bridge()::equals).isPresent();
            vlans(name, stays ? there : Optional.empty(), port.vlans(), false);
        }
    }

    /** MTU, no addresses but the given one, and up. */
    private void common(String name, Optional<Link> there, int mtu, Optional<String> address) {
        if (there.filter(link -> link.mtu() == mtu).isEmpty()) {
            run("ip", "link", "set", "dev", name, "mtu", "" + mtu);
        }
        if (plan.names().owns(name) && there.filter(Link::quiet).isEmpty()) {
            run("ip", "link", "set", "dev", name, "addrgenmode", "none");
        }
        for (String other : there.map(Link::addresses).orElse(List.of())) {
            if (plan.names().owns(name) && !Optional.of(other).equals(address)) {
                run("ip", "address", "del", other, "dev", name);
            }
        }
        if (address.isPresent()
                && there.filter(link -> link.addresses().contains(address.get()))
                        .isEmpty()) {
            run("ip", "address", "add", address.get(), "dev", name);
        }
        if (there.filter(Link::up).isEmpty()) {
            run("ip", "link", "set", "dev", name, "up");
        }
    }

    private void vlans(String name, Optional<Link> there, VlanTable wanted, boolean self) {
        Map<Integer, Boolean> has = there.map(link -> link.vlans().untagged()).orElse(VlanTable.NONE.untagged());
        vlanRuns(name, self, "del", has, wanted.untagged());
        vlanRuns(name, self, "add", wanted.untagged(), has);
    }

    /** One command for each run of neighbouring VLANs of {@code these} that are not alike in the others. */
    private void vlanRuns(
            String name, boolean self, String verb, Map<Integer, Boolean> these, Map<Integer, Boolean> others) {
        int first = -1;
        for (int vlan = 1; vlan <= 4095; vlan++) {
            Boolean untagged = these.get(vlan);
            boolean differs = untagged != null && !untagged.equals(others.get(vlan));
            if (untagged != null && differs && !untagged) {
                first = first < 0 ? vlan : first;
                continue;
            }
            if (first >= 0) {
                vlan(name, self, verb, first == vlan - 1 ? "" + first : first + "-" + (vlan - 1), false);
                first = -1;
            }
            if (differs) {
                vlan(name, self, verb, "" + vlan, true);
            }
        }
    }

    private void vlan(String name, boolean self, String verb, String range, boolean untagged) {
        List<String> command = new ArrayList<>(List.of("bridge", "vlan", verb, "dev", name, "vid", range));
        if (untagged && verb.equals("add")) {
            command.addAll(List.of("pvid", "untagged"));
        }
        if (self) {
            command.add("self");
        }
        commands.add(List.copyOf(command));
    }

    /** A bridge's own address that stays: without one it has the least of its ports', and guests lose their gateway when it goes. */
    private static String address(String name) {
        int hash = name.hashCode();
        return String.format(
                Locale.ROOT, "02:ca:%02x:%02x:%02x:%02x", hash >>> 24, hash >>> 16 & 255, hash >>> 8 & 255, hash & 255);
    }

    private void run(String... command) {
        commands.add(List.of(command));
    }
}
