package dev.carafe.vsphere.esxi.network;

import dev.carafe.vsphere.esxi.json.Json;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.json.MalformedJsonException;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.esxi.network.NetworkPlan.VlanTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What links there are, as {@code ip} and {@code bridge} tell it. Pure.
 *
 * @param links by their name
 */
record LinkState(Map<String, Link> links) {
    /**
     * A link.
     *
     * @param kind the kernel's, such as {@code bridge} or {@code tun}; empty for a real one
     * @param master the bridge that it is in
     * @param quiet whether it makes itself no IPv6 address
     * @param addresses as {@code 192.168.100.1/24}, IPv4 only
     * @param vlans the VLANs of it as a bridge's port
     */
    record Link(
            String name,
            String kind,
            Optional<String> master,
            Optional<MacAddress> mac,
            int mtu,
            boolean up,
            boolean quiet,
            List<String> addresses,
            VlanTable vlans) {}

    /**
     * Reads what the programs wrote.
     *
     * @param addresses of {@code ip -j -d address show}
     * @param vlans of {@code bridge -j vlan show}
     */
    static LinkState parse(String addresses, String vlans) throws MalformedJsonException {
        Map<String, VlanTable> tables = new HashMap<>();
        for (JsonObject port : list(vlans)) {
            VlanTable table = VlanTable.NONE;
            for (JsonObject entry : port.objects("vlans")) {
                int first = (int) entry.number("vlan", 0);
                int last = (int) Math.min(4095, entry.number("vlanEnd", first));
                boolean untagged = entry.fields().get("flags") instanceof List<?> flags && flags.contains("PVID");
                for (int vlan = first; vlan <= last; vlan++) {
                    table = table.with(vlan, untagged);
                }
            }
            tables.put(port.text("ifname").orElse(""), table);
        }
        Map<String, Link> links = new HashMap<>();
        for (JsonObject link : list(addresses)) {
            String name = link.text("ifname").orElse("");
            JsonObject info = link.object("linkinfo");
            List<String> found = new ArrayList<>();
            for (JsonObject address : link.objects("addr_info")) {
                if (address.text("family").equals(Optional.of("inet"))) {
                    found.add(address.requiredText("local") + "/" + address.number("prefixlen", 32));
                }
            }
            links.put(
                    name,
                    new Link(
                            name,
                            info.text("info_kind").orElse(""),
                            link.text("master"),
                            link.text("address").flatMap(MacAddress::parse),
                            (int) link.number("mtu", 0),
                            link.fields().get("flags") instanceof List<?> flags && flags.contains("UP"),
                            link.text("inet6_addr_gen_mode").equals(Optional.of("none")),
                            List.copyOf(found),
                            tables.getOrDefault(name, VlanTable.NONE)));
        }
        return new LinkState(Map.copyOf(links));
    }

    /** The subnets in {@code ip -j route show table all}. */
    static List<Ipv4Subnet> routes(String routes) throws MalformedJsonException {
        List<Ipv4Subnet> found = new ArrayList<>();
        for (JsonObject route : list(routes)) {
            route.text("dst").flatMap(Ipv4Subnet::parse).ifPresent(found::add);
        }
        return found;
    }

    Optional<Link> link(String name) {
        return Optional.ofNullable(links.get(name));
    }

    /** The objects in a list as text. */
    static List<JsonObject> list(String text) throws MalformedJsonException {
        String whole = "{\"list\":" + (text.isBlank() ? "[]" : text) + "}";
        return Json.decode(whole.getBytes(StandardCharsets.UTF_8)).objects("list");
    }
}
