package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.EntityState;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a host and vCenter call the same things. Entities have ids of vCenter's; what belongs to a host or to an entity of it
 * (snapshots, the parts of its configuration) has the host's id with the host's number behind it. Safe for all threads.
 */
final class HostNames {
    private final String hostId;
    private final String suffix;
    private final Map<ManagedObjectReference<?>, ManagedObjectReference<?>> toOwn = new ConcurrentHashMap<>();
    private final Map<ManagedObjectReference<?>, ManagedObjectReference<?>> toHost = new ConcurrentHashMap<>();
    /** Names of datastores that differ, the host's to vCenter's, and the other way. */
    private final Map<String, String> datastoresToOwn = new ConcurrentHashMap<>();

    private final Map<String, String> datastoresToHost = new ConcurrentHashMap<>();

    /** The places of the host that all places of vCenter's are: its root pool, folder, datacenter, compute resource. */
    private final Map<String, ManagedObjectReference<?>> places = new ConcurrentHashMap<>();

    HostNames(String hostId) {
        this.hostId = hostId;
        suffix = "-" + EntityState.number(hostId);
    }

    /** Takes note that an entity is on the host, or is called differently. */
    void put(Entity entity) {
        switch (entity) {
            case Entity.VirtualMachine machine
            when machine.host().equals(hostId) && !machine.inTransit() ->
                put(new ManagedObjectReference<>("VirtualMachine", machine.onHost()), References.machine(machine.id()));
            case Entity.Datastore datastore
            when datastore.onHosts().containsKey(hostId) -> {
                Entity.OnHost there = datastore.onHosts().get(hostId);
                put(new ManagedObjectReference<>("Datastore", there.reference()), References.datastore(datastore.id()));
                datastoresToOwn.put(there.name(), datastore.name());
                datastoresToHost.put(datastore.name(), there.name());
            }
            case Entity.Network network
            when network.onHosts().containsKey(hostId) ->
                put(
                        new ManagedObjectReference<>(
                                "Network", network.onHosts().get(hostId).reference()),
                        References.network(network.id()));
            default -> {}
        }
    }

    void put(ManagedObjectReference<?> onHost, ManagedObjectReference<?> own) {
        toOwn.put(onHost, own);
        toHost.put(own, onHost);
    }

    /** Forgets an entity. */
    void remove(Entity entity) {
        if (entity instanceof Entity.Host) {
            return; // it goes with these names
        }
        ManagedObjectReference<?> own = References.to(entity);
        ManagedObjectReference<?> onHost = toHost.remove(own);
        if (onHost != null) {
            toOwn.remove(onHost, own);
        }
        if (entity instanceof Entity.Datastore datastore) {
            Entity.OnHost there = datastore.onHosts().get(hostId);
            if (there != null) {
                datastoresToOwn.remove(there.name(), datastore.name());
                datastoresToHost.remove(datastore.name(), there.name());
            }
        }
    }

    /** Says which object of the host stands for all of a kind: {@code ResourcePool}, {@code Folder} and the like. */
    void place(String type, ManagedObjectReference<?> onHost, @Nullable ManagedObjectReference<?> own) {
        places.put(type, onHost);
        if (own != null) {
            toOwn.put(onHost, own);
            toHost.put(own, onHost);
        }
    }

    /** The object of the host that stands for all of a kind; null before it was seen. */
    @Nullable
    ManagedObjectReference<?> place(String type) {
        return places.get(type);
    }

    /** What vCenter calls an object of the host. */
    ManagedObjectReference<?> own(ManagedObjectReference<?> onHost) {
        ManagedObjectReference<?> known = toOwn.get(HostMirror.plain(onHost));
        return known != null ? known : new ManagedObjectReference<>(onHost.type(), onHost.value() + suffix);
    }

    /** What the host calls an object of vCenter's; null when it has no such thing. */
    @Nullable
    ManagedObjectReference<?> onHost(ManagedObjectReference<?> own) {
        ManagedObjectReference<?> known = toHost.get(own);
        if (known != null) {
            return known;
        }
        return switch (own.type()) {
            case "ResourcePool", "Folder", "Datacenter" -> places.get(own.type());
            case "ComputeResource", "ClusterComputeResource" -> places.get("ComputeResource");
            case "VirtualMachine", "Datastore", "Network", "HostSystem" -> null;
            default ->
                own.value().endsWith(suffix)
                        ? new ManagedObjectReference<>(
                                own.type(), own.value().substring(0, own.value().length() - suffix.length()))
                        : null;
        };
    }

    /** From the host's names to vCenter's. */
    Translation.Names toOwn() {
        return new Translation.Names() {
            @Override
            public ManagedObjectReference<?> reference(ManagedObjectReference<?> reference) {
                return own(reference);
            }

            @Override
            public String text(String text) {
                return renamed(text, datastoresToOwn);
            }
        };
    }

    /** From vCenter's names to the host's; what the host does not have is refused. */
    Translation.Names toHost() {
        return new Translation.Names() {
            @Override
            public ManagedObjectReference<?> reference(ManagedObjectReference<?> reference) {
                ManagedObjectReference<?> onHost = onHost(reference);
                if (onHost == null) {
                    throw InvalidArgument.builder()
                            .build()
                            .exception(reference + " is not on the host that this was asked of, " + hostId + ".");
                }
                return onHost;
            }

            @Override
            public String text(String text) {
                return renamed(text, datastoresToHost);
            }
        };
    }

    private static String renamed(String path, Map<String, String> names) {
        int end = path.indexOf(']');
        String name = end < 0 ? null : names.get(path.substring(1, end));
        return name == null ? path : "[" + name + path.substring(end);
    }
}
