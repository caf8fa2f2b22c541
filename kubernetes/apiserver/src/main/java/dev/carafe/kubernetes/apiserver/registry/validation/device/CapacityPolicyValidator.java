package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.CapacityRequestPolicy;
import dev.carafe.kubernetes.api.resource.v1.CapacityRequestPolicyRange;
import dev.carafe.kubernetes.api.resource.v1.DeviceCapacity;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How much of a device's capacity one request can take (pkg/apis/resource/validation). */
final class CapacityPolicyValidator {
    private static final int VALUES_MAX = 10;
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private static final BigDecimal MILLI = new BigDecimal("0.001");

    private final boolean fractions;

    /**
     * Rules of a server.
     *
     * @param fractions whether amounts that are not whole are reckoned with as they are
     */
    CapacityPolicyValidator(boolean fractions) {
        this.fractions = fractions;
    }

    /**
     * Checks a capacity.
     *
     * @param shared whether several requests can have the device
     */
    void capacity(DeviceCapacity capacity, boolean shared, FieldPath path, List<FieldError> errors) {
        if (!capacity.hasRequestPolicy()) {
            return;
        }
        FieldPath at = path.child("requestPolicy");
        CapacityRequestPolicy policy = capacity.requestPolicy();
        boolean values = !policy.validValues().isEmpty();
        if (!shared) {
            errors.add(FieldError.forbidden(at, "allowMultipleAllocations must be true"));
        } else if (values && policy.hasValidRange()) {
            errors.add(FieldError.forbidden(
                    at,
                    "exactly one policy can be specified, cannot specify \"validValues\" and \"validRange\" at"
                            + " the same time"));
        } else if (values || policy.hasValidRange()) {
            if (!policy.hasDefaultValue()) {
                errors.add(FieldError.required(
                        at.child("default"),
                        "required when " + (values ? "validValues" : "validRange") + " is defined"));
            } else if (values) {
                values(policy, capacity.value(), at.child("validValues"), errors);
            } else {
                range(policy.defaultValue(), capacity.value(), policy.validRange(), at.child("validRange"), errors);
            }
        }
    }

