package dev.carafe.vsphere.esxi.network;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names of a host's links, of 15 characters at most as the kernel demands: {@code carafe}, the host's four characters, what it
 * is ({@code b} bridge, {@code t} tap, {@code u} an uplink's VLAN, {@code g} a gateway's VLAN), and four more that tell them apart.
 *
 * @param host four hexadecimal digits
 */
record LinkNames(String host) {
    private static final Pattern HOST = Pattern.compile("[0-9a-f]{4}");
    /** How many different taps there can be: four digits of base 36. */
    static final int TAPS = 36 * 36 * 36 * 36;

    LinkNames {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("not four hexadecimal digits: " + host);
        }
    }

    /** What all links of the host begin with; also the name of its nftables tables. */
    String prefix() {
        return "carafe" + host;
    }

    /** The bridge of a switch, or of a VLAN of it. */
    String bridge(int switchIndex, int vlan) {
        return prefix() + "b" + suffix(switchIndex, vlan);
    }

    String uplinkVlan(int switchIndex, int vlan) {
        return prefix() + "u" + suffix(switchIndex, vlan);
    }

    String gateway(int switchIndex, int vlan) {
        return prefix() + "g" + suffix(switchIndex, vlan);
    }

    String tap(int number) {
        return prefix() + "t"
                + String.format(Locale.ROOT, "%4s", Integer.toString(number, 36))
                        .replace(' ', '0');
    }

    boolean isTap(String link) {
        return link.startsWith(prefix() + "t");
    }

    boolean owns(String link) {
        return link.startsWith(prefix());
    }

    private static String suffix(int switchIndex, int vlan) {
        return Integer.toString(switchIndex, 36) + String.format(Locale.ROOT, "%03x", vlan);
    }
}
