package dev.carafe.kubernetes.apiserver.registry.validation.policy;

import dev.carafe.kubernetes.api.core.v1.LimitRangeItem;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apiserver.registry.validation.ResourceNames;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the amounts that a limit range has for one resource fit each other. */
final class LimitRangeRelations {
    /** Beyond this, thousandths do not fit into 64 bits. */
    private static final long MILLIS_MAX = Long.MAX_VALUE / 1000;

    private LimitRangeRelations() {}

    /** Checks one resource of an item at {@code path}. */
    static void check(LimitRangeItem item, boolean ofPods, String resource, FieldPath path, List<FieldError> errors) {
        Quantity min = item.min().get(resource);
        Quantity max = item.max().get(resource);
        Quantity limit = ofPods ? null : item.defaultValue().get(resource);
        Quantity request = ofPods ? null : item.defaultRequest().get(resource);
        FieldPath requests = path.child("defaultRequest").key(resource);
        FieldPath limits = path.child("default").key(resource);
        if (isMore(min, max)) {
            errors.add(FieldError.invalid(
                    path.child("min").key(resource),
                    shown(min),
                    "min value " + min + " is greater than max value " + max));
        }
        if (isMore(min, request)) {
            errors.add(FieldError.invalid(
                    requests,
                    shown(request),
                    "min value " + min + " is greater than default request value " + request));
        }
        if (isMore(request, max)) {
            errors.add(FieldError.invalid(
                    requests,
                    shown(request),
                    "default request value " + request + " is greater than max value " + max));
        }
        if (isMore(request, limit)) {
            errors.add(FieldError.invalid(
                    requests,
                    shown(request),
                    "default request value " + request + " is greater than default limit value " + limit));
        }
        if (isMore(min, limit)) {
            errors.add(FieldError.invalid(
                    limits, shown(min), "min value " + min + " is greater than default value " + limit));
        }
        if (isMore(limit, max)) {
            errors.add(FieldError.invalid(
                    limits, shown(max), "default value " + limit + " is greater than max value " + max));
        }
        Quantity ratio = item.maxLimitRequestRatio().get(resource);
        if (ratio != null) {
            ratio(ratio, min, max, path.child("maxLimitRequestRatio").key(resource), errors);
        }
        boolean promisedTwice = ResourceNames.isNative(resource) && !ResourceNames.isHugePages(resource);
        if (!promisedTwice && limit != null && request != null && limit.compareTo(request) != 0) {
            errors.add(FieldError.invalid(
                    requests,
                    shown(request),
                    "default value " + limit + " must equal to defaultRequest value " + request + " in " + resource));
        }
    }

    private static boolean isMore(@Nullable Quantity one, @Nullable Quantity other) {
        return one != null && other != null && one.compareTo(other) > 0;
    }

    private static String shown(@Nullable Quantity quantity) {
        return String.valueOf(quantity);
    }

    private static void ratio(
            Quantity ratio, @Nullable Quantity min, @Nullable Quantity max, FieldPath path, List<FieldError> errors) {
        if (ratio.compareTo(Quantity.of(1)) < 0) {
            errors.add(FieldError.invalid(path, ratio.toString(), "ratio " + ratio + " is less than 1"));
        }
        if (min == null || max == null) {
            return;
        }
        boolean small = ratio.value() < MILLIS_MAX && min.value() < MILLIS_MAX && max.value() < MILLIS_MAX;
        double wanted = small ? ratio.milliValue() / 1000.0 : ratio.value();
        double possible = small ? (double) max.milliValue() / min.milliValue() : (double) max.value() / min.value();
        if (wanted > possible) {
            errors.add(FieldError.invalid(
                    path,
                    ratio.toString(),
                    "ratio " + ratio + " is greater than max/min = " + String.format(Locale.ROOT, "%f", possible)));
        }
    }
}
