package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.EntityState;
import dev.carafe.vsphere.vcenter.inventory.Ids;
import dev.carafe.vsphere.vcenter.inventory.Ports;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchPortConnection;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a host and vCenter call the same things. Entities have ids of vCenter's; what belongs to a host or to an entity of it
 * (snapshots, the parts of its configuration) has the host's id with the host's number behind it. Safe for all threads.
 */
final class HostNames {
    private final String hostId;
    private final String suffix;
    private final AtomicLong version = new AtomicLong();
    private final Map<ManagedObjectReference<?>, ManagedObjectReference<?>> toOwn = new ConcurrentHashMap<>();
    private final Map<ManagedObjectReference<?>, ManagedObjectReference<?>> toHost = new ConcurrentHashMap<>();
    /** Names of datastores that differ, the host's to vCenter's, and the other way. */
    private final Map<String, String> datastoresToOwn = new ConcurrentHashMap<>();

    private final Map<String, String> datastoresToHost = new ConcurrentHashMap<>();

    /** The distributed port groups that the host carries out, by their ids. */
    private final Map<String, Entity.DistributedPortgroup> portgroups = new ConcurrentHashMap<>();

    /** The UUIDs of all distributed switches, by their ids; others put them in. */
    private final Map<String, String> switches;

    /** The places of the host that all places of vCenter's are: its root pool, folder, datacenter, compute resource. */
    private final Map<String, ManagedObjectReference<?>> places = new ConcurrentHashMap<>();

