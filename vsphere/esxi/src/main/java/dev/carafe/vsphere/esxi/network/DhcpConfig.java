package dev.carafe.vsphere.esxi.network;

import dev.carafe.vsphere.esxi.machine.MacAddress;
import java.nio.file.Path;
import java.util.Optional;

/** What dnsmasq is told, and what its leases say. Pure. */
final class DhcpConfig {
    private static final int LEASES_MAX = 4096;

    private DhcpConfig() {}

    /**
     * The configuration of one gateway's server. It reads nothing of the system's but its resolvers, puts no guest's claimed name
     * into the DNS, and says no word a message, so that a guest cannot fill a disk.
     */
    static String text(String link, Gateway gateway, Path leases) {
        return "interface=" + link + "\nexcept-interface=lo\nbind-interfaces\nno-hosts\ndhcp-ignore-names\n"
                + "dhcp-authoritative\nquiet-dhcp\nquiet-dhcp6\nquiet-ra\nlog-facility=-\nbogus-priv\ndomain-needed\n"
                + "dhcp-range=" + gateway.firstLease() + "," + gateway.lastLease() + ","
                + gateway.subnet().netmask()
                + ",1h\ndhcp-option=option:router," + gateway.address() + "\ndhcp-option=option:dns-server,"
                + gateway.address() + "\ndhcp-lease-max=" + LEASES_MAX + "\ndhcp-leasefile=" + leases + "\n";
    }

    /** The address that a card has a lease of, in a leases file of dnsmasq: expiry, MAC, address, name, client id. */
    static Optional<String> lease(String leases, MacAddress mac) {
        String wanted = mac.toString();
        Optional<String> found = Optional.empty();
        for (String line : leases.split("\n")) {
            String[] words = line.split(" ");
            if (words.length >= 4
                    && words[1].equals(wanted)
                    && Ipv4Subnet.parse(words[2]).isPresent()) {
                found = Optional.of(words[2]);
            }
        }
        return found;
    }
}
