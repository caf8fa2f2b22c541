package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.machine.MacAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What machines need of the host's virtual switches. */
public interface NetworkPorts {
    /** A host without any network: cards have no cable. */
    NetworkPorts NONE = new NetworkPorts() {
        @Override
        public Set<String> portGroups() {
            return Set.of();
        }

        @Override
        public Optional<String> tap(long machine, int nicKey) {
            return Optional.empty();
        }

        @Override
        public void plug(String tap, MacAddress mac, long pid, String portGroup) {}

        @Override
        public void unplug(String tap) {}

        @Override
        public Optional<InetAddress> lease(MacAddress mac, Instant since) {
            return Optional.empty();
        }
    };

    Set<String> portGroups();

    /** The name of the tap device for a machine's card; empty when the host has no network to plug it into. */
    Optional<String> tap(long machine, int nicKey);

    /**
     * Takes a tap device out of a process's network namespace and puts it on a port group, or moves it from one to another.
     *
     * @param mac the card's address, by which alone it may send
     * @param pid the QEMU process
     */
    void plug(String tap, MacAddress mac, long pid, String portGroup) throws IOException;

    /** Takes a tap device off its port group and away, for good; nothing happens when it is on none. */
    void unplug(String tap) throws IOException;

    /** The address that DHCP gave to a card since then; an older one may be of a guest that is gone. */
    Optional<InetAddress> lease(MacAddress mac, Instant since);
}
