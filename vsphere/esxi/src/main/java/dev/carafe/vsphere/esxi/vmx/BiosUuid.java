package dev.carafe.vsphere.esxi.vmx;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** UUIDs as a {@code .vmx} writes them: sixteen bytes in order, {@code 42 00 11 22 33 44 55 66-77 88 99 aa bb cc dd ee}. */
final class BiosUuid {
    private static final int HALF_DIGITS = 16;
    private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");

    private BiosUuid() {}

    /** By hand: a start reads those of thousands of machines. */
    static Optional<UUID> parse(String text) {
        long[] halves = new long[2];
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' || c == '-') {
                continue;
            }
            if (!HexFormat.isHexDigit(c) || digits == 2 * HALF_DIGITS) {
                return Optional.empty();
            }
            int half = digits / HALF_DIGITS;
            halves[half] = (halves[half] << 4) | HexFormat.fromHexDigit(c);
            digits++;
        }
        return digits == 2 * HALF_DIGITS ? Optional.of(new UUID(halves[0], halves[1])) : Optional.empty();
    }

    static String text(UUID uuid) {
        return half(uuid.getMostSignificantBits()) + "-" + half(uuid.getLeastSignificantBits());
    }

    private static String half(long bits) {
        return SPACED.formatHex(ByteBuffer.allocate(Long.BYTES).putLong(bits).array());
    }
}
