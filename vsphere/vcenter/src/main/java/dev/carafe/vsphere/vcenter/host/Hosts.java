package dev.carafe.vsphere.vcenter.host;

import static java.util.Objects.requireNonNull;

import dev.carafe.etcd.Store;
import dev.carafe.vsphere.client.FileTransfers;
import dev.carafe.vsphere.vcenter.inventory.Entities;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.EntityChange;
import dev.carafe.vsphere.vcenter.inventory.EntityNames;
import dev.carafe.vsphere.vcenter.inventory.HostAccess;
import dev.carafe.vsphere.vcenter.inventory.HostRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostConnectInfo;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.HostNotConnected;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.ServiceContent;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotProperties;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All hosts of the inventory. Safe for all threads. */
public final class Hosts implements Forwarder, InventoryStore.Listener, HostLink.Listener, AutoCloseable {
    /** How long a host may take until all it has is in the inventory. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** How calls are called that change nothing: only after the others the inventory is brought up to date. */
    private static final Set<String> READS = Set.of(
            "Query",
            "Retrieve",
            "Acquire",
            "List",
            "Find",
            "Get",
            "Check",
            "Validate",
            "Read",
            "Estimate",
            "HttpNfcLeaseGet",
            "HttpNfcLeaseProgress",
            "Put",
            "Search",
            "Browse",
            "Fetch",
            "Parse");

    /** Their result says where a file of a guest is read or written. */
    private static final Set<String> GUEST_TRANSFERS =
            Set.of("InitiateFileTransferFromGuest", "InitiateFileTransferToGuest");

    private static final System.Logger LOG = System.getLogger(Hosts.class.getName());