    private void values(CapacityRequestPolicy policy, Quantity most, FieldPath path, List<FieldError> errors) {
        List<Quantity> values = policy.validValues();
        for (int i = 1; i < values.size(); i++) {
            if (values.get(i - 1).compareTo(values.get(i)) > 0) {
                invalid(path.index(i), values.get(i), "values must be sorted in ascending order", errors);
            }
        }
        if (values.size() > VALUES_MAX) {
            errors.add(FieldError.tooMany(path, values.size(), VALUES_MAX));
        } else {
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i).compareTo(most) > 0) {
                    invalid(path.index(i), values.get(i), "option is larger than capacity value: " + most, errors);
                }
            }
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < values.size(); i++) {
                String key = key(values.get(i));
                if (!seen.add(key)) {
                    errors.add(FieldError.duplicate(path.index(i), key));
                }
            }
            if (values.stream().anyMatch(value -> value.compareTo(policy.defaultValue()) == 0)) {
                return;
            }
        }
        invalid(path, policy.defaultValue(), "default value is not valid according to the requestPolicy", errors);
    }

    /** By what values are told apart. Upstream takes 1.5 and 1500m for two, since it looks at how they are written. */
    private String key(Quantity value) {
        return fractions ? value.amount().toPlainString() : Long.toString(value.value());
    }

    private void range(
            Quantity usual, Quantity most, CapacityRequestPolicyRange range, FieldPath path, List<FieldError> errors) {
        if (!range.hasMin()) {
            errors.add(FieldError.required(path.child("min"), "required when validRange is defined"));
            return;
        }
        Quantity min = range.min();
        if (min.compareTo(most) > 0) {
            invalid(path.child("min"), min, "min is larger than capacity value: " + most, errors);
        }
        if (usual.compareTo(min) < 0) {
            invalid(path.child("default"), usual, "default is less than min: " + min, errors);
        }
        if (range.hasMax()) {
            Quantity max = range.max();
            if (min.compareTo(max) > 0) {
                invalid(path.child("max"), min, "min is larger than max: " + max, errors);
            }
            if (max.compareTo(most) > 0) {
                invalid(path.child("max"), max, "max is larger than capacity value: " + most, errors);
            }
            if (usual.compareTo(max) > 0) {
                invalid(path.child("default"), usual, "default is more than max: " + max, errors);
            }
        }
        boolean parts = fractions && isFractional(usual, range);
        if (parts) {
            int before = errors.size();
            bounds(usual, range, path, CapacityPolicyValidator::milli, errors);
            if (errors.size() > before) {
                return;
            }
        }
        if (range.hasStep()) {
            step(usual, most, range, parts, path, errors);
        }
    }

    private static boolean isFractional(Quantity usual, CapacityRequestPolicyRange range) {
        return Stream.of(usual, range.min(), range.max(), range.step())
                .anyMatch(amount -> amount.amount().stripTrailingZeros().scale() > 0);
    }

    /** A rule for one amount. */
    @FunctionalInterface
    private interface Bound {
        void check(Quantity amount, FieldPath path, List<FieldError> errors);
    }

    private static void bounds(
            Quantity usual, CapacityRequestPolicyRange range, FieldPath path, Bound bound, List<FieldError> errors) {
        bound.check(usual, path.child("default"), errors);
        bound.check(range.min(), path.child("min"), errors);
        if (range.hasMax()) {
            bound.check(range.max(), path.child("max"), errors);
        }
        if (range.hasStep()) {
            bound.check(range.step(), path.child("step"), errors);
        }
    }

    /** An amount that is a number of thousandths. */
    private static void milli(Quantity amount, FieldPath path, List<FieldError> errors) {
        if (amount.amount().remainder(MILLI).signum() != 0
                || amount.amount().abs().compareTo(LONG_MAX.multiply(MILLI)) > 0) {
            invalid(path, amount, "value cannot be represented as a milli value", errors);
        }
    }

    private void step(
            Quantity usual,
            Quantity most,
            CapacityRequestPolicyRange range,
            boolean parts,
            FieldPath path,
            List<FieldError> errors) {
        Quantity step = range.step();
        Quantity min = range.min();
        if (step.signum() <= 0) {
            invalid(path.child("step"), step, "must be greater than zero", errors);
            return;
        }
        if (min.plus(step).compareTo(most) > 0) {
            invalid(
                    path.child("step"),
                    step,
                    "one step " + min.plus(step) + " is larger than capacity value: " + most,
                    errors);
        }
        int before = errors.size();
        if (!parts) {
            bounds(usual, range, path, CapacityPolicyValidator::whole, errors);
        }
        if (errors.size() == before) {
            multiple(usual, range, parts, path.child("step"), errors);
            if (range.hasMax()) {
                multiple(range.max(), range, parts, path.child("step"), errors);
            }
        }
    }

    /** An amount with which can be reckoned. */
    private static void whole(Quantity amount, FieldPath path, List<FieldError> errors) {
        if (amount.signum() < 0) {
            invalid(path, amount, "must be greater than or equal to 0", errors);
        } else if (amount.amount().compareTo(LONG_MAX) > 0) {
            invalid(path, amount, "must not be larger than " + Long.MAX_VALUE, errors);
        }
    }

    private static void multiple(
            Quantity value, CapacityRequestPolicyRange range, boolean parts, FieldPath path, List<FieldError> errors) {
        long rest = parts
                ? (value.milliValue() - range.min().milliValue()) % range.step().milliValue()
                : (value.value() - range.min().value()) % range.step().value();
        if (rest != 0) {
            invalid(
                    path,
                    value,
                    "value is not a multiple of a given step (" + range.step() + ") from (" + range.min() + ")",
                    errors);
        }
    }

    private static void invalid(FieldPath path, Quantity amount, String detail, List<FieldError> errors) {
        errors.add(FieldError.invalid(path, amount.toString(), detail));
    }
}
