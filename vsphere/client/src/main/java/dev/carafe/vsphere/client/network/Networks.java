package dev.carafe.vsphere.client.network;

import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitch;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchPortConnection;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.OpaqueNetworkSummary;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardOpaqueNetworkBackingInfo;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** Standard networks, distributed port groups and opaque networks. Safe for all threads. */
public final class Networks {
    private final PropertyReader reader;

    public Networks(VSphereClient client) {
        this.reader = new PropertyReader(client);
    }

    /** What an adapter has as its backing to be on a network. */
    public VirtualDeviceBackingInfo backing(ManagedObjectReference<? extends Network> network)
            throws IOException, InterruptedException {
        return switch (network.type()) {
            case "DistributedVirtualPortgroup" -> portGroup(network);
            case "OpaqueNetwork" -> opaque(network);
            default ->
                VirtualEthernetCardNetworkBackingInfo.builder()
                        .deviceName(text(reader.read(network, List.of("name")).whole(), "name"))
                        .network(network)
                        .build();
        };
    }

    private VirtualDeviceBackingInfo portGroup(ManagedObjectReference<? extends Network> network)
            throws IOException, InterruptedException {
        Found group = reader.read(network, List.of("key", "config.distributedVirtualSwitch"))
                .whole();
        ManagedObjectReference<DistributedVirtualSwitch> of = group.reference("config.distributedVirtualSwitch");
        if (of == null) {
            throw new IOException(network + " belongs to no distributed switch");
        }
        return new VirtualEthernetCardDistributedVirtualPortBackingInfo(DistributedVirtualSwitchPortConnection.builder()
                .switchUuid(text(reader.read(of, List.of("uuid")).whole(), "uuid"))
                .portgroupKey(text(group, "key"))
                .build());
    }

    private VirtualDeviceBackingInfo opaque(ManagedObjectReference<? extends Network> network)
            throws IOException, InterruptedException {
        OpaqueNetworkSummary summary =
                reader.read(network, List.of("summary")).whole().value("summary", OpaqueNetworkSummary.class);
        if (summary == null) {
            throw new IOException(network + " does not say what it is");
        }
        return VirtualEthernetCardOpaqueNetworkBackingInfo.builder()
                .opaqueNetworkId(summary.opaqueNetworkId())
                .opaqueNetworkType(summary.opaqueNetworkType())
                .build();
    }

    private static String text(Found found, String path) {
        return Objects.requireNonNullElse(found.value(path, String.class), "");
    }
}
