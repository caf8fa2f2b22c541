package dev.carafe.vsphere.vcenter.inventory;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.AlreadyBeingManaged;
import dev.carafe.vsphere.vim.vim25.AlreadyConnected;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How hosts, and what is found on them, come into the inventory and go out of it. */
public final class HostRules {
    private HostRules() {}

    /**
     * Adds a host to a cluster, or to a folder with a compute resource of its own.
     *
     * @param uuid its hardware's
     * @throws FaultException AlreadyConnected, AlreadyBeingManaged, DuplicateName, NotSupported
     */
    public static Entity.Host add(
            Draft draft, List<Entity.Host> known, String parent, HostAccess access, String uuid, boolean connected) {
        String name = access.port() == HostAccess.HTTPS ? access.address() : access.address() + ":" + access.port();
        for (Entity.Host other : known) {
            if (other.access().address().equals(access.address())
                    && other.access().port() == access.port()) {
                throw AlreadyConnected.builder()
                        .name(other.name())
                        .build()
                        .exception("The specified host '" + other.name() + "' already exists in the inventory.");
            }
            if (other.uuid().equals(uuid)) {
                throw AlreadyBeingManaged.builder()
                        .ipAddress(other.access().address())
                        .build()
                        .exception("The host is already being managed, as '" + other.name() + "'.");
            }
        }
        String compute = parent;
        if (draft.get(parent) instanceof Entity.Folder folder) {
            FolderRules.requireHolds(folder, "ComputeResource");
            String free = EntityNames.free(draft, parent, name, "");
            compute = ClusterRules.create(draft, parent, free, false, ClusterRules.standaloneDefaults())
                    .id();
        } else {
            ClusterRules.computeResource(draft, parent);
        }
        String free = EntityNames.free(draft, compute, name, "");
        return draft.put(new Entity.Host(draft.newId(Ids.HOST), free, compute, access, uuid, connected));
    }

    public static Entity.Host host(Entities entities, String id) {
        return entities.find(id, Entity.Host.class).orElseThrow(() -> Gone.fault("HostSystem", id));
    }

    /** Takes note of a datastore of a host: one of its URL may be there from another host. */
    public static Entity.Datastore foundDatastore(Draft draft, Entity.Host host, String url, Entity.OnHost onHost) {
        String folder = datacenter(draft, host).datastoreFolder();
        for (Entity.Datastore known : datastores(draft, host)) {
            if (known.url().equals(url)) {
                return draft.put(known.withOnHosts(with(known.onHosts(), host.id(), onHost)));
            }
        }
        return draft.put(new Entity.Datastore(
                draft.newId(Ids.DATASTORE),
                EntityNames.numbered(draft, folder, onHost.name()),
                folder,
                url,
                Map.of(host.id(), onHost)));
    }

    private static List<Entity.Datastore> datastores(Entities entities, Entity.Host host) {
        return below(entities, datacenter(entities, host).datastoreFolder(), Entity.Datastore.class);
    }

    /** Takes note of a network of a host: it is the same as that of its name on other hosts of the datacenter. */
    public static Entity.Network foundNetwork(Draft draft, Entity.Host host, Entity.OnHost onHost) {
        String folder = datacenter(draft, host).networkFolder();
        for (Entity.Network known : below(draft, folder, Entity.Network.class)) {
            if (known.name().equals(onHost.name())) {
                return draft.put(known.withOnHosts(with(known.onHosts(), host.id(), onHost)));
            }
        }
        return draft.put(new Entity.Network(
                draft.newId(Ids.NETWORK),
                EntityNames.numbered(draft, folder, onHost.name()),
                folder,
                Map.of(host.id(), onHost)));
    }

    /** Takes note of a virtual machine of a host. */
    public static Entity.VirtualMachine foundMachine(Draft draft, Entity.Host host, String onHost, String name) {
        String folder = datacenter(draft, host).vmFolder();
        Entity.ComputeResource compute =
                draft.computeResourceOf(host.id()).orElseThrow(() -> Gone.fault("ComputeResource", host.id()));
        return draft.put(new Entity.VirtualMachine(
                draft.newId(Ids.MACHINE),
                EntityNames.numbered(draft, folder, name),
                folder,
                compute.pool(),
                host.id(),
                onHost));
    }

    /** A datastore is no longer on a host. */
    public static void lostDatastore(Draft draft, String host, Entity.Datastore datastore) {
        Map<String, Entity.OnHost> left = without(datastore.onHosts(), host);
        if (left.isEmpty()) {
            draft.remove(datastore.id());
        } else {
            draft.put(datastore.withOnHosts(left));
        }
    }

