package dev.carafe.vsphere.esxi.network;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.json.MalformedJsonException;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A configuration as JSON and back. Pure. */
final class NetworkConfigCodec {
    private NetworkConfigCodec() {}

    static JsonObject encode(NetworkConfig config) {
        List<JsonObject> switches = new ArrayList<>();
        for (VirtualSwitch one : config.switches()) {
            JsonObject object = JsonObject.of("name", one.name())
                    .with("index", one.index())
                    .with("mtu", one.mtu())
                    .with("ports", one.ports())
                    .with("security", encode(one.security()));
            switches.add(
                    one.uplink().map(uplink -> object.with("uplink", uplink)).orElse(object));
        }
        List<JsonObject> groups = new ArrayList<>();
        for (PortGroup group : config.portGroups()) {
            JsonObject object = JsonObject.of("name", group.name())
                    .with("switch", group.virtualSwitch())
                    .with("vlan", group.vlan());
            if (group.security().isPresent()) {
                object = object.with("security", encode(group.security().get()));
            }
            if (group.gateway().isPresent()) {
                object = object.with("gateway", encode(group.gateway().get()));
            }
            groups.add(object);
        }
        List<JsonObject> plugs = new ArrayList<>();
        for (Plug plug : config.plugs()) {
            plugs.add(JsonObject.of("tap", plug.tap().name())
                    .with("mac", plug.tap().mac().toString())
                    .with("portGroup", plug.portGroup()));
        }
        return JsonObject.of("host", config.host())
                .with("switches", switches)
                .with("portGroups", groups)
                .with("plugs", plugs);
    }

    static NetworkConfig decode(JsonObject object) throws MalformedJsonException {
        try {
            List<VirtualSwitch> switches = new ArrayList<>();
            for (JsonObject one : object.objects("switches")) {
                switches.add(new VirtualSwitch(
                        one.requiredText("name"),
                        (int) one.number("index", 0),
                        (int) one.number("mtu", 1500),
                        (int) one.number("ports", VirtualSwitch.PORTS),
                        one.text("uplink"),
                        security(one.object("security"))));
            }
            List<PortGroup> groups = new ArrayList<>();
            for (JsonObject group : object.objects("portGroups")) {
                groups.add(new PortGroup(
                        group.requiredText("name"),
                        group.requiredText("switch"),
                        (int) group.number("vlan", 0),
                        group.has("security") ? Optional.of(security(group.object("security"))) : Optional.empty(),
                        group.has("gateway") ? Optional.of(gateway(group.object("gateway"))) : Optional.empty()));
            }
            List<Plug> plugs = new ArrayList<>();
            for (JsonObject plug : object.objects("plugs")) {
                MacAddress mac = MacAddress.parse(plug.requiredText("mac"))
                        .orElseThrow(() -> new MalformedJsonException("no MAC address"));
                plugs.add(new Plug(new Plug.Tap(plug.requiredText("tap"), mac), plug.requiredText("portGroup")));
            }
            String host = new LinkNames(object.requiredText("host")).host();
            return new NetworkConfig(host, switches, groups, plugs);
        } catch (IllegalArgumentException wrong) {
            throw new MalformedJsonException(String.valueOf(wrong.getMessage()));
        }
    }

    private static JsonObject encode(SecurityPolicy policy) {
        return JsonObject.of("macChanges", policy.macChanges()).with("forgedTransmits", policy.forgedTransmits());
    }

    private static SecurityPolicy security(JsonObject object) {
        return new SecurityPolicy(object.flag("macChanges"), object.flag("forgedTransmits"));
    }

    private static JsonObject encode(Gateway gateway) {
        List<JsonObject> services = gateway.services().stream()
                .map(one -> JsonObject.of("protocol", one.protocol()).with("port", one.port()))
                .toList();
        return JsonObject.of("subnet", gateway.subnet().toString()).with("services", services);
    }

    private static Gateway gateway(JsonObject object) throws MalformedJsonException {
        Ipv4Subnet subnet = Ipv4Subnet.parse(object.requiredText("subnet"))
                .orElseThrow(() -> new MalformedJsonException("no subnet"));
        List<Gateway.Service> services = new ArrayList<>();
        for (JsonObject one : object.objects("services")) {
            services.add(new Gateway.Service(one.requiredText("protocol"), (int) one.number("port", 0)));
        }
        return new Gateway(subnet, services);
    }
}
