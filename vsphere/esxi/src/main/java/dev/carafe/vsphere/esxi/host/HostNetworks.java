package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.network.HostNetwork;
import dev.carafe.vsphere.esxi.network.PortGroup;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.HostConfigFault;
import dev.carafe.vsphere.vim.vim25.HostConfigInfo;
import dev.carafe.vsphere.vim.vim25.HostNetworkInfo;
import dev.carafe.vsphere.vim.vim25.HostNetworkSystemProperties;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.NetworkProperties;
import dev.carafe.vsphere.vim.vim25.NetworkSummary;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The host's port groups as managed objects, each a network that machines can be on. What is served follows the host's network
 * by {@link #publish()}, under this object's lock, which is taken before the registry's.
 */
final class HostNetworks {
    private final HostModel host;
    private final HostAddresses addresses;
    private final ObjectRegistry registry;
    private final Optional<HostNetwork> network;

    HostNetworks(HostModel host, HostAddresses addresses, ObjectRegistry registry, Optional<HostNetwork> network) {
        this.host = host;
        this.addresses = addresses;
        this.registry = registry;
        this.network = network;
    }

    static ManagedObjectReference<Network> reference(String portGroup) {
        return new ManagedObjectReference<>("Network", "HaNetwork-" + portGroup);
    }

    /** The network of a port group's name. */
    Optional<ManagedObjectReference<? extends Network>> byName(String portGroup) {
        ManagedObjectReference<Network> reference = reference(portGroup);
        return registry.find(reference).map(_ -> reference);
    }

    /** @throws dev.carafe.vsphere.vim.FaultException HostConfigFault on a host without networks */
    HostNetwork network() {
        return network.orElseThrow(
                () -> HostConfigFault.builder().build().exception("This host was started without networks."));
    }

    /** Serves what the host's network has now. */
    synchronized void publish() {
        List<String> names = network.stream()
                .flatMap(each -> each.portGroups().stream())
                .map(PortGroup::name)
                .toList();
        HostNetworkInfo info = info();
        registry.change(changes -> {
            Set<ManagedObjectReference<?>> known = new HashSet<>();
            for (ManagedObjectReference<?> reference : List.copyOf(changes.references())) {
                if (reference.type().equals("Network")) {
                    known.add(reference);
                }
            }
            for (String name : names) {
                if (!known.remove(reference(name))) {
                    changes.add(new ServedNetwork(reference(name), name, this), properties(name));
                }
            }
            known.forEach(changes::remove);
            publish(changes, names.stream().map(HostNetworks::reference).toList(), info);
        });
    }

    private HostNetworkInfo info() {
        HostNetworkInfo own = HostNetworkView.info(host, addresses);
        return network.map(each -> own.toBuilder()
                        .vswitch(each.switches().stream()
                                .map(one -> VirtualSwitchView.of(one, each.portGroups(), each.plugs()))
                                .toList())
                        .portgroup(each.portGroups().stream()
                                .map(group -> VirtualSwitchView.of(group, each.security(group), each.plugs()))
                                .toList())
                        .build())
                .orElse(own);
    }

    private static NetworkProperties properties(String name) {
        return Entities.common(
                NetworkProperties.class,
                NetworkProperties.builder()
                        .summary(NetworkSummary.builder()
                                .network(reference(name))
                                .name(name)
                                .accessible(true)
                                .ipPoolName("")
                                .build())
                        .host(List.of(HostNames.HOST))
                        .build(),
                HostNames.NETWORKS,
                name);
    }

    private static void publish(Changes changes, List<ManagedObjectReference<Network>> all, HostNetworkInfo info) {
        changes.update(
                HostNames.NETWORKS,
                FolderProperties.Plain.class,
                properties -> properties.toBuilder().childEntity(all).build());
        changes.update(
                HostNames.DATACENTER,
                DatacenterProperties.class,
                properties -> properties.toBuilder().network(all).build());
        changes.update(
                HostNames.COMPUTE,
                ComputeResourceProperties.Plain.class,
                properties -> properties.toBuilder().network(all).build());
        changes.update(
                HostNames.HOST,
                HostSystemProperties.class,
                properties -> properties.toBuilder()
                        .network(all)
                        .config(withNetwork(properties, info))
                        .build());
        changes.update(
                ServedNetworkSystem.REFERENCE,
                HostNetworkSystemProperties.class,
                properties -> properties.toBuilder().networkInfo(info).build());
    }

    private static HostConfigInfo withNetwork(HostSystemProperties host, HostNetworkInfo network) {
        HostConfigInfo config = host.config();
        if (config == null) {
            throw new IllegalStateException("a host without a configuration");
        }
        return config.toBuilder().network(network).build();
    }
}
