package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualPortgroup;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualPortgroupProperties;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchPortConnection;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchProperties;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.NetworkProperties;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;

/** The network that a card is to be on, from vAPI's {@code Ethernet.BackingSpec}. */
final class NetworkBacking {
    private NetworkBacking() {}

    /** @throws RestException when the network is missing, or not seen */
    static VirtualDeviceBackingInfo of(Spec backing, ObjectSource source) {
        String id = backing.required("network");
        if (source.properties(new ManagedObjectReference<Network>("Network", id)) instanceof NetworkProperties network
                && network.name() != null) {
            return VirtualEthernetCardNetworkBackingInfo.builder()
                    .deviceName(network.name())
                    .build();
        }
        if (source.properties(new ManagedObjectReference<DistributedVirtualPortgroup>(
                                "DistributedVirtualPortgroup", id))
                        instanceof DistributedVirtualPortgroupProperties group
                && group.key() != null
                && group.config() != null
                && group.config().distributedVirtualSwitch() != null
                && source.properties(group.config().distributedVirtualSwitch())
                        instanceof DistributedVirtualSwitchProperties of
                && of.uuid() != null) {
            return new VirtualEthernetCardDistributedVirtualPortBackingInfo(
                    DistributedVirtualSwitchPortConnection.builder()
                            .switchUuid(of.uuid())
                            .portgroupKey(group.key())
                            .portKey(backing.text("distributed_port"))
                            .build());
        }
        throw new RestException(Kind.NOT_FOUND, "Network with identifier '" + id + "' does not exist.");
    }
}
