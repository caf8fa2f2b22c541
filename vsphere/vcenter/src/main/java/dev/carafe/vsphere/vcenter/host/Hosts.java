package dev.carafe.vsphere.vcenter.host;

import static java.util.Objects.requireNonNull;

import dev.carafe.etcd.Store;
import dev.carafe.vsphere.client.FileTransfers;
import dev.carafe.vsphere.vcenter.inventory.Entities;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.EntityChange;
import dev.carafe.vsphere.vcenter.inventory.HostAccess;
import dev.carafe.vsphere.vcenter.inventory.Ports;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostNotConnected;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All hosts of the inventory. Safe for all threads. */
public final class Hosts implements Forwarder, InventoryStore.Listener, HostLink.Listener, AutoCloseable {
    /** How long a host may take until all it has is in the inventory. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final System.Logger LOG = System.getLogger(Hosts.class.getName());

    private final MirrorMemory memory;
    private final EventPositions positions;
    private final SecretBox box;
    private final Events events;
    private final Projector projector;
    private final Map<String, HostMirror> mirrors = new ConcurrentHashMap<>();
    /** The UUIDs of the distributed switches, by their ids. */
    private final Map<String, String> switches = new ConcurrentHashMap<>();

    private final Map<String, HostLink> links = new ConcurrentHashMap<>();
    private final Expectations expected = new Expectations();
    private final KeptPorts ports;
    private final PortErrands portErrands;
    private final Errands errands;
    private final MachineArrivals arrivals;
    private final HostCalls calls;
    private final HostMembers members;
    private final HostFacts facts;

    private final List<Consumer<String>> whenSeen = new CopyOnWriteArrayList<>();
    private volatile @Nullable InventoryStore inventory;
    private volatile HostChange.@Nullable Ending changeEnding;

    /**
     * @param errands what an earlier vCenter had hosts do
     * @param managementAddress this server's, for hosts to show
     */
    public Hosts(
            ObjectRegistry registry,
            Store store,
            SecretBox box,
            Tasks tasks,
            Errands errands,
            Events events,
            String managementAddress) {
        memory = new MirrorMemory(store);
        positions = new EventPositions(store);
        this.box = box;
        this.events = events;
        this.errands = errands;
        ports = new KeptPorts(store);
        facts = new HostFacts(mirrors, this::inventory, this::link);
        portErrands = new PortErrands(ports, errands, this::plug, host -> awaitSettled(host, null), facts::isMember);
        arrivals = new MachineArrivals(
                this::inventory,
                expected,
                errands,
                places -> new ErrandsLeft(
                        errands,
                        expected,
                        this::link,
                        places,
                        () -> requireNonNull(changeEnding, "nobody ends changes of hosts"),
                        this::isInTransit,
                        this::unwanted,
                        portErrands));
        calls = new HostCalls(registry, tasks, errands, portErrands, this::link);
        projector = new Projector(registry, this, mirrors::get, managementAddress);
        members = new HostMembers(new HostProbe(box), this::inventory, events, this::link, this::link, projector);
    }

    /** Begins to connect the hosts of an inventory, of whose changes this is told. */
    public void open(InventoryStore kept) {
        inventory = kept;
        errands.all().forEach(arrivals.errandsLeft()::expect);
        for (Entity.Host host : kept.all(Entity.Host.class)) {
            HostMirror mirror = mirror(host);
            projector.show(kept, mirror, new ArrayList<>(mirror.all()));
            link(host, null).start();
        }
        errands.takeUp(arrivals.errandsLeft()).forEach(arrivals.errandsLeft()::goOn);
        whenSeen(portErrands::seen);
        portErrands.takeUp();
    }

    private InventoryStore inventory() {
        return requireNonNull(inventory, "not open yet");
    }

    private boolean isInTransit(String machine) {
        return inventory().read(all -> all.get(machine) instanceof Entity.VirtualMachine known && known.inTransit());
    }

    /** A host that is away may have the machine still: then it is not known that nobody takes it. */
    private void unwanted(HostChange change) {
        boolean sure = Stream.of(change.source(), change.target())
                .allMatch(host -> !facts.isMember(host) || facts.isConnected(host));
        if (sure && isInTransit(change.machine())) {
            projector.showOrphaned(References.machine(change.machine()));
        }
    }

    private HostMirror mirror(Entity.Host host) {
        HostMirror mirror = mirrors.computeIfAbsent(host.id(), id -> {
            HostMirror made = new HostMirror(id, switches);
            memory.recall(made);
            made.all().stream()
                    .filter(object -> object.type().equals("HostSystem"))
                    .forEach(object -> made.names().put(object, References.host(id)));
            return made;
        });
        HostAccess access = host.access();
        String address = access.urlHost();
        mirror.authority(access.port() == HostAccess.HTTPS ? address : address + ":" + access.port());
        return mirror;
    }

