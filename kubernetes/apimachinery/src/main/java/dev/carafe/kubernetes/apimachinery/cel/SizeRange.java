package dev.carafe.kubernetes.apimachinery.cel;

/**
 * The fewest and the most of something: elements of a value, or units of cost. Sums and products stay at the greatest number
 * rather than overflow.
 *
 * @param min not negative
 * @param max not less than {@code min}
 */
record SizeRange(long min, long max) {
    static final SizeRange ZERO = exactly(0);
    static final SizeRange ONE = exactly(1);

    /** What nothing is known of. */
    static final SizeRange UNKNOWN = new SizeRange(0, Long.MAX_VALUE);

    static SizeRange exactly(long number) {
        return new SizeRange(number, number);
    }

    SizeRange plus(SizeRange other) {
        return new SizeRange(sum(min, other.min), sum(max, other.max));
    }

    SizeRange times(SizeRange other) {
        return new SizeRange(product(min, other.min), product(max, other.max));
    }

    /** Each end times a factor, rounded up. */
    SizeRange times(double factor) {
        return new SizeRange(scaled(min, factor), scaled(max, factor));
    }

    SizeRange or(SizeRange other) {
        return new SizeRange(Math.min(min, other.min), Math.max(max, other.max));
    }

    static long sum(long left, long right) {
        long sum = left + right;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    static long product(long left, long right) {
        return left != 0 && right > Long.MAX_VALUE / left ? Long.MAX_VALUE : left * right;
    }

    static long scaled(long number, double factor) {
        if (number == Long.MAX_VALUE && factor > 0) {
            return Long.MAX_VALUE; // unbounded times anything is unbounded
        }
        double scaled = Math.ceil(number * factor);
        return scaled >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) scaled;
    }
}
