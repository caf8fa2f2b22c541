package dev.carafe.vsphere.esxi.ovf;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts with units as OVF writes them: {@code byte * 2^20}, or in old descriptors {@code MegaBytes}. */
final class AllocationUnits {
    private static final Pattern UNIT =
            Pattern.compile("(byte|hertz)s?(?:\\s*\\*\\s*(2|10)\\s*\\^\\s*([0-9]{1,2}))?", Pattern.CASE_INSENSITIVE);

    private AllocationUnits() {}

    /** How many of the base unit an amount is; empty when either is none, or it is more than a long holds. */
    static OptionalLong amount(String number, String unit) {
        OptionalLong factor = factor(unit);
        if (factor.isEmpty() || !number.matches("[0-9]{1,18}")) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Math.multiplyExact(Long.parseLong(number), factor.getAsLong()));
        } catch (ArithmeticException tooMuch) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong factor(String unit) {
        Matcher matcher = UNIT.matcher(unit.strip());
        if (matcher.matches()) {
            if (matcher.group(2) == null) {
                return OptionalLong.of(1);
            }
            int base = Integer.parseInt(matcher.group(2));
            int exponent = Integer.parseInt(matcher.group(3));
            return exponent > (base == 2 ? 60 : 18)
                    ? OptionalLong.empty()
                    : OptionalLong.of((long) Math.pow(base, exponent));
        }
        return switch (unit.strip().toLowerCase(Locale.ROOT)) {
            case "", "bytes" -> OptionalLong.of(1);
            case "kilobytes" -> OptionalLong.of(1L << 10);
            case "megabytes" -> OptionalLong.of(1L << 20);
            case "gigabytes" -> OptionalLong.of(1L << 30);
            default -> OptionalLong.empty();
        };
    }
}
