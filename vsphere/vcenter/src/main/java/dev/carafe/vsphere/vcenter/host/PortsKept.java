package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.PortChoice;
import dev.carafe.vsphere.vcenter.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ports of distributed switches that are kept for the cards of one machine.
 *
 * @param key what it is noted under
 * @param hostId the host that puts the cards where they are to be
 * @param holder the machine's id, or what {@link KeptPorts#made} says of one that is to be made
 * @param errand the key of the errand that the host does; null until it is known
 */
public record PortsKept(
        String key, String hostId, String holder, @Nullable String errand, List<PortChoice.Kept> ports) {
    public PortsKept {
        ports = List.copyOf(ports);
    }

    PortsKept by(@Nullable String task) {
        return new PortsKept(key, hostId, holder, task, ports);
    }

    /** As JSON, for the store. */
    byte[] encode() {
        List<Object> each = new ArrayList<>();
        ports.forEach(kept ->
                each.add(Map.of("portgroup", kept.portgroup(), "port", kept.port(), "card", (long) kept.card())));
        Map<String, Object> all = new HashMap<>(Map.of("host", hostId, "holder", holder, "ports", each));
        if (errand != null) {
            all.put("errand", errand);
        }
        return Json.encode(all);
    }

    /** @throws IOException when it is no such text */
    static PortsKept decode(String key, byte[] text) throws IOException {
        if (Json.decode(text) instanceof Map<?, ?> all
                && all.get("host") instanceof String host
                && all.get("holder") instanceof String holder
                && all.get("ports") instanceof List<?> each) {
            List<PortChoice.Kept> ports = new ArrayList<>();
            for (Object one : each) {
                ports.add(port(one));
            }
            return new PortsKept(key, host, holder, all.get("errand") instanceof String errand ? errand : null, ports);
        }
        throw new IOException("kept ports without a host, a holder or ports");
    }

    private static PortChoice.Kept port(@Nullable Object one) throws IOException {
        if (one instanceof Map<?, ?> all
                && all.get("portgroup") instanceof String portgroup
                && all.get("port") instanceof String port
                && all.get("card") instanceof Long card) {
            return new PortChoice.Kept(portgroup, port, card.intValue());
        }
        throw new IOException("a kept port without its group, its key or its card");
    }
}
