package dev.carafe.vsphere.vcenter.testing;

import dev.carafe.vsphere.vcenter.host.Blank;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AlreadyExists;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.HostNetworkInfo;
import dev.carafe.vsphere.vim.vim25.HostNetworkPolicy;
import dev.carafe.vsphere.vim.vim25.HostNetworkSystem;
import dev.carafe.vsphere.vim.vim25.HostNetworkSystemProperties;
import dev.carafe.vsphere.vim.vim25.HostPortGroup;
import dev.carafe.vsphere.vim.vim25.HostPortGroupSpec;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitch;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitchSpec;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.NetworkProperties;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Virtual switches and port groups that are only told of; {@code vmnic9} is a card that it does not have. */
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
record FakeNetworkSystem(ManagedObjectReference<HostNetworkSystem> reference, FakeHostInventory host)
        implements HostNetworkSystem, ServedObject {
    static final ManagedObjectReference<HostNetworkSystem> REFERENCE =
            new ManagedObjectReference<>("HostNetworkSystem", "networkSystem");

    private record PlainNetwork(ManagedObjectReference<Network> reference) implements Network, ServedObject {}

    static void addTo(Changes changes, FakeHostInventory host) {
        changes.add(
                new FakeNetworkSystem(REFERENCE, host),
                HostNetworkSystemProperties.builder()
                        .networkInfo(HostNetworkInfo.builder().build())
                        .build());
    }

    static HostNetworkInfo info(FakeHostInventory host) {
        return ((HostNetworkSystemProperties)
                        host.registry.properties(REFERENCE).orElseThrow())
                .networkInfo();
    }

    private void change(Consumer<List<HostVirtualSwitch>> switches, Consumer<List<HostPortGroup>> groups) {
        host.registry.change(changes -> changes.update(reference, HostNetworkSystemProperties.class, properties -> {
            List<HostVirtualSwitch> someSwitches =
                    new ArrayList<>(properties.networkInfo().vswitch());
            List<HostPortGroup> someGroups =
                    new ArrayList<>(properties.networkInfo().portgroup());
            switches.accept(someSwitches);
            groups.accept(someGroups);
            return properties.toBuilder()
                    .networkInfo(properties.networkInfo().toBuilder()
                            .vswitch(someSwitches)
                            .portgroup(someGroups)
                            .build())
                    .build();
        }));
    }

    @Override
    public void addVirtualSwitch(String vswitchName, @Nullable HostVirtualSwitchSpec spec) {
        if (spec.toString().contains("vmnic9")) {
            throw InvalidArgument.builder().build().exception("There is no card vmnic9.");
        }
        change(
                all -> {
                    if (all.stream().anyMatch(one -> one.name().equals(vswitchName))) {
                        throw AlreadyExists.builder()
                                .name(vswitchName)
                                .build()
                                .exception("There is a switch of the name " + vswitchName);
                    }
                    all.add(HostVirtualSwitch.builder()
                            .name(vswitchName)
                            .key("key-" + vswitchName)
                            .numPorts(spec.numPorts())
                            .numPortsAvailable(spec.numPorts())
                            .mtu(spec.mtu())
                            .spec(spec)
                            .build());
                },
                _ -> {});
    }

    @Override
    public void updateVirtualSwitch(String vswitchName, HostVirtualSwitchSpec spec) {
        change(
                all -> all.replaceAll(one -> one.name().equals(vswitchName)
                        ? one.toBuilder().spec(spec).mtu(spec.mtu()).build()
                        : one),
                _ -> {});
    }

    @Override
    public void removeVirtualSwitch(String vswitchName) {
        change(all -> all.removeIf(one -> one.name().equals(vswitchName)), _ -> {});
    }

    @Override
    public void addPortGroup(HostPortGroupSpec portgrp) {
        change(_ -> {}, all -> all.add(group(portgrp)));
        ManagedObjectReference<Network> network = network(portgrp.name());
        host.registry.change(changes -> {
            NetworkProperties blank = Blank.properties("Network", NetworkProperties.class);
            changes.add(
                    new PlainNetwork(network),
                    blank.withHost(List.of(FakeHostInventory.HOST))
                            .withSummary(
                                    blank.summary().withName(portgrp.name()).withAccessible(true))
                            .withName(portgrp.name())
                            .withParent(FakeHostInventory.NETWORKS));
            children(changes, children -> children.add(network));
        });
    }

    static ManagedObjectReference<Network> network(String portgroup) {
        return new ManagedObjectReference<>("Network", "net-" + portgroup);
    }

    private static HostPortGroup group(HostPortGroupSpec spec) {
        return HostPortGroup.builder()
                .computedPolicy(HostNetworkPolicy.builder().build())
                .spec(spec)
                .build();
    }

    private static void children(
            Changes changes, Consumer<List<ManagedObjectReference<? extends ManagedEntity>>> change) {
        changes.update(FakeHostInventory.NETWORKS, FolderProperties.class, folder -> {
            List<ManagedObjectReference<? extends ManagedEntity>> networks = new ArrayList<>(folder.childEntity());
            change.accept(networks);
            return folder.withChildEntity(networks);
        });
    }

    @Override
    public void updatePortGroup(String pgName, HostPortGroupSpec portgrp) {
        change(_ -> {}, all -> all.replaceAll(one -> one.spec().name().equals(pgName) ? group(portgrp) : one));
    }

    @Override
    public void removePortGroup(String pgName) {
        change(_ -> {}, all -> all.removeIf(one -> one.spec().name().equals(pgName)));
        host.registry.change(changes -> {
            changes.remove(network(pgName));
            children(changes, networks -> networks.remove(network(pgName)));
        });
    }
}
