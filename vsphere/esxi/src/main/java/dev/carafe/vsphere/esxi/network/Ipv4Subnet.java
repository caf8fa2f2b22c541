package dev.carafe.vsphere.esxi.network;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of IPv4 addresses (RFC 4632).
 *
 * @param base its first address, the bits of a host all zero
 * @param length how many bits all its addresses share, 0 to 32
 */
public record Ipv4Subnet(int base, int length) {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(?:/(\\d{1,2}))?");

    public Ipv4Subnet {
        if (length < 0 || length > 32 || (base & ~mask(length)) != 0) {
            throw new IllegalArgumentException("no subnet: " + text(base) + "/" + length);
        }
    }

    /** Reads {@code 192.168.1.0/24} or a single address; bits of a host are dropped. */
    public static Optional<Ipv4Subnet> parse(String text) {
        Matcher found = FORM.matcher(text);
        if (!found.matches()) {
            return Optional.empty();
        }
        int address = 0;
        for (int group = 1; group <= 4; group++) {
            int octet = Integer.parseInt(found.group(group));
            if (octet > 255) {
                return Optional.empty();
            }
            address = address << 8 | octet;
        }
        int length = found.group(5) == null ? 32 : Integer.parseInt(found.group(5));
        return length > 32 ? Optional.empty() : Optional.of(new Ipv4Subnet(address & mask(length), length));
    }

    public boolean overlaps(Ipv4Subnet other) {
        int shared = mask(Math.min(length, other.length));
        return (base & shared) == (other.base & shared);
    }

    /** The address with this number, counted from the base. */
    public String host(int number) {
        return text(base + number);
    }

    /** How many addresses there are, at most {@link Integer#MAX_VALUE}. */
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, 1L << (32 - length));
    }

    /** As {@code 255.255.255.0}. */
    public String netmask() {
        return text(mask(length));
    }

    @Override
    public String toString() {
        return text(base) + "/" + length;
    }

    private static int mask(int length) {
        return length == 0 ? 0 : -1 << (32 - length);
    }

    private static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }
}
