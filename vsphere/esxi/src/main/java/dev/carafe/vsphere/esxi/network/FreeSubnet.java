package dev.carafe.vsphere.esxi.network;

import java.util.Collection;
import java.util.Optional;

/** Finds a private subnet (RFC 1918) that the machine does not use. Pure. */
final class FreeSubnet {
    private FreeSubnet() {}

    /**
     * The first {@code /24} of 192.168.100.0 and up, then of 10.90.0.0 and up, that none of the others meets.
     *
     * @param used what the machine has routes to, and what its other port groups have
     */
    static Optional<Ipv4Subnet> find(Collection<Ipv4Subnet> used) {
        for (int third = 100; third < 255; third++) {
            Ipv4Subnet candidate = new Ipv4Subnet(192 << 24 | 168 << 16 | third << 8, 24);
            if (isFree(candidate, used)) {
                return Optional.of(candidate);
            }
        }
        for (int second = 90; second < 255; second++) {
            for (int third = 0; third < 256; third++) {
                Ipv4Subnet candidate = new Ipv4Subnet(10 << 24 | second << 16 | third << 8, 24);
                if (isFree(candidate, used)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isFree(Ipv4Subnet candidate, Collection<Ipv4Subnet> used) {
        return used.stream().noneMatch(subnet -> subnet.length() > 0 && subnet.overlaps(candidate));
    }
}
