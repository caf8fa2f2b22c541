package dev.carafe.vsphere.esxi.services;

import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.network.HostNetwork;
import dev.carafe.vsphere.esxi.network.NetworkException;
import dev.carafe.vsphere.esxi.network.Plug;
import dev.carafe.vsphere.esxi.network.PortGroup;
import dev.carafe.vsphere.esxi.vm.NetworkPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The host's virtual switches for machines. */
public final class HostNetworkPorts implements NetworkPorts {
    private final HostNetwork network;

    public HostNetworkPorts(HostNetwork network) {
        this.network = network;
    }

    @Override
    public Set<String> portGroups() {
        return network.portGroups().stream().map(PortGroup::name).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<String> tap(long machine, int nicKey) {
        return network.kernel().refusal().isPresent()
                ? Optional.empty()
                : Optional.of(network.tapName(machine, nicKey - Nic.KEY));
    }

    @Override
    public void plug(String tap, MacAddress mac, long pid, String portGroup) throws IOException {
        try {
            network.plug(new Plug.Tap(tap, mac), pid, portGroup);
        } catch (NetworkException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    @Override
    public void unplug(String tap) throws IOException {
        try {
            network.unplug(tap);
        } catch (NetworkException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    @Override
    public Optional<InetAddress> lease(MacAddress mac, Instant since) {
        return network.lease(mac, since);
    }
}
