package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.network.NetworkException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;

/** A port group as a network. */
record ServedNetwork(ManagedObjectReference<Network> reference, String name, HostNetworks networks)
        implements Network, ServedObject {
    @Override
    public void destroyNetwork() {
        try {
            networks.network().removePortGroup(name);
        } catch (NetworkException e) {
            throw ServedNetworkSystem.fault(e, name);
        }
        networks.publish();
    }
}