    /** A network is no longer on a host. */
    public static void lostNetwork(Draft draft, String host, Entity.Network network) {
        Map<String, Entity.OnHost> left = without(network.onHosts(), host);
        if (left.isEmpty()) {
            draft.remove(network.id());
        } else {
            draft.put(network.withOnHosts(left));
        }
    }

    /** A host carries a distributed port group out. */
    public static void foundPortgroup(
            Draft draft, String host, Entity.DistributedPortgroup group, Entity.OnHost onHost) {
        draft.put(group.withOnHosts(with(group.onHosts(), host, onHost)));
    }

    /** A host carries a distributed port group out no longer, which stays. */
    public static void lostPortgroup(Draft draft, String host, Entity.DistributedPortgroup group) {
        draft.put(group.withOnHosts(without(group.onHosts(), host)));
    }

    /**
     * Puts a host into a cluster of its datacenter. Its machines go to the cluster's root pool; a compute resource that was
     * made for it goes.
     */
    public static void moveInto(Draft draft, Entity.Host host, Entity.ComputeResource cluster) {
        String before = host.parent();
        if (cluster.id().equals(before)) {
            return;
        }
        draft.put(
                host.withParent(cluster.id()).withName(EntityNames.free(draft, cluster.id(), host.name(), host.id())));
        for (Entity.VirtualMachine machine : draft.heldBy(host.id(), Entity.VirtualMachine.class)) {
            if (machine.pool() != null) {
                draft.put(machine.withPool(cluster.pool()));
            }
        }
        if (before != null) {
            removeWhenEmpty(draft, before);
        }
    }

    private static void removeWhenEmpty(Draft draft, String id) {
        if (draft.get(id) instanceof Entity.ComputeResource compute && !compute.cluster()) {
            below(draft, id, Entity.ResourcePool.class).forEach(pool -> draft.remove(pool.id()));
            draft.remove(id);
        }
    }

    /** Which other host a machine may be on that is on its way to one, or back. */
    @FunctionalInterface
    public interface OtherHost {
        /** @return its id; null when there is none */
        @Nullable
        String of(Entity.VirtualMachine machine);
    }

    /**
     * Removes a host with what only it has; a compute resource that was made for it goes with it. A machine that was on its way to it
     * goes to the other host of its move, where there is that one still.
     */
    static void remove(Draft draft, Entity.Host host, OtherHost other) {
        for (Entity held : draft.heldBy(host.id())) {
            switch (held) {
                case Entity.VirtualMachine machine -> removeOrSendBack(draft, machine, other);
                case Entity.Datastore datastore -> lostDatastore(draft, host.id(), datastore);
                case Entity.Network network -> lostNetwork(draft, host.id(), network);
                case Entity.DistributedPortgroup group -> lostPortgroup(draft, host.id(), group);
                case Entity.DistributedSwitch of -> draft.put(of.withoutHost(host.id()));
                default -> {}
            }
        }
        draft.remove(host.id());
        if (host.parent() != null) {
            removeWhenEmpty(draft, host.parent());
        }
    }

    private static void removeOrSendBack(Draft draft, Entity.VirtualMachine machine, OtherHost other) {
        String back = machine.inTransit() ? other.of(machine) : null;
        if (back != null && draft.get(back) instanceof Entity.Host) {
            draft.put(machine.withHost(back, machine.onHost()));
        } else {
            draft.remove(machine.id());
        }
    }

    private static Entity.Datacenter datacenter(Entities entities, Entity.Host host) {
        return entities.datacenterOf(host.id()).orElseThrow(() -> Gone.fault("Datacenter", host.id()));
    }

    private static <E extends Entity> List<E> below(Entities entities, String id, Class<E> type) {
        List<E> found = new ArrayList<>();
        for (Entity child : entities.children(id)) {
            if (type.isInstance(child)) {
                found.add(type.cast(child));
            }
            found.addAll(below(entities, child.id(), type));
        }
        return found;
    }

    private static Map<String, Entity.OnHost> with(
            Map<String, Entity.OnHost> hosts, String host, Entity.OnHost onHost) {
        Map<String, Entity.OnHost> more = new HashMap<>(hosts);
        more.put(host, onHost);
        return more;
    }

    private static Map<String, Entity.OnHost> without(Map<String, Entity.OnHost> hosts, String host) {
        Map<String, Entity.OnHost> left = new HashMap<>(hosts);
        left.remove(host);
        return left;
    }
}