    private HostLink link(Entity.Host host, @Nullable HostSession session) {
        HostMirror mirror = mirror(host);
        Follower.Place place = new Follower.Place(
                inventory(),
                projector,
                memory,
                name -> expected.find(host.id(), name),
                errands::moves,
                ports,
                new EventRelay.Place(events, positions),
                () -> whenSeen.forEach(each -> each.accept(host.id())));
        HostLink link = new HostLink(host, mirror, session, open -> new Follower(open, mirror, place), box::open, this);
        links.put(host.id(), link);
        return link;
    }

    // What the inventory says

    @Override
    public void changed(List<EntityChange> changes, Entities now) {
        List<Entity> shared = new ArrayList<>();
        for (EntityChange change : changes) { // first what others name: at the start all come, and in any order
            switch (change.after()) {
                case Entity.Host host -> mirror(host);
                case Entity.DistributedSwitch of ->
                    switches.put(of.id(), of.config().uuid());
                case null, default -> {}
            }
        }
        for (EntityChange change : changes) {
            mirrors.values().forEach(mirror -> mirror.names().change(change.before(), change.after()));
            if (change.after() instanceof Entity.Host host) {
                HostLink link = links.get(host.id());
                if (link != null) {
                    link.want(host);
                }
            } else if (change.after() != null) {
                boolean isShared = change.after() instanceof Entity.Datastore
                        || change.after() instanceof Entity.Network
                        || change.after() instanceof Entity.DistributedPortgroup;
                if (isShared && change.before() != null) {
                    shared.add(change.after());
                }
            } else if (change.before() instanceof Entity.Host host) {
                removed(host.id());
            }
        }
        changes.forEach(this::showMoved);
        arrivals.changed(changes);
        if (!shared.isEmpty()) {
            projector.showShared(shared);
        }
        changes.stream()
                .map(EntityChange::after)
                .filter(Entity.ResourcePool.class::isInstance)
                .flatMap(pool -> now.computeResourceOf(requireNonNull(pool).id()).stream())
                .distinct()
                .forEach(compute -> projector.showCapacity(now, compute));
    }

    /** Shows a machine that is on another host now as that host has it: on its way it showed the state of its destination. */
    private void showMoved(EntityChange change) {
        if (change.before() instanceof Entity.VirtualMachine before
                && change.after() instanceof Entity.VirtualMachine machine
                && !machine.inTransit()
                && !(before.host().equals(machine.host()) && before.onHost().equals(machine.onHost()))) {
            HostMirror mirror = mirrors.get(machine.host());
            if (mirror != null) {
                projector.show(
                        inventory(), mirror, List.of(new ManagedObjectReference<>("VirtualMachine", machine.onHost())));
            }
        }
    }

    private void removed(String hostId) {
        HostMirror mirror = mirrors.remove(hostId);
        HostLink link = links.remove(hostId);
        // not on this thread, which others wait for: the host may not answer
        Thread.ofVirtual().name("vcenter-remove-" + hostId).start(() -> {
            if (link != null) {
                link.close();
            }
            if (mirror != null) {
                projector.hide(mirror, new ArrayList<>(mirror.all()));
            }
            memory.forget(hostId);
            positions.forget(hostId);
        });
    }

    // What hosts say

    @Override
    public void connected(String hostId) {
        LOG.log(Level.INFO, "{0} is connected", hostId);
        new HostEvents(events).post(hostId, "HostConnectedEvent");
    }

    @Override
    public void lost(String hostId, boolean first, Exception why) {
        state(hostId, HostSystemConnectionState.NOT_RESPONDING);
        if (first) {
            LOG.log(Level.WARNING, hostId + " does not respond: " + why.getMessage());
            new HostEvents(events).post(hostId, "HostConnectionLostEvent");
        } else {
            LOG.log(Level.DEBUG, hostId + " cannot be connected: " + why.getMessage());
        }
    }

    @Override
    public void disconnected(String hostId) {
        state(hostId, HostSystemConnectionState.DISCONNECTED);
    }

    private void state(String hostId, HostSystemConnectionState state) {
        HostMirror mirror = mirrors.get(hostId);
        if (mirror != null && mirror.state() != state) {
            mirror.state(state);
            projector.showState(inventory(), mirror);
        }
    }

    // What clients ask for

    /** Which hosts there are. */
    public HostMembers members() {
        return members;
    }

    /** What hosts said of themselves. */
    public HostFacts facts() {
        return facts;
    }

    /** What is asked of hosts. */
    public HostCalls calls() {
        return calls;
    }

    /** Machines that are about to be on a host. */
    public MachineArrivals arrivals() {
        return arrivals;
    }

    private HostLink link(String hostId) {
        HostLink link = links.get(hostId);
        if (link == null) {
            throw HostNotConnected.builder()
                    .build()
                    .exception("Unable to communicate with the remote host, since it is disconnected.");
        }
        return link;
    }

