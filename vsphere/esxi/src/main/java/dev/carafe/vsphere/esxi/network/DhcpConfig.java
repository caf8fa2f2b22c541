package dev.carafe.vsphere.esxi.network;

import dev.carafe.vsphere.esxi.machine.MacAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What dnsmasq is told, and what its leases say. Pure. */
final class DhcpConfig {
    private static final int LEASES_MAX = 4096;
    private static final Duration LEASE = Duration.ofHours(1);

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
                + "," + LEASE.toHours() + "h\ndhcp-option=option:router," + gateway.address()
                + "\ndhcp-option=option:dns-server,"
                + gateway.address() + "\ndhcp-lease-max=" + LEASES_MAX + "\ndhcp-leasefile=" + leases + "\n";
    }

    /**
     * The address that a card got, in a leases file of dnsmasq: expiry (seconds of the epoch), MAC, address, name, client id.
     *
     * @param since when it must have asked for it, or again for it; what it got before says nothing of what it has now
     */
    static Optional<String> lease(String leases, MacAddress mac, Instant since) {
        String wanted = mac.toString();
        // Rounded up: the file knows whole seconds, and one that began before the machine did may end in the same
        // second.
        long expiryMin = since.plus(LEASE).plusNanos(999_999_999).getEpochSecond();
        Optional<String> found = Optional.empty();
        for (String line : leases.split("\n")) {
            String[] words = line.split(" ");
            if (words.length >= 4
                    && words[1].equals(wanted)
                    && expiry(words[0]) >= expiryMin
                    && Ipv4Subnet.parse(words[2]).isPresent()) {
                found = Optional.of(words[2]);
            }
        }
        return found;
    }

    private static long expiry(String word) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException _) {
            return Long.MIN_VALUE;
        }
    }
}
