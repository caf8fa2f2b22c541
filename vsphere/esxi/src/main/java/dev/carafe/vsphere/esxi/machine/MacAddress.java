package dev.carafe.vsphere.esxi.machine;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A network card's address.
 *
 * @param value the six bytes, the first in bits 40 to 47
 */
public record MacAddress(long value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}");
    /** The prefix of addresses that a host makes itself. */
    private static final long GENERATED = 0x000c29L << 24;

    public MacAddress {
        if (value < 0 || value >> 48 != 0) {
            throw new IllegalArgumentException("more than six bytes: " + Long.toHexString(value));
        }
    }

    /** Reads {@code 00:50:56:aa:bb:cc}, or the same with dashes. */
    public static Optional<MacAddress> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(new MacAddress(Long.parseLong(text.replace(":", "").replace("-", ""), 16)));
    }

    /** The address that a host makes for a card: VMware's prefix and the end of the machine's UUID, counted up by card. */
    public static MacAddress generated(UUID biosUuid, int nicIndex) {
        return new MacAddress(GENERATED | ((biosUuid.getLeastSignificantBits() + 10L * nicIndex) & 0xff_ffffL));
    }

    /** Whether it names one card, not a group of them. */
    public boolean isUnicast() {
        return value != 0 && (value >> 40 & 1) == 0;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            text.append(shift == 40 ? "" : ":").append(String.format(Locale.ROOT, "%02x", value >> shift & 0xff));
        }
        return text.toString();
    }
}
