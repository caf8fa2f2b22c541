package dev.carafe.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.event.Events;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventFilterSpec;
import dev.carafe.vsphere.vim.vim25.VmEvent;
import dev.carafe.vsphere.vim.vim25.VmMigratedEvent;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What servers of a test of crashes tell as events, and told before. */
final class CrashEvents {
    /** Of more than these the oldest may have been forgotten. */
    private static final int EVENTS_MAX = 10_000;

    private final Map<String, List<String>> toldBefore = new HashMap<>();

    /**
     * Events that were told are told still, by their keys and texts.
     *
     * @param server whose they are
     */
    void check(String server, VSphereClient client) throws IOException, InterruptedException {
        List<String> before = toldBefore.getOrDefault(server, List.of());
        List<String> now = all(client).stream()
                .map(event -> event.key() + " " + event.fullFormattedMessage())
                .toList();
        assertThat(now.subList(0, Math.min(now.size(), before.size())))
                .as("events that %s told", server)
                .isEqualTo(before);
        toldBefore.put(server, now);
    }

    private static List<Event> all(VSphereClient client) throws IOException, InterruptedException {
        return new Events(client).query(EventFilterSpec.builder().build(), EVENTS_MAX);
    }

    /** How often each event about a machine is told, by its type and the instant at which the server made it. */
    static Map<String, Long> ofMachines(VSphereClient client) throws IOException, InterruptedException {
        return all(client).stream()
                .filter(VmEvent.class::isInstance)
                .collect(Collectors.groupingBy(
                        event -> event.dataType().wsdlName() + " " + event.createdTime(),
                        TreeMap::new,
                        Collectors.counting()));
    }

    /** How often it is told of each machine that it moved while it was on, by its id. */
    static Map<String, Integer> liveMoves(VSphereClient vcenter) throws IOException, InterruptedException {
        Map<String, Integer> moves = new TreeMap<>();
        for (Event event : all(vcenter)) {
            if (event instanceof VmMigratedEvent) {
                moves.merge(requireNonNull(event.vm()).vm().value(), 1, Integer::sum);
            }
        }
        return moves;
    }
}
