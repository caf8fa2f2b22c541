package dev.carafe.vsphere.esxi.vmx;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** UUIDs as a {@code .vmx} writes them: sixteen bytes in order, {@code 42 00 11 22 33 44 55 66-77 88 99 aa bb cc dd ee}. */
final class BiosUuid {
    private static final Pattern BETWEEN = Pattern.compile("[ -]");
    private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F]{32}");

    private BiosUuid() {}

    static Optional<UUID> parse(String text) {
        String digits = BETWEEN.matcher(text).replaceAll("");
        if (!DIGITS.matcher(digits).matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new UUID(Long.parseUnsignedLong(digits, 0, 16, 16), Long.parseUnsignedLong(digits, 16, 32, 16)));
    }

    static String text(UUID uuid) {
        return half(uuid.getMostSignificantBits()) + "-" + half(uuid.getLeastSignificantBits());
    }

    private static String half(long bits) {
        StringBuilder text = new StringBuilder(24);
        for (int shift = 56; shift >= 0; shift -= 8) {
            text.append(shift == 56 ? "" : " ").append(String.format(Locale.ROOT, "%02x", bits >> shift & 0xff));
        }
        return text.toString();
    }
}
