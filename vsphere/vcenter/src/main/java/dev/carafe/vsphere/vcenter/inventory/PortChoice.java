package dev.carafe.vsphere.vcenter.inventory;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchPortConnection;
import dev.carafe.vsphere.vim.vim25.ResourceInUse;
import dev.carafe.vsphere.vim.vim25.ResourceNotAvailable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which port a card gets that is to be on a distributed port group: the one that is asked for, or one of those that are free. */
public final class PortChoice {
    private static final String EPHEMERAL = "ephemeral";

    private PortChoice() {}

    /**
     * A port that is kept for a card.
     *
     * @param card its key; 0 or below for one that is new, whose key its host gives
     */
    public record Kept(String portgroup, String port, int card) {
        boolean isNew() {
            return card <= 0;
        }
    }

    /**
     * The port for a card; empty where any will do, since the group grows with what is plugged in.
     *
     * @param switches all that there are
     * @param machine its machine's id; null for one that is to be made
     * @param card its key; 0 or below for a new one
     * @param taken ports that are kept already, as {@link #name} writes them
     * @throws FaultException InvalidArgument for a port that there is not, ResourceInUse for one with something else in it,
     *     ResourceNotAvailable when none is free and the group does not grow
     */
    public static Optional<Kept> of(
            Entities entities,
            List<Entity.DistributedSwitch> switches,
            @Nullable String machine,
            int card,
            DistributedVirtualSwitchPortConnection asked,
            Set<String> taken) {
        Entity.DistributedPortgroup group = group(entities, switches, asked);
        Ports.Plug plug = machine == null || card <= 0 ? null : new Ports.Plug(machine, card);
        String key = asked.portKey();
        if (key != null && !key.isEmpty()) {
            if (!group.portKeys().contains(key)) {
                throw SwitchRules.refused(
                        "spec.deviceChange.device.port.portKey",
                        "The port group '" + group.name() + "' has no port " + key + ".");
            }
            Ports.Plug in = group.plugs().get(key);
            if (taken.contains(name(group.id(), key)) || (in != null && !in.equals(plug) && isThere(entities, in))) {
                throw ResourceInUse.builder()
                        .type("DistributedVirtualPort")
                        .name(key)
                        .build()
                        .exception("The resource '" + key + "' is in use.");
            }
            return Optional.of(new Kept(group.id(), key, card));
        }
        boolean grows = Boolean.TRUE.equals(group.config().autoExpand())
                || EPHEMERAL.equals(group.config().type());
        if (grows || (plug != null && group.plugs().containsValue(plug))) {
            return Optional.empty();
        }
        return Optional.of(group.portKeys().stream()
                .filter(port -> !taken.contains(name(group.id(), port)))
                .filter(port -> !group.plugs().containsKey(port)
                        || !isThere(entities, group.plugs().get(port)))
                .findFirst()
                .map(port -> new Kept(group.id(), port, card))
                .orElseThrow(() -> ResourceNotAvailable.builder()
                        .containerType("DistributedVirtualPortgroup")
                        .containerName(group.name())
                        .type("DistributedVirtualPort")
                        .build()
                        .exception(
                                "The resource DistributedVirtualPort is not available in DistributedVirtualPortgroup '"
                                        + group.name() + "': all of its "
                                        + group.portKeys().size()
                                        + " ports are in use, and it does not grow.")));
    }

    private static boolean isThere(Entities entities, Ports.@Nullable Plug plug) {
        return plug != null
                && entities.find(plug.machine(), Entity.VirtualMachine.class).isPresent();
    }

    private static Entity.DistributedPortgroup group(
            Entities entities, List<Entity.DistributedSwitch> switches, DistributedVirtualSwitchPortConnection asked) {
        Entity.DistributedSwitch of = switches.stream()
                .filter(each -> each.config().uuid().equals(asked.switchUuid()))
                .findFirst()
                .orElseThrow(() -> SwitchRules.refused(
                        "spec.deviceChange.device.port.switchUuid",
                        "There is no distributed switch " + asked.switchUuid() + "."));
        return entities.heldBy(of.id(), Entity.DistributedPortgroup.class).stream()
                .filter(each -> asked.portgroupKey() == null
                        ? each.portKeys().contains(String.valueOf(asked.portKey()))
                        : each.id().equals(asked.portgroupKey()))
                .findFirst()
                .orElseThrow(() -> SwitchRules.refused(
                        "spec.deviceChange.device.port.portgroupKey",
                        "The distributed switch '" + of.name() + "' has no port group " + asked.portgroupKey() + "."));
    }

    /**
     * What is kept for the cards of one machine, and what for others.
     *
     * @param own in the order in which it was asked for
     * @param others ports of all switches, as {@link #name} writes them
     */
    public record All(List<Kept> own, Set<String> others) {
        public static final All NONE = new All(List.of(), Set.of());

        public All {
            own = List.copyOf(own);
            others = Set.copyOf(others);
        }

        /** The port of a group that a card is to be in; null when none is kept for it. */
        @Nullable
        Kept forCard(Entity.DistributedPortgroup group, int card, boolean plugged) {
            return own.stream()
                    .filter(kept -> kept.portgroup().equals(group.id()))
                    .filter(kept -> kept.card() == card || (kept.isNew() && !plugged))
                    .filter(kept -> group.portKeys().contains(kept.port()))
                    .filter(kept -> kept.card() == card || !group.plugs().containsKey(kept.port()))
                    .findFirst()
                    .orElse(null);
        }

        /** The ports of a group that are kept for others, and for other new cards. */
        Set<String> keptIn(Entity.DistributedPortgroup group) {
            Set<String> kept = new HashSet<>();
            for (String port : group.portKeys()) {
                boolean ours = own.stream()
                        .anyMatch(each -> each.portgroup().equals(group.id())
                                && each.port().equals(port));
                if (ours || others.contains(name(group.id(), port))) {
                    kept.add(port);
                }
            }
            return kept;
        }
    }

    /** A port of any group as one text. */
    public static String name(String portgroup, String port) {
        return portgroup + "/" + port;
    }
}
