package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vmomi.event.Events;
import java.util.Map;

/** What is told of hosts. Safe for all threads. */
final class HostEvents {
    private final Events events;

    HostEvents(Events events) {
        this.events = events;
    }

    void post(String hostId, String type) {
        post(hostId, type, Map.of());
    }

    void post(String hostId, String type, Map<String, Object> fields) {
        events.post(References.host(hostId), header -> header.event(type, fields));
    }
}
