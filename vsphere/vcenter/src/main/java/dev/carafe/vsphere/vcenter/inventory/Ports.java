package dev.carafe.vsphere.vcenter.inventory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which port of a distributed port group a card of a machine is plugged into. */
public final class Ports {
    private Ports() {}

    /**
     * A card in a port.
     *
     * @param machine its machine's id
     * @param card its key there
     */
    public record Plug(String machine, int card) {
        /** As it is kept. */
        public String text() {
            return machine + "/" + card;
        }

        /** @throws IllegalArgumentException when it is no such text */
        public static Plug of(String text) {
            int slash = text.indexOf('/');
            if (slash < 0) {
                throw new IllegalArgumentException(text + " is no plug");
            }
            return new Plug(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
        }
    }

    /**
     * Plugs a machine's cards in where they are not yet, and out where they are no longer.
     *
     * @param cards the ids of the port groups that they are on, by their keys
     */
    public static void connect(Draft draft, String machine, String host, Map<Integer, String> cards) {
        connect(draft, machine, host, cards, PortChoice.All.NONE);
    }

    /**
     * The same where clients have asked for ports.
     *
     * @param kept which ports are kept for the machine's cards, and which for others
     */
    public static void connect(
            Draft draft, String machine, String host, Map<Integer, String> cards, PortChoice.All kept) {
        for (Entity.DistributedPortgroup group : draft.heldBy(host, Entity.DistributedPortgroup.class)) {
            Map<String, Plug> plugs = new HashMap<>(group.plugs());
            plugs.values()
                    .removeIf(plug -> draft.find(plug.machine(), Entity.VirtualMachine.class)
                                    .isEmpty()
                            || (plug.machine().equals(machine) && !group.id().equals(cards.get(plug.card()))));
            Entity.DistributedPortgroup after = group.withPlugs(plugs);
            for (Map.Entry<Integer, String> card : cards.entrySet()) {
                if (card.getValue().equals(group.id())) {
                    after = connected(draft, after, new Plug(machine, card.getKey()), kept);
                }
            }
            if (!after.equals(group)) {
                draft.put(after);
            }
        }
    }

    private static Entity.DistributedPortgroup connected(
            Draft draft, Entity.DistributedPortgroup group, Plug plug, PortChoice.All kept) {
        boolean plugged = group.plugs().containsValue(plug);
        PortChoice.Kept wanted = kept.forCard(group, plug.card(), plugged);
        if (wanted != null) {
            Map<String, Plug> plugs = new HashMap<>(group.plugs());
            plugs.values().remove(plug);
            plugs.put(wanted.port(), plug);
            return group.withPlugs(plugs);
        }
        return plugged ? group : plugged(draft, group, plug, kept);
    }

    private static Entity.DistributedPortgroup plugged(
            Draft draft, Entity.DistributedPortgroup group, Plug plug, PortChoice.All kept) {
        Entity.DistributedPortgroup roomy = group;
        String free = free(roomy, kept.keptIn(group));
        if (free == null) { // what a host has plugged in already is told, whatever the number was to be
            roomy = grown(draft, roomy, 1);
            free = roomy.portKeys().getLast();
        }
        Map<String, Plug> plugs = new HashMap<>(roomy.plugs());
        plugs.put(free, plug);
        return roomy.withPlugs(plugs);
    }

    private static @Nullable String free(Entity.DistributedPortgroup group, Set<String> kept) {
        return group.portKeys().stream()
                .filter(key -> !group.plugs().containsKey(key) && !kept.contains(key))
                .findFirst()
                .orElse(null);
    }

    /** The same with more ports; their keys are counted through the switch. */
    static Entity.DistributedPortgroup grown(Draft draft, Entity.DistributedPortgroup group, int more) {
        Entity.DistributedSwitch of = SwitchRules.distributedSwitch(draft, group.distributedSwitch());
        List<String> keys = new ArrayList<>(group.portKeys());
        for (int i = 0; i < more; i++) {
            keys.add(Integer.toString(of.nextPort() + i));
        }
        draft.put(of.withNextPort(of.nextPort() + more));
        return group.withPortKeys(keys);
    }

    /** The machines that are plugged in now. */
    static List<String> machines(Entities entities, Entity.DistributedPortgroup group) {
        return group.plugs().values().stream()
                .map(Plug::machine)
                .filter(machine ->
                        entities.find(machine, Entity.VirtualMachine.class).isPresent())
                .distinct()
                .sorted()
                .toList();
    }
}
