package dev.carafe.vsphere.vcenter.host;

import static java.util.Objects.requireNonNull;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.Entity.OnHost;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DatastoreHostMount;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualPortgroupProperties;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.NetworkProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The properties of what several hosts have together: what each says, joined. */
final class SharedProperties {
    private final Function<String, @Nullable HostMirror> mirrors;

    /** @param mirrors by the host's id */
    SharedProperties(Function<String, @Nullable HostMirror> mirrors) {
        this.mirrors = mirrors;
    }

    /** What one host says of a shared thing, with vCenter's names. */
    private record Said<P extends DataObject>(HostMirror mirror, P properties) {
        boolean connected() {
            return mirror.state() == HostSystemConnectionState.CONNECTED;
        }
    }

    private <P extends DataObject> List<Said<P>> said(String type, Map<String, OnHost> onHosts, Class<P> as) {
        List<Said<P>> all = new ArrayList<>();
        onHosts.keySet().stream().sorted().forEach(host -> {
            HostMirror mirror = mirrors.apply(host);
            OnHost there = onHosts.get(host);
            ManagedObjectReference<?> object =
                    there == null ? null : new ManagedObjectReference<>(type, there.reference());
            P properties = mirror == null || object == null ? null : mirror.get(object, as);
            if (mirror != null && object != null && properties != null) {
                Said<P> one = new Said<>(mirror, translated(mirror, object, properties));
                if (one.connected()) {
                    all.addFirst(one); // what is current speaks for the common things
                } else {
                    all.add(one);
                }
            }
        });
        return all;
    }

    @SuppressWarnings("unchecked") // the type stays
    private static <P extends DataObject> P translated(HostMirror mirror, ManagedObjectReference<?> object, P said) {
        int list = said.dataType().indexOf(Membership.PROPERTY);
        if (!(said.field(list) instanceof List<?> machines)) {
            return Translation.data(said, mirror.names().toOwn());
        }
        List<ManagedObjectReference<?>> own = mirror.ownLists().of(object, (List<ManagedObjectReference<?>>) machines);
        DataObject others =
                Translation.data(said.with(list, List.of()), mirror.names().toOwn());
        return (P) others.with(list, own);
    }

    DatastoreProperties datastore(DatastoreProperties now, Entity.Datastore datastore) {
        List<Said<DatastoreProperties>> all = said("Datastore", datastore.onHosts(), DatastoreProperties.class);
        if (all.isEmpty()) {
            return now;
        }
        List<DatastoreHostMount> mounts = new ArrayList<>();
        List<List<ManagedObjectReference<VirtualMachine>>> machines = new ArrayList<>();
        boolean accessible = false;
        for (Said<DatastoreProperties> one : all) {
            ManagedObjectReference<HostSystem> host =
                    References.host(one.mirror().hostId());
            one.properties().host().stream()
                    .filter(mount -> mount.key().equals(host))
                    .map(mount -> one.connected()
                            ? mount
                            : mount.toBuilder()
                                    .mountInfo(mount.mountInfo().toBuilder()
                                            .accessible(false)
                                            .build())
                                    .build())
                    .forEach(mounts::add);
            machines.add(one.properties().vm());
            accessible |= one.connected()
                    && requireNonNull(one.properties().summary()).accessible();
        }
        DatastoreProperties joined = (DatastoreProperties)
                OwnProperties.of("Datastore", now, all.getFirst().properties());
        DatastoreProperties.Builder after = joined.toBuilder()
                .host(mounts)
                .vm(joined(machines))
                .summary(requireNonNull(joined.summary()).toBuilder()
                        .datastore(References.datastore(datastore.id()))
                        .name(datastore.name())
                        .accessible(accessible)
                        .multipleHostAccess(all.size() > 1)
                        .build());
        if (joined.info() != null) {
            after.info(joined.info().withName(datastore.name()));
        }
        return after.build();
    }

    /** What carries a distributed port group out, and who is on it. */
    DistributedVirtualPortgroupProperties portgroup(
            DistributedVirtualPortgroupProperties now, Entity.DistributedPortgroup group) {
        List<List<ManagedObjectReference<VirtualMachine>>> machines = new ArrayList<>();
        List<ManagedObjectReference<HostSystem>> hosts = new ArrayList<>();
        boolean accessible = false;
        for (Said<NetworkProperties> one : said("Network", group.onHosts(), NetworkProperties.class)) {
            machines.add(one.properties().vm());
            hosts.add(References.host(one.mirror().hostId()));
            accessible |= one.connected()
                    && requireNonNull(one.properties().summary()).accessible();
        }
        return now.toBuilder()
                .host(hosts)
                .vm(joined(machines))
                .summary(requireNonNull(now.summary()).withAccessible(accessible))
                .build();
    }

    NetworkProperties network(NetworkProperties now, Entity.Network network) {
        List<Said<NetworkProperties>> all = said("Network", network.onHosts(), NetworkProperties.class);
        if (all.isEmpty()) {
            return now;
        }
        List<List<ManagedObjectReference<VirtualMachine>>> machines = new ArrayList<>();
        List<ManagedObjectReference<HostSystem>> hosts = new ArrayList<>();
        boolean accessible = false;
        for (Said<NetworkProperties> one : all) {
            machines.add(one.properties().vm());
            hosts.add(References.host(one.mirror().hostId()));
            accessible |= one.connected()
                    && requireNonNull(one.properties().summary()).accessible();
        }
        NetworkProperties joined = (NetworkProperties)
                OwnProperties.of("Network", now, all.getFirst().properties());
        return joined.withHost(hosts)
                .withVm(joined(machines))
                .withSummary(requireNonNull(joined.summary())
                        .withNetwork(References.network(network.id()))
                        .withName(network.name())
                        .withAccessible(accessible));
    }

    /** Each machine once: that of one host names each once already, and may be long. */
    private static List<ManagedObjectReference<VirtualMachine>> joined(
            List<List<ManagedObjectReference<VirtualMachine>>> machines) {
        if (machines.size() == 1) {
            return machines.getFirst();
        }
        Set<ManagedObjectReference<VirtualMachine>> all = new LinkedHashSet<>();
        machines.forEach(all::addAll);
        return List.copyOf(all);
    }
}
