package dev.carafe.kubernetes.apimachinery.cel;

import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.resource.QuantityFormatException;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.OpaqueValue;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Amounts such as {@code 500m} and {@code 2Gi} (k8s.io/apiserver/pkg/cel/library, quantity.go). */
final class QuantityFunctions {
    static final OpaqueType TYPE = OpaqueType.create("kubernetes.Quantity");
    private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private QuantityFunctions() {}

    /** A quantity, equal to another of the same amount however it is written. */
    @SuppressWarnings("Immutable") // it is, though its parts do not say so
    private static final class Amount extends OpaqueValue {
        private final Quantity quantity;

        Amount(Quantity quantity) {
            this.quantity = quantity;
        }

        @Override
        public Amount value() {
            return this;
        }

        @Override
        public OpaqueType celType() {
            return TYPE;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Amount amount && quantity.compareTo(amount.quantity) == 0;
        }

        @Override
        public int hashCode() {
            return quantity.amount().stripTrailingZeros().hashCode();
        }
    }

    static void add(Functions functions) {
        functions.type(TYPE, Amount.class);
        functions.global(
                "quantity",
                "string_to_quantity",
                TYPE,
                arguments -> new Amount(parse((String) arguments[0])),
                SimpleType.STRING);
        functions.global(
                "isQuantity",
                "is_quantity_string",
                SimpleType.BOOL,
                arguments -> Quantity.parse((String) arguments[0]).isPresent(),
                SimpleType.STRING);
        functions.member("sign", "quantity_sign", SimpleType.INT, a -> (long) of(a[0]).signum(), TYPE);
        functions.member("isInteger", "quantity_is_integer", SimpleType.BOOL, a -> isInteger(of(a[0])), TYPE);
        functions.member("asInteger", "quantity_get_int", SimpleType.INT, a -> integer(of(a[0])), TYPE);
        functions.member(
                "asApproximateFloat",
                "quantity_get_float",
                SimpleType.DOUBLE,
                a -> of(a[0]).amount().doubleValue(),
                TYPE);
        functions.member(
                "isGreaterThan",
                "quantity_is_greater_than",
                SimpleType.BOOL,
                a -> of(a[0]).compareTo(of(a[1])) > 0,
                TYPE,
                TYPE);
        functions.member(
                "isLessThan",
                "quantity_is_less_than",
                SimpleType.BOOL,
                a -> of(a[0]).compareTo(of(a[1])) < 0,
                TYPE,
                TYPE);
        functions.member(
                "compareTo",
                "quantity_compare_to",
                SimpleType.INT,
                a -> (long) Integer.signum(of(a[0]).compareTo(of(a[1]))),
                TYPE,
                TYPE);
        functions.member("add", "quantity_add", TYPE, a -> new Amount(of(a[0]).plus(of(a[1]))), TYPE, TYPE);
        functions.member(
                "add",
                "quantity_add_int",
                TYPE,
                a -> new Amount(of(a[0]).plus(Quantity.of((Long) a[1]))),
                TYPE,
                SimpleType.INT);
        functions.member("sub", "quantity_sub", TYPE, a -> new Amount(of(a[0]).minus(of(a[1]))), TYPE, TYPE);
        functions.member(
                "sub",
                "quantity_sub_int",
                TYPE,
                a -> new Amount(of(a[0]).minus(Quantity.of((Long) a[1]))),
                TYPE,
                SimpleType.INT);
    }

    private static Quantity of(Object argument) {
        return ((Amount) argument).quantity;
    }

    private static Quantity parse(String text) {
        try {
            return Quantity.parseStrict(text);
        } catch (QuantityFormatException e) {
            throw new CelInvalidArgumentException(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isInteger(Quantity quantity) {
        BigDecimal amount = quantity.amount();
        return amount.stripTrailingZeros().scale() <= 0
                && amount.compareTo(LONG_MIN) >= 0
                && amount.compareTo(LONG_MAX) <= 0;
    }

    private static Object integer(Quantity quantity) {
        if (!isInteger(quantity)) {
            throw new CelInvalidArgumentException("cannot convert value to integer");
        }
        return quantity.amount().longValueExact();
    }
}