    HostNames(String hostId, Map<String, String> switches) {
        this.hostId = hostId;
        this.switches = switches;
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
            case Entity.DistributedPortgroup group -> portgroup(group);
            case Entity.Network network
            when network.onHosts().containsKey(hostId) ->
                put(
                        new ManagedObjectReference<>(
                                "Network", network.onHosts().get(hostId).reference()),
                        References.network(network.id()));
            default -> {}
        }
    }

    private void portgroup(Entity.DistributedPortgroup group) {
        Entity.OnHost there = group.onHosts().get(hostId);
        if (there == null) {
            portgroups.remove(group.id());
        } else {
            put(new ManagedObjectReference<>("Network", there.reference()), References.portgroup(group.id()));
            portgroups.put(group.id(), group);
        }
    }

    /** The port that a machine's card is in; null when it is in none of a distributed switch. */
    @Nullable
    String port(String machine, int card) {
        Ports.Plug plug = new Ports.Plug(machine, card);
        return portgroups.values().stream()
                .flatMap(group -> group.plugs().entrySet().stream())
                .filter(entry -> entry.getValue().equals(plug))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    void put(ManagedObjectReference<?> onHost, ManagedObjectReference<?> own) {
        ManagedObjectReference<?> before = toOwn.put(onHost, own);
        toHost.put(own, onHost);
        if (before != null && !before.equals(own)) {
            version.incrementAndGet();
        }
    }

    /** Another one after each name of vCenter's that was taken away or changed; one that is new changes nothing. */
    long version() {
        return version.get();
    }

    /**
     * Takes note of what became of an entity: first of what it is called now, and then forgets what it was called otherwise, so
     * that whoever asks meanwhile finds it.
     */
    void change(@Nullable Entity before, @Nullable Entity after) {
        if (after != null) {
            put(after);
        }
        if (before == null || before instanceof Entity.Host) {
            return; // a host goes with these names
        }
        String was = before.calledOnHosts().get(hostId);
        if (was != null && (after == null || !was.equals(after.calledOnHosts().get(hostId)))) {
            int colon = was.indexOf(':');
            forget(
                    new ManagedObjectReference<>(was.substring(0, colon), was.substring(colon + 1)),
                    References.to(before));
        }
        if (after == null) {
            portgroups.remove(before.id());
            ManagedObjectReference<?> place =
                    toHost.remove(References.to(before)); // one that stands for a place of the host
            if (place != null) {
                toOwn.remove(place, References.to(before));
                version.incrementAndGet();
            }
        }
        if (before instanceof Entity.Datastore datastore) {
            forgetName(datastore, after instanceof Entity.Datastore same ? same : null);
        }
    }

    private void forget(ManagedObjectReference<?> onHost, ManagedObjectReference<?> own) {
        toOwn.remove(onHost, own);
        toHost.remove(own, onHost);
        version.incrementAndGet();
    }

    private void forgetName(Entity.Datastore before, Entity.@Nullable Datastore after) {
        Entity.OnHost was = before.onHosts().get(hostId);
        Entity.OnHost is = after == null ? null : after.onHosts().get(hostId);
        boolean same = after != null
                && is != null
                && was != null
                && after.name().equals(before.name())
                && is.name().equals(was.name());
        if (was != null && !same) {
            datastoresToOwn.remove(was.name(), before.name());
            datastoresToHost.remove(before.name(), was.name());
        }
    }

    /** Says which object of the host stands for all of a kind: {@code ResourcePool}, {@code Folder} and the like. */
    void place(String type, ManagedObjectReference<?> onHost, @Nullable ManagedObjectReference<?> own) {
        places.put(type, onHost);
        if (own != null) {
            put(onHost, own);
        }
    }

    /** The object of the host that stands for all of a kind; null before it was seen. */
    @Nullable
    ManagedObjectReference<?> place(String type) {
        return places.get(type);
    }

    /** What vCenter calls an object of the host that is in the inventory; null when it is not. */
    @Nullable
    ManagedObjectReference<?> known(ManagedObjectReference<?> onHost) {
        return toOwn.get(HostMirror.plain(onHost));
    }

    /** What vCenter calls an object of the host. */
    ManagedObjectReference<?> own(ManagedObjectReference<?> onHost) {
        ManagedObjectReference<?> known = known(onHost);
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
            case "VirtualMachine",
                    "Datastore",
                    "Network",
                    "HostSystem",
                    "DistributedVirtualPortgroup",
                    "VmwareDistributedVirtualSwitch" -> null;
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
                if (text.startsWith(Ids.PORTGROUP)) {
                    Entity.DistributedPortgroup group = portgroups.get(text);
                    return group == null ? text : group.name();
                }
                return text.startsWith("[") ? renamed(text, datastoresToOwn) : text;
            }

            @Override
            public VirtualDeviceBackingInfo backing(VirtualDeviceBackingInfo backing) {
                Entity.DistributedPortgroup group = backing instanceof VirtualEthernetCardNetworkBackingInfo of
                        ? portgroups.get(of.deviceName())
                        : null;
                String uuid = group == null ? null : switches.get(group.distributedSwitch());
                return group == null || uuid == null ? backing : SwitchCards.backing(uuid, group.id());
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
                return text.startsWith("[") ? renamed(text, datastoresToHost) : text;
            }

            @Override
            public VirtualDeviceBackingInfo backing(VirtualDeviceBackingInfo backing) {
                return backing instanceof VirtualEthernetCardDistributedVirtualPortBackingInfo of
                        ? onHost(of.port())
                        : backing;
            }
        };
    }

    /** @throws dev.carafe.vsphere.vim.FaultException InvalidArgument when the host does not carry out what it is in */
    private VirtualDeviceBackingInfo onHost(DistributedVirtualSwitchPortConnection port) {
        Entity.DistributedPortgroup group = portgroups.values().stream()
                .filter(each -> each.id().equals(port.portgroupKey())
                        || (port.portgroupKey() == null && each.portKeys().contains(port.portKey())))
                .filter(each -> port.switchUuid().equals(switches.get(each.distributedSwitch())))
                .findFirst()
                .orElseThrow(() -> InvalidArgument.builder()
                        .invalidProperty("deviceChange.device.backing.port")
                        .build()
                        .exception("The host " + hostId + " has no port group " + port.portgroupKey()
                                + " of the distributed switch " + port.switchUuid() + "."));
        return VirtualEthernetCardNetworkBackingInfo.builder()
                .deviceName(group.id())
                .build();
    }

    private static String renamed(String path, Map<String, String> names) {
        int end = path.indexOf(']');
        String name = end < 0 ? null : names.get(path.substring(1, end));
        return name == null ? path : "[" + name + path.substring(end);
    }
}
