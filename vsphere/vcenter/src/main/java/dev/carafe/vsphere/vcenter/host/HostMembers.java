package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.HostRules;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.HostConnectInfo;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vmomi.event.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which hosts there are, and which of them are to be connected. Safe for all threads. */
public final class HostMembers {
    /** How long a host may take until all it has is in the inventory. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Makes the link of a host that comes, with a session that is open already or with none. */
    interface Links {
        HostLink of(Entity.Host host, @Nullable HostSession session);
    }

    private final HostProbe probe;
    private final Supplier<InventoryStore> inventories;
    private final Events events;
    private final Links made;
    private final Function<String, HostLink> links;
    private final Projector projector;

    /**
     * @param made of hosts that come
     * @param links of those that are there; fails for one that is not
     */
    HostMembers(
            HostProbe probe,
            Supplier<InventoryStore> inventories,
            Events events,
            Links made,
            Function<String, HostLink> links,
            Projector projector) {
        this.probe = probe;
        this.inventories = inventories;
        this.events = events;
        this.made = made;
        this.links = links;
        this.projector = projector;
    }

    private InventoryStore inventory() {
        return inventories.get();
    }

    /** What a host is, without adding it. */
    public HostConnectInfo look(HostConnectSpec spec) throws InterruptedException {
        HostProbe.Found found = probe.look(spec, null);
        found.session().close();
        return HostConnectInfo.builder()
                .serverIp(null)
                .host(found.summary())
                .vimAccountNameRequired(false)
                .clusterSupported(true)
                .build();
    }

    /**
     * Adds a host to a cluster or folder, and waits until all it has is in the inventory.
     *
     * @param connected whether it is to be connected; it is looked at in any case
     * @throws FaultException SSLVerifyFault, InvalidLogin, NoHost, AlreadyConnected, AlreadyBeingManaged, DuplicateName and others
     */
    public Entity.Host add(String parent, HostConnectSpec spec, boolean connected) throws InterruptedException {
        HostProbe.Found found = probe.look(spec, null);
        Entity.Host host;
        try {
            List<Entity.Host> known = inventory().all(Entity.Host.class);
            host = inventory()
                    .change(draft -> HostRules.add(draft, known, parent, found.access(), found.uuid(), connected));
        } catch (RuntimeException e) {
            found.session().close();
            throw e;
        }
        new HostEvents(events).post(host.id(), "HostAddedEvent");
        HostLink link = made.of(host, connected ? found.session() : null).start();
        if (connected) {
            link.awaitCurrent(PATIENCE);
        } else {
            found.session().close();
            projector.show(
                    inventory(), link.mirror(), new ArrayList<>(link.mirror().all()));
        }
        return host;
    }

    /** Connects a host again, with other access where the specification says so. */
    public void reconnect(String hostId, @Nullable HostConnectSpec spec) throws InterruptedException {
        Entity.Host before = inventory().read(all -> HostRules.host(all, hostId));
        HostConnectSpec asked =
                spec == null ? HostConnectSpec.builder().force(false).build() : spec;
        HostProbe.Found found = probe.look(asked, before.access());
        found.session().close();
        if (!found.uuid().equals(before.uuid())) {
            throw InvalidState.builder()
                    .build()
                    .exception("The host at " + found.access().address() + " is another one than '" + before.name()
                            + "'.");
        }
        inventory()
                .change(draft -> draft.put(
                        HostRules.host(draft, hostId).withAccess(found.access()).withConnected(true)));
        links.apply(hostId).awaitCurrent(PATIENCE);
    }

    /** Disconnects a host until it is connected again, and waits until it is shown so. */
    public void disconnect(String hostId) throws InterruptedException {
        inventory().change(draft -> draft.put(HostRules.host(draft, hostId).withConnected(false)));
        links.apply(hostId).awaitDisconnected(PATIENCE);
        new HostEvents(events).post(hostId, "HostDisconnectedEvent");
    }
}
