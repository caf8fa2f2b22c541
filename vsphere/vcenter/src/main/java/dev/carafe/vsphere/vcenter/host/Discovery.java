package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.Draft;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.Entity.OnHost;
import dev.carafe.vsphere.vcenter.inventory.EntityNames;
import dev.carafe.vsphere.vcenter.inventory.HostRules;
import dev.carafe.vsphere.vcenter.inventory.PortChoice;
import dev.carafe.vsphere.vcenter.inventory.Ports;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.NetworkProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How what a host has becomes what the inventory has. Pure: it decides on a draft. */
final class Discovery {
    /**
     * Where a machine goes that vCenter itself makes; what is found otherwise goes to the datacenter's folder and the root
     * pool.
     *
     * @param pool null for a template
     */
    record Expected(String folder, @Nullable String pool) {}

    /** Any order will do that is the same each time. */
    private static final Comparator<ManagedObjectReference<?>> BY_NAME =
            Comparator.<ManagedObjectReference<?>, String>comparing(ManagedObjectReference::type)
                    .thenComparing(ManagedObjectReference::value);

    private final HostMirror mirror;
    private final Function<String, @Nullable Expected> expected;
    private final Supplier<List<HostChange>> moves;
    private final KeptPorts ports;

    /**
     * @param expected by the machine's name on the host
     * @param moves the machines that are changing their hosts, asked where one comes or goes
     * @param ports those that clients have asked for
     */
    Discovery(
            HostMirror mirror,
            Function<String, @Nullable Expected> expected,
            Supplier<List<HostChange>> moves,
            KeptPorts ports) {
        this.mirror = mirror;
        this.expected = expected;
        this.moves = moves;
        this.ports = ports;
    }

    /** Whether news can change the inventory at all: most of what hosts say are numbers. */
    static boolean concerns(HostMirror.News news) {
        return !news.gone().isEmpty()
                || news.names().entrySet().stream().anyMatch(entry -> switch (entry.getKey()
                        .type()) {
                    case "VirtualMachine" ->
                        entry.getValue().contains("name") || entry.getValue().contains("config");
                    case "Datastore", "Network" -> true;
                    default -> false;
                });
    }

    /** Takes what came, changed and went into the inventory. A host that was removed meanwhile brings nothing. */
    void take(Draft draft, Collection<ManagedObjectReference<?>> changed, Collection<ManagedObjectReference<?>> gone) {
        Entity.Host host = draft.find(mirror.hostId(), Entity.Host.class).orElse(null);
        if (host == null) {
            return;
        }
        Map<String, Entity> known = new HashMap<>(); // before any of it changes
        Stream.concat(changed.stream(), gone.stream())
                .map(Object::toString)
                .forEach(name -> draft.calledOnHost(host.id(), name).forEach(entity -> known.put(name, entity)));
        for (ManagedObjectReference<?> object : changed) {
            switch (object.type()) {
                case "VirtualMachine" -> machine(draft, host, object, known.get(object.toString()));
                case "Datastore" -> datastore(draft, host, object, known.get(object.toString()));
                case "Network" -> network(draft, host, object, known.get(object.toString()));
                default -> {}
            }
        }
        for (ManagedObjectReference<?> object : gone) {
            lost(draft, host, known.get(object.toString()));
        }
    }

    /** The same with all that the host has: what is known from before and not there any more has gone. */
    void takeAll(Draft draft) {
        Entity.Host host = draft.find(mirror.hostId(), Entity.Host.class).orElse(null);
        if (host == null) {
            return;
        }
        for (Entity entity : draft.heldBy(host.id())) {
            String name = entity.calledOnHosts().get(host.id());
            int colon = name == null ? -1 : name.indexOf(':');
            if (name != null
                    && mirror.get(new ManagedObjectReference<>(name.substring(0, colon), name.substring(colon + 1)))
                            == null) {
                lost(draft, host, entity);
            }
        }
        List<ManagedObjectReference<?>> sorted = new ArrayList<>(mirror.all());
        sorted.sort(BY_NAME);
        take(draft, sorted, List.of());
    }

    private void lost(Draft draft, Entity.Host host, @Nullable Entity entity) {
        switch (entity) {
            case Entity.VirtualMachine machine -> left(draft, host, machine);
            case Entity.Datastore datastore -> HostRules.lostDatastore(draft, host.id(), datastore);
            case Entity.Network network -> HostRules.lostNetwork(draft, host.id(), network);
            case Entity.DistributedPortgroup group -> HostRules.lostPortgroup(draft, host.id(), group);
            case null, default -> {}
        }
    }

    /** A machine that a host has no longer: gone, or on its way to another. */
    private void left(Draft draft, Entity.Host host, Entity.VirtualMachine machine) {
        HostChange move = moves.get().stream()
                .filter(each ->
                        each.machine().equals(machine.id()) && each.source().equals(host.id()))
                .findFirst()
                .orElse(null);
        if (move == null) {
            draft.remove(machine.id());
        } else {
            draft.put(machine.onTheWay(move.target(), move.path()));
        }
    }

