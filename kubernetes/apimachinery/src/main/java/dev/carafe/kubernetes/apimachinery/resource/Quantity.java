package dev.carafe.kubernetes.apimachinery.resource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A fixed-point number with a unit, such as {@code 250m}, {@code 1.5}, {@code 2Gi} or {@code 3e6}.
 *
 * <p>Source: the format comment of k8s.io/apimachinery/pkg/api/resource, version 1.37: up to three decimal places (finer
 * amounts are rounded up), and a canonical form whose mantissa is whole and whose suffix is the largest that keeps it so.
 * Equality is that of amount and format; {@link #compareTo} compares the amounts alone.
 *
 * @param amount the number, in units
 * @param format the family of suffixes it is written in
 */
public record Quantity(BigDecimal amount, Format format) implements Comparable<Quantity> {
    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL_SI);

    private static final BigDecimal NANO = BigDecimal.ONE.movePointLeft(9);
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    private static final String DECIMAL = "numkMGTPE";

    /** How many digits a number may be written with; far more than it can hold. */
    private static final int DIGITS_MAX = 60;

    private static final Pattern EXPONENT = Pattern.compile("[eE][+-]?[0-9]{1,3}");
    private static final Pattern SUFFIX = Pattern.compile("[eEinumkKMGTP]*[-+]?[0-9]*");
    private static final String FORMAT_WRONG =
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private static final String SUFFIX_WRONG = "unable to parse quantity's suffix";

    /** The family of suffixes a quantity was written in, kept when it is printed. */
    public enum Format {
        DECIMAL_SI,
        BINARY_SI,
        DECIMAL_EXPONENT
    }

    public Quantity {
        amount = amount.stripTrailingZeros();
    }

    /** The quantity of so many units. */
    public static Quantity of(long units) {
        return new Quantity(BigDecimal.valueOf(units), Format.DECIMAL_SI);
    }

    /** The quantity of so many thousandths. */
    public static Quantity ofMillis(long millis) {
        return new Quantity(BigDecimal.valueOf(millis, 3), Format.DECIMAL_SI);
    }

    /** The quantity of so many bytes, printed with binary suffixes. */
    public static Quantity ofBytes(long bytes) {
        return new Quantity(BigDecimal.valueOf(bytes), Format.BINARY_SI);
    }

    /** Reads the form in a tree, a string or a number; absent or unreadable is zero. */
    public static Quantity ofValue(@Nullable Object value) {
        return switch (value) {
            case String text -> parse(text).orElse(ZERO);
            case Number number -> parse(number.toString()).orElse(ZERO);
            case null, default -> ZERO;
        };
    }

    /** Reads a quantity; empty when the text is not one. */
    public static Optional<Quantity> parse(String text) {
        try {
            return Optional.of(parseStrict(text));
        } catch (QuantityFormatException _) {
            return Optional.empty();
        }
    }

    /**
     * Reads a quantity.
     *
     * @throws QuantityFormatException in upstream's words
     */
    public static Quantity parseStrict(String text) throws QuantityFormatException {
        int end = numberEnd(text);
        if (end < 0 || end > DIGITS_MAX) {
            throw new QuantityFormatException(FORMAT_WRONG);
        }
        String number = text.substring(0, end);
        BigDecimal mantissa = new BigDecimal(number.endsWith(".") ? number + "0" : number);
        String suffix = text.substring(end);
        if (suffix.isEmpty()) {
            return bounded(mantissa, Format.DECIMAL_SI);
        }
        for (int power = 1; power < BINARY.length; power++) {
            if (BINARY[power].equals(suffix)) {
                return bounded(
                        mantissa.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(10 * power))), Format.BINARY_SI);
            }
        }
        if (suffix.length() == 1 && DECIMAL.indexOf(suffix) >= 0) {
            return bounded(mantissa.scaleByPowerOfTen(exponent(suffix.charAt(0))), Format.DECIMAL_SI);
        }
        if (EXPONENT.matcher(suffix).matches()) {
            return bounded(mantissa.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1))), Format.DECIMAL_EXPONENT);
        }
        throw new QuantityFormatException(SUFFIX.matcher(suffix).matches() ? SUFFIX_WRONG : FORMAT_WRONG);
    }

    /** Where the number at the text's start ends, or -1 where there is none. */
    private static int numberEnd(String text) {
        int end = !text.isEmpty() && (text.charAt(0) == '+' || text.charAt(0) == '-') ? 1 : 0;
        int digits = 0;
        int points = 0;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == '.' && points == 0) {
                points++;
            } else {
                break;
            }
            end++;
        }
        return digits == 0 ? -1 : end;
    }

    private static int exponent(char suffix) {
        int position = DECIMAL.indexOf(suffix);
        return position < 3 ? 3 * (position - 3) : 3 * (position - 2);
    }

    private static Quantity bounded(BigDecimal amount, Format format) {
        BigDecimal capped =
                amount.abs().compareTo(MAX) > 0 ? MAX.multiply(BigDecimal.valueOf(amount.signum())) : amount;
        return new Quantity(capped.scale() > 9 ? capped.setScale(9, RoundingMode.UP) : capped, format);
    }

    /** The amount in whole units, rounded up. */
    public long value() {
        return amount.setScale(0, RoundingMode.UP).longValue();
    }

    /** The amount in thousandths, rounded up. */
    public long milliValue() {
        BigDecimal millis = amount.movePointRight(3).setScale(0, RoundingMode.UP);
        return millis.compareTo(MAX) > 0 ? Long.MAX_VALUE : millis.longValue();
    }

    public boolean isZero() {
        return amount.signum() == 0;
    }

    public int signum() {
        return amount.signum();
    }

    /** The sum, in the format of this quantity unless this is zero. */
    public Quantity plus(Quantity other) {
        return new Quantity(amount.add(other.amount), isZero() ? other.format : format);
    }

    /** The difference, in the format of this quantity unless this is zero. */
    public Quantity minus(Quantity other) {
        return new Quantity(amount.subtract(other.amount), isZero() ? other.format : format);
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    /** The canonical form, which is also the form in a tree. */
    @Override
    public String toString() {
        return switch (format) {
            case BINARY_SI -> binary();
            case DECIMAL_SI -> decimal(false);
            case DECIMAL_EXPONENT -> decimal(true);
        };
    }

    private String binary() {
        if (amount.abs().compareTo(BigDecimal.valueOf(1024)) < 0 || amount.scale() > 0) {
            return decimal(false);
        }
        BigInteger units = amount.toBigInteger();
        int power = 0;
        while (power < BINARY.length - 1 && units.signum() != 0 && units.getLowestSetBit() >= 10) {
            units = units.shiftRight(10);
            power++;
        }
        return units + BINARY[power];
    }

    private String decimal(boolean exponentForm) {
        if (isZero()) {
            return "0";
        }
        BigDecimal rounded = amount.compareTo(NANO) < 0 && amount.signum() > 0 ? NANO : amount;
        int power = Math.floorDiv(-rounded.scale(), 3) * 3; // the largest multiple of 3 that keeps the mantissa whole
        power = Math.clamp(power, -9, exponentForm ? 300 : 18);
        String mantissa = rounded.scaleByPowerOfTen(-power)
                .setScale(0, RoundingMode.UP)
                .toBigInteger()
                .toString();
        if (power == 0) {
            return mantissa;
        }
        if (exponentForm) {
            return mantissa + "e" + power;
        }
        return mantissa + DECIMAL.charAt(power < 0 ? power / 3 + 3 : power / 3 + 2);
    }
}