    /**
     * Keeps ports of distributed switches for the cards of a machine that is to be made, until what becomes of it is known.
     *
     * @param task the task that has it made; null for none
     * @return null when none needed to be kept
     * @throws FaultException ResourceInUse, ResourceNotAvailable, InvalidArgument, SystemError
     */
    public @Nullable PortsKept keepPorts(
            String hostId,
            MachinePlace place,
            @Nullable ManagedObjectReference<Task> task,
            List<VirtualDeviceConfigSpec> changes) {
        String holder = KeptPorts.made(hostId, place.name());
        return ports.keep(
                inventory(), new KeptPorts.Asked(hostId, null, holder, MachineArrivals.key(place, task)), changes);
    }

    /** The same for a machine that is there, until {@link #reconfigure} has ended. */
    public @Nullable PortsKept keepPorts(Entity.VirtualMachine machine, List<VirtualDeviceConfigSpec> changes) {
        return ports.keep(inventory(), new KeptPorts.Asked(machine.host(), machine.id(), machine.id(), null), changes);
    }

    /** Gives ports free again for which the host was not asked. */
    public void free(PortsKept kept) {
        ports.free(kept);
    }

    /** The same for which the host was asked and has not answered: it may have done it, or be doing it. */
    public void freeWhenKnown(PortsKept kept) {
        portErrands.freeWhenKnown(kept);
    }

    /** Has a host call a method after which cards of a machine are in the ports that are kept for them. */
    public ManagedObjectReference<Task> reconfigure(
            PortsKept kept, ManagedObjectReference<?> machine, ManagedMethod method, @Nullable Object... arguments) {
        return calls.forwardFor(kept, machine, method, arguments);
    }

    /** Has cards be in the ports that are kept for them: to a host nothing has changed when the group is the same. */
    private void plug(String id) {
        Entity.VirtualMachine machine = inventory()
                .read(all -> all.find(id, Entity.VirtualMachine.class))
                .orElse(null);
        if (machine == null) {
            return; // one that was to be made: it is plugged in as it is found
        }
        HostMirror mirror = mirrors.get(machine.host());
        ManagedObjectReference<?> onHost = new ManagedObjectReference<>("VirtualMachine", machine.onHost());
        VirtualMachineProperties said = mirror == null ? null : mirror.get(onHost, VirtualMachineProperties.class);
        if (mirror == null || said == null) {
            return;
        }
        inventory().change(draft -> {
            if (draft.get(machine.id()) instanceof Entity.VirtualMachine) {
                Ports.connect(draft, machine.id(), machine.host(), SwitchCards.of(said), ports.of(machine.id(), ""));
            }
            return null;
        });
        projector.show(inventory(), mirror, List.of(onHost));
    }

    /** Says who ends changes of hosts that an earlier vCenter began; before {@link #open}. */
    public void endChanges(HostChange.Ending ending) {
        changeEnding = ending;
    }

    /** The other host of a machine's change of hosts than the one that it is on its way to; null when there is none. */
    public @Nullable String otherOfMove(Entity.VirtualMachine machine) {
        return errands.moves().stream()
                .filter(move -> move.machine().equals(machine.id()))
                .map(move -> move.target().equals(machine.host()) ? move.source() : move.target())
                .findFirst()
                .orElse(null);
    }

    @Override
    public @Nullable Object forward(
            String hostId, ManagedObjectReference<?> object, ManagedMethod method, @Nullable Object... arguments) {
        return calls.forward(hostId, object, method, arguments);
    }

    /**
     * Waits until a host has done all that it was asked for, and the inventory has what came of it.
     *
     * @param onHost a machine as the host calls it; null for none
     * @return whether the host has that machine
     * @throws FaultException HostCommunication when the host does not answer
     */
    public boolean awaitSettled(String hostId, @Nullable ManagedObjectReference<?> onHost) throws InterruptedException {
        HostLink link = link(hostId);
        link.awaitBack(PATIENCE);
        ErrandsLeft.awaitAll(link);
        Barrier.await(link);
        link.awaitBack(PATIENCE); // a line that broke meanwhile ends the waiting too
        return onHost != null && link.mirror().get(onHost) != null;
    }

    /**
     * Has an action run with a host's id whenever all of the host was seen, before anybody is told that it is connected. It
     * runs on the host's thread, which others wait for.
     */
    public void whenSeen(Consumer<String> action) {
        whenSeen.add(action);
    }

    /** Files of a host, by vCenter's session there. */
    public FileTransfers transfers(String hostId) {
        return new FileTransfers(link(hostId).open().client().connection());
    }

    /**
     * Waits until a host can be called that was just seen.
     *
     * @throws FaultException HostNotConnected when it cannot in time
     */
    public void awaitConnected(String hostId) throws InterruptedException {
        link(hostId).awaitBack(PATIENCE);
    }

    /** Ends all connections; the hosts go on. */
    @Override
    public void close() {
        List<HostLink> all = List.copyOf(links.values());
        links.clear();
        all.forEach(HostLink::close);
    }
}