    private void machine(Draft draft, Entity.Host host, ManagedObjectReference<?> object, @Nullable Entity entity) {
        VirtualMachineProperties properties = mirror.get(object, VirtualMachineProperties.class);
        if (properties == null || properties.name() == null) {
            return; // the host has not said enough yet
        }
        String name = EntityNames.escaped(properties.name());
        boolean template = properties.config() != null && properties.config().template();
        Entity.VirtualMachine machine;
        Entity.VirtualMachine awaited = entity == null ? awaited(draft, host, properties) : null;
        if (awaited != null && isAtDestination(awaited, host)) {
            return; // the other host has it already, and this one has not let go of it yet
        }
        if (entity instanceof Entity.VirtualMachine before) {
            machine = named(draft, before, name);
        } else if (awaited != null) {
            machine = awaited.withHost(host.id(), object.value());
        } else {
            machine = HostRules.foundMachine(draft, host, object.value(), name);
            Expected place = expected.apply(properties.name());
            if (place != null && draft.get(place.folder()) != null) {
                draft.remove(machine.id()); // its name must not be taken by itself
                machine = draft.put(new Entity.VirtualMachine(
                        machine.id(),
                        EntityNames.numbered(draft, place.folder(), name),
                        place.folder(),
                        place.pool(),
                        host.id(),
                        object.value()));
            }
        }
        if (template && machine.pool() != null) {
            machine = machine.withPool(null);
        } else if (!template && machine.pool() == null) {
            String root = draft.computeResourceOf(host.id())
                    .map(Entity.ComputeResource::pool)
                    .orElse(null);
            machine = machine.withPool(root);
        }
        draft.put(machine);
        PortChoice.All kept = ports.of(machine.id(), KeptPorts.made(host.id(), properties.name()));
        Ports.connect(draft, machine.id(), host.id(), SwitchCards.of(properties), kept);
    }

    /** A machine that moves here from another host, or back: it is known by where its configuration is. */
    private Entity.@Nullable VirtualMachine awaited(
            Draft draft, Entity.Host host, VirtualMachineProperties properties) {
        if (properties.summary() == null) {
            return null;
        }
        String path = mirror.names().toOwn().text(properties.summary().config().vmPathName());
        return draft.heldBy(Entity.VirtualMachine.IN_TRANSIT, Entity.VirtualMachine.class).stream()
                .filter(machine -> machine.isAwaitedAt(path))
                .findFirst()
                .or(() -> moving(draft, host, path))
                .orElse(null);
    }

    /** A machine that is changing hosts, of which the other host says that it has it. */
    private Optional<Entity.VirtualMachine> moving(Draft draft, Entity.Host host, String path) {
        return moves.get().stream()
                .filter(move -> move.path().equals(path)
                        && (move.source().equals(host.id()) || move.target().equals(host.id())))
                .flatMap(move -> draft.find(move.machine(), Entity.VirtualMachine.class).stream())
                .findFirst();
    }

    private boolean isAtDestination(Entity.VirtualMachine machine, Entity.Host host) {
        return !machine.inTransit()
                && moves.get().stream()
                        .anyMatch(move -> move.machine().equals(machine.id())
                                && move.source().equals(host.id())
                                && move.target().equals(machine.host()));
    }

    /** A machine that was numbered since another had its name stays so. */
    private static Entity.VirtualMachine named(Draft draft, Entity.VirtualMachine machine, String name) {
        boolean same = machine.name().equals(name) || machine.name().matches(Pattern.quote(name) + " \\(\\d+\\)");
        if (same) {
            return machine;
        }
        String parent = machine.parent();
        return machine.withName(parent == null ? name : EntityNames.numbered(draft, parent, name));
    }

    private void datastore(Draft draft, Entity.Host host, ManagedObjectReference<?> object, @Nullable Entity entity) {
        DatastoreProperties properties = mirror.get(object, DatastoreProperties.class);
        if (properties == null || properties.summary() == null) {
            return;
        }
        OnHost there = new OnHost(object.value(), properties.summary().name());
        if (entity instanceof Entity.Datastore known
                && known.url().equals(properties.summary().url())) {
            if (!there.equals(known.onHosts().get(host.id()))) {
                Map<String, OnHost> hosts = new HashMap<>(known.onHosts());
                hosts.put(host.id(), there);
                draft.put(known.withOnHosts(hosts));
            }
            return;
        }
        if (entity != null) {
            lost(draft, host, entity);
        }
        HostRules.foundDatastore(draft, host, properties.summary().url(), there);
    }

    private void network(Draft draft, Entity.Host host, ManagedObjectReference<?> object, @Nullable Entity entity) {
        NetworkProperties properties = mirror.get(object, NetworkProperties.class);
        if (properties == null || properties.name() == null) {
            return;
        }
        OnHost there = new OnHost(object.value(), properties.name());
        Optional<OnHost> before = switch (entity) {
            case Entity.Network known -> Optional.ofNullable(known.onHosts().get(host.id()));
            case Entity.DistributedPortgroup known ->
                Optional.ofNullable(known.onHosts().get(host.id()));
            case null, default -> Optional.empty();
        };
        if (before.equals(Optional.of(there))) {
            return;
        }
        if (entity != null) {
            lost(draft, host, entity);
        }
        Entity.DistributedPortgroup group =
                draft.find(there.name(), Entity.DistributedPortgroup.class).orElse(null);
        if (group != null && !group.uplink()) { // hosts call it by its key
            HostRules.foundPortgroup(draft, host.id(), group, there);
            return;
        }
        HostRules.foundNetwork(draft, host, there);
    }
}