    private final ObjectRegistry registry;
    private final MirrorMemory memory;
    private final EventPositions positions;
    private final SecretBox box;
    private final HostProbe probe;
    private final Tasks tasks;
    private final Events events;
    private final Projector projector;
    private final Map<String, HostMirror> mirrors = new ConcurrentHashMap<>();
    private final Map<String, HostLink> links = new ConcurrentHashMap<>();
    private final Expectations expected = new Expectations();
    private final Errands errands;
    private final ErrandsLeft errandsLeft;
    private final ReentrantLock changing = new ReentrantLock();
    /** Signalled when a machine changed. */
    private final Condition machineChanged = changing.newCondition();

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
        this.registry = registry;
        memory = new MirrorMemory(store);
        positions = new EventPositions(store);
        this.box = box;
        probe = new HostProbe(box);
        this.tasks = tasks;
        this.events = events;
        this.errands = errands;
        errandsLeft = new ErrandsLeft(
                errands,
                expected,
                this::link,
                this::place,
                () -> requireNonNull(changeEnding, "nobody ends changes of hosts"));
        projector = new Projector(registry, this, mirrors::get, managementAddress);
    }

    /** Begins to connect the hosts of an inventory, of whose changes this is told. */
    public void open(InventoryStore kept) {
        inventory = kept;
        errands.all().forEach(errandsLeft::expect);
        for (Entity.Host host : kept.all(Entity.Host.class)) {
            HostMirror mirror = mirror(host);
            projector.show(kept, mirror, new ArrayList<>(mirror.all()));
            link(host, null).start();
        }
        errands.takeUp(errandsLeft).forEach(errandsLeft::goOn);
    }

    private InventoryStore inventory() {
        return requireNonNull(inventory, "not open yet");
    }

    private HostMirror mirror(Entity.Host host) {
        HostMirror mirror = mirrors.computeIfAbsent(host.id(), id -> {
            HostMirror made = new HostMirror(id);
            memory.recall(made);
            made.all().stream()
                    .filter(object -> object.type().equals("HostSystem"))
                    .forEach(object -> made.names().put(object, References.host(id)));
            return made;
        });
        HostAccess access = host.access();
        String address = access.address().contains(":") ? "[" + access.address() + "]" : access.address();
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
        for (EntityChange change : changes) {
            if (change.before() != null) {
                mirrors.values().forEach(mirror -> mirror.names().remove(change.before()));
            }
            if (change.after() instanceof Entity.Host host) {
                mirror(host);
                HostLink link = links.get(host.id());
                if (link != null) {
                    link.want(host);
                }
            } else if (change.after() != null) {
                mirrors.values().forEach(mirror -> mirror.names().put(change.after()));
                boolean isShared =
                        change.after() instanceof Entity.Datastore || change.after() instanceof Entity.Network;
                if (isShared && change.before() != null) {
                    shared.add(change.after());
                }
            } else if (change.before() instanceof Entity.Host host) {
                removed(host.id());
            }
        }
        if (changes.stream().anyMatch(change -> change.after() instanceof Entity.VirtualMachine)) {
            changing.lock();
            try {
                machineChanged.signalAll();
            } finally {
                changing.unlock();
            }
        }
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
            projector.show(inventory(), mirror, withHost(mirror));
        }
    }

    private static List<ManagedObjectReference<?>> withHost(HostMirror mirror) {
        return new ArrayList<>(mirror.all());
    }

    // What clients ask for

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
        HostLink link = link(host, connected ? found.session() : null).start();
        if (connected) {
            link.awaitCurrent(PATIENCE);
        } else {
            found.session().close();
            projector.show(inventory(), link.mirror(), withHost(link.mirror()));
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
        link(hostId).awaitCurrent(PATIENCE);
    }

    /** Disconnects a host until it is connected again. */
    public void disconnect(String hostId) {
        inventory().change(draft -> draft.put(HostRules.host(draft, hostId).withConnected(false)));
        new HostEvents(events).post(hostId, "HostDisconnectedEvent");
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
     * Has a machine that is about to be made on a host go to a folder and a pool, also when vCenter ends before it is there.
     *
     * @param task the task that has it made; null for none
     * @param whole whether that task has nothing more to do then
     * @throws FaultException DuplicateName when one of that name is being made in the folder already
     */
    public ExpectedMachine expect(
            String hostId, MachinePlace place, @Nullable ManagedObjectReference<Task> task, boolean whole) {
        Runnable forget = expected.add(hostId, place.name(), place.expected());
        String key = task == null ? "import/" + place.folder() + "/" + place.name() : task.value();
        Errand errand = new Errand(key, hostId, null, whole, place, null);
        try {
            errands.put(errand);
        } catch (FaultException e) {
            forget.run();
            throw e;
        }
        return new ExpectedMachine(errand, forget, errands, errandsLeft, this::place);
    }

    /** Puts what a host made where it belongs, when the host said of it what was not expected, such as another name. */
    private void place(Object made, MachinePlace place) {
        if (made instanceof ManagedObjectReference<?> reference) {
            inventory().change(draft -> {
                if (draft.get(reference.value()) instanceof Entity.VirtualMachine machine
                        && draft.get(place.folder()) != null
                        && !place.folder().equals(machine.parent())) {
                    draft.put(machine.withParent(place.folder())
                            .withName(EntityNames.numbered(draft, place.folder(), machine.name()))
                            .withPool(machine.pool() == null ? null : place.pool()));
                }
                return null;
            });
        }
    }

    /** Says who ends changes of hosts that an earlier vCenter began; before {@link #open}. */
    public void endChanges(HostChange.Ending ending) {
        changeEnding = ending;
    }

    /**
     * Notes a change of hosts before the first of them is asked; {@link #changed} is to follow, unless the server ends.
     *
     * @param whole whether the task has nothing more to do after it
     */
    public void changing(HostChange change, boolean whole, TaskProgress progress) {
        errands.put(new Errand(progress.task().value(), change.target(), null, whole, null, change));
    }

    /** A change of hosts has ended, well or not; when no host has the machine it is given to one later. */
    public void changed(HostChange change, TaskProgress progress) {
        if (Thread.currentThread().isInterrupted()) {
            return; // the next server goes on with it
        }
        String key = progress.task().value();
        Errand errand = errands.find(key);
        boolean lost = inventory()
                .read(all -> all.get(change.machine()) instanceof Entity.VirtualMachine machine && machine.inTransit());
        if (errand != null && lost) {
            errands.putAfterwards(errand.left());
            errandsLeft.goOn(errand.left());
        }
        errands.end(key);
    }

    /**
     * Waits until some host has a machine that was on its way.
     *
     * @return the host that has it; null when none has said so in time
     */
    public @Nullable String awaitArrival(String machine, Duration patience) throws InterruptedException {
        return awaitArrival(machine, _ -> true, patience);
    }

    /** The same when it is known which host it will be, whatever another has said of it before. */
    public @Nullable String awaitArrival(String machine, String target, Duration patience) throws InterruptedException {
        return awaitArrival(machine, target::equals, patience);
    }

    private @Nullable String awaitArrival(String machine, Predicate<String> wanted, Duration patience)
            throws InterruptedException {
        changing.lock();
        try {
            long left = patience.toNanos();
            while (true) {
                Entity now = inventory().read(all -> all.get(machine));
                if (!(now instanceof Entity.VirtualMachine known)) {
                    return null;
                }
                if (!known.inTransit() && wanted.test(known.host())) {
                    return known.host();
                }
                if (left <= 0) {
                    return null;
                }
                left = machineChanged.awaitNanos(left);
            }
        } finally {
            changing.unlock();
        }
    }

    @Override
    public @Nullable Object forward(
            String hostId, ManagedObjectReference<?> object, ManagedMethod method, @Nullable Object... arguments) {
        HostLink link = link(hostId);
        Translation.Names names = link.mirror().names().toHost();
        return forwardTo(hostId, names.reference(object), entity(object, hostId), method, arguments);
    }

    /**
     * The same for an object that vCenter has none for, such as a host's file manager.
     *
     * @param onHost as the host calls it
     * @param about what a task is about
     */
    public @Nullable Object forwardTo(
            String hostId,
            ManagedObjectReference<?> onHost,
            ManagedObjectReference<? extends ManagedEntity> about,
            ManagedMethod method,
            @Nullable Object... arguments) {
        HostLink link = link(hostId);
        Object result = call(link, onHost, method, arguments);
        if (result instanceof ManagedObjectReference<?> task && task.type().equals("Task")) {
            return tasks.startBeside(
                    about, method.descriptionId(), false, progress -> relay(link, task.value(), progress));
        }
        return finished(link, method, result);
    }

    private @Nullable Object relay(HostLink link, String hostTask, TaskProgress progress) throws InterruptedException {
        String key = progress.task().value();
        errands.putAfterwards(new Errand(key, link.mirror().hostId(), hostTask, true, null, null));
        try {
            Object result = new TaskRelay(link, new ManagedObjectReference<Task>("Task", hostTask)).run(progress);
            errands.end(key);
            return result;
        } catch (FaultException e) {
            if (!Thread.currentThread().isInterrupted()) { // the next server goes on with it
                errands.end(key);
            }
            throw e;
        }
    }

    /**
     * The same, within a task of vCenter's: what is a task of the host is followed to its end.
     *
     * @return the result, of the task where it is one
     */
    public @Nullable Object carryOut(
            String hostId,
            ManagedObjectReference<?> object,
            ManagedMethod method,
            TaskProgress progress,
            @Nullable Object... arguments)
            throws InterruptedException {
        Translation.Names names = link(hostId).mirror().names().toHost();
        return carryOutOn(hostId, names.reference(object), method, progress, arguments);
    }

    /** The same for what is named as the host does. */
    public @Nullable Object carryOutOn(
            String hostId,
            ManagedObjectReference<?> onHost,
            ManagedMethod method,
            TaskProgress progress,
            @Nullable Object... arguments)
            throws InterruptedException {
        HostLink link = link(hostId);
        Object result = call(link, onHost, method, arguments);
        if (result instanceof ManagedObjectReference<?> task && task.type().equals("Task")) {
            Errand errand = errands.find(progress.task().value());
            if (errand != null && errand.move() == null) {
                errands.putAfterwards(errand.withHostTask(task.value()));
            }
            return new TaskRelay(link, task).run(progress);
        }
        return finished(link, method, result);
    }

    /**
     * Follows the task by which a host gives a machine away that runs, which goes on also without this server.
     *
     * @return its result
     * @throws FaultException also HostCommunication, when it is not known how it ended
     */
    public @Nullable Object followMove(String source, String hostTask, TaskProgress progress)
            throws InterruptedException {
        Errand errand = errands.find(progress.task().value());
        if (errand != null) {
            errands.putAfterwards(errand.withHostTask(hostTask));
        }
        return new TaskRelay(link(source), new ManagedObjectReference<Task>("Task", hostTask)).run(progress);
    }

    private static @Nullable Object call(
            HostLink link, ManagedObjectReference<?> onHost, ManagedMethod method, @Nullable Object... arguments) {
        Translation.Names names = link.mirror().names().toHost();
        @Nullable Object[] translated = new @Nullable Object[arguments.length];
        for (int i = 0; i < translated.length; i++) {
            translated[i] = Translation.of(arguments[i], names);
        }
        try {
            return link.call(onHost, method, translated);
        } catch (FaultException e) {
            throw TaskRelay.translated(e, link.mirror());
        }
    }

    private static @Nullable Object finished(HostLink link, ManagedMethod method, @Nullable Object result) {
        if (result instanceof ManagedObjectReference<?> lease && lease.type().equals("HttpNfcLease")) {
            link.mirror(HostMirror.plain(lease));
        }
        if (READS.stream().noneMatch(method.wsdlName()::startsWith)) {
            try {
                Barrier.await(link);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (FaultException _) {
                // the host went away after it had answered: what it did is seen when it is back
            }
        }
        Object own = Translation.of(result, link.mirror().names().toOwn());
        return GUEST_TRANSFERS.contains(method.wsdlName())
                ? LeaseAddresses.ofTransfer(own, link.mirror().authority())
                : own;
    }

    /** The entity that a task about an object is about. */
    private ManagedObjectReference<? extends ManagedEntity> entity(ManagedObjectReference<?> object, String hostId) {
        if (registry.properties(object).orElse(null) instanceof VirtualMachineSnapshotProperties snapshot
                && snapshot.vm() != null) {
            return snapshot.vm();
        }
        boolean isEntity = registry.properties(object)
                .filter(ManagedEntityProperties.class::isInstance)
                .isPresent();
        ManagedObjectReference<HostSystem> host = References.host(hostId);
        return isEntity ? new ManagedObjectReference<ManagedEntity>(object.type(), object.value()) : host;
    }

    /** What a host calls its object of a kind of which each server has one, such as its file manager; null when it has none. */
    public @Nullable ManagedObjectReference<?> service(
            String hostId, Function<ServiceContent, @Nullable ManagedObjectReference<?>> which) {
        return which.apply(link(hostId).open().content());
    }

    /**
     * An object of a kind of which each host has one.
     *
     * @param onHost as the host calls it
     * @param properties as the host said them last, with its names
     */
    public record Manager<P extends DataObject>(ManagedObjectReference<?> onHost, P properties) {}

    /** What a host has of a kind that it has one of; empty when it has none. */
    public <P extends DataObject> Optional<Manager<P>> manager(String hostId, String type, Class<P> as) {
        HostMirror mirror = mirrors.get(hostId);
        if (mirror == null) {
            return Optional.empty();
        }
        for (ManagedObjectReference<?> object : mirror.all()) {
            P properties = object.type().equals(type) ? mirror.get(object, as) : null;
            if (properties != null) {
                return Optional.of(new Manager<>(object, properties));
            }
        }
        return Optional.empty();
    }

    /**
     * Has an action run with a host's id whenever all of the host was seen, before anybody is told that it is connected. It
     * runs on the host's thread, which others wait for.
     */
    public void whenSeen(Consumer<String> action) {
        whenSeen.add(action);
    }

    /** What a host said last of an object of vCenter's, with its own names; null when it has not. */
    public <P extends DataObject> @Nullable P said(String hostId, ManagedObjectReference<?> own, Class<P> as) {
        HostMirror mirror = mirrors.get(hostId);
        ManagedObjectReference<?> onHost =
                mirror == null ? null : mirror.names().onHost(own);
        return mirror == null || onHost == null ? null : mirror.get(onHost, as);
    }

    /** What a host calls something of vCenter's; null when it has nothing like it. */
    public @Nullable ManagedObjectReference<?> onHost(String hostId, ManagedObjectReference<?> own) {
        HostMirror mirror = mirrors.get(hostId);
        return mirror == null ? null : mirror.names().onHost(own);
    }

    /** The host that is reached at an address, for what clients want of it directly. */
    public Optional<Entity.Host> at(String address, int port) {
        return inventory().all(Entity.Host.class).stream()
                .filter(host -> host.access().address().equalsIgnoreCase(address)
                        && host.access().port() == port)
                .findFirst();
    }

    /** A host's address and port, as other hosts reach it. */
    public String authority(String hostId) {
        HostAccess access = inventory().read(all -> HostRules.host(all, hostId)).access();
        String address = access.address().contains(":") ? "[" + access.address() + "]" : access.address();
        return address + ":" + access.port();
    }

    /** A text that names files, as a host names its datastores. */
    public String textOnHost(String hostId, String text) {
        return link(hostId).mirror().names().toHost().text(text);
    }

    /** Files of a host, by vCenter's session there. */
    public FileTransfers transfers(String hostId) {
        return new FileTransfers(link(hostId).open().client().connection());
    }

    /** Whether a host can be called now. */
    public boolean isConnected(String hostId) {
        HostMirror mirror = mirrors.get(hostId);
        return mirror != null && mirror.state() == HostSystemConnectionState.CONNECTED;
    }

    /** Ends all connections; the hosts go on. */
    @Override
    public void close() {
        List<HostLink> all = List.copyOf(links.values());
        links.clear();
        all.forEach(HostLink::close);
    }
}
