package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.LimitRangeItem;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apiserver.registry.PodAmounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which amounts are out of a limit range's bounds, in upstream's words. Belongs to one request. */
final class LimitRangeBounds {
    private final List<String> errors = new ArrayList<>();

    List<String> errors() {
        return errors;
    }

    /** Checks each container of a pod, or all of them together, as the item says. */
    void checkPod(LimitRangeItem item, PodSpec spec) {
        switch (item.type()) {
            case "Container" -> {
                List<Container> containers = new ArrayList<>(spec.containers());
                containers.addAll(spec.initContainers());
                containers.forEach(container -> checkAmounts(
                        item,
                        container.resources().requests(),
                        container.resources().limits()));
            }
            case "Pod" ->
                checkAmounts(
                        item,
                        PodAmounts.together(
                                spec, container -> container.resources().requests()),
                        PodAmounts.together(
                                spec, container -> container.resources().limits()));
            default -> {} // of something else than pods
        }
    }

    /** Checks what a claim asks for, which has no limit beside it. */
    void checkRequests(LimitRangeItem item, Map<String, Quantity> requests) {
        item.min().forEach((resource, min) -> {
            Quantity request = requests.get(resource);
            if (request == null || request.compareTo(min) < 0) {
                errors.add("minimum " + usage(resource, item, min) + refusal("request", request));
            }
        });
        item.max().forEach((resource, max) -> {
            Quantity request = requests.get(resource);
            if (request == null || request.compareTo(max) > 0) {
                errors.add("maximum " + usage(resource, item, max) + refusal("request", request));
            }
        });
    }

    private void checkAmounts(LimitRangeItem item, Map<String, Quantity> requests, Map<String, Quantity> limits) {
        item.min()
                .forEach((resource, min) -> minimum(item, resource, min, requests.get(resource), limits.get(resource)));
        item.max()
                .forEach((resource, max) -> maximum(item, resource, max, requests.get(resource), limits.get(resource)));
        item.maxLimitRequestRatio()
                .forEach((resource, ratio) ->
                        ratio(item, resource, ratio, requests.get(resource), limits.get(resource)));
    }

    private void minimum(
            LimitRangeItem item, String resource, Quantity min, @Nullable Quantity request, @Nullable Quantity limit) {
        if (request == null || request.compareTo(min) < 0) {
            errors.add("minimum " + usage(resource, item, min) + refusal("request", request));
        } else if (limit != null && limit.compareTo(min) < 0) {
            errors.add("minimum " + usage(resource, item, min) + refusal("limit", limit));
        }
    }

    private void maximum(
            LimitRangeItem item, String resource, Quantity max, @Nullable Quantity request, @Nullable Quantity limit) {
        if (limit == null || limit.compareTo(max) > 0) {
            errors.add("maximum " + usage(resource, item, max) + refusal("limit", limit));
        } else if (request != null && request.compareTo(max) > 0) {
            errors.add("maximum " + usage(resource, item, max) + refusal("request", request));
        }
    }

    private void ratio(
            LimitRangeItem item, String resource, Quantity max, @Nullable Quantity request, @Nullable Quantity limit) {
        String what = resource + " max limit to request ratio per " + item.type() + " is " + max;
        if (request == null || request.compareTo(Quantity.ZERO) == 0) {
            errors.add(what + ", but no request is specified or request is 0");
        } else if (limit == null || limit.compareTo(Quantity.ZERO) == 0) {
            errors.add(what + ", but no limit is specified or limit is 0");
        } else {
            double provided = limit.amount().doubleValue() / request.amount().doubleValue();
            if (provided > max.amount().doubleValue()) {
                errors.add(what + ", but provided ratio is " + String.format(Locale.ROOT, "%f", provided));
            }
        }
    }

    private static String usage(String resource, LimitRangeItem item, Quantity bound) {
        return resource + " usage per " + item.type() + " is " + bound;
    }

    private static String refusal(String what, @Nullable Quantity amount) {
        return amount == null ? ".  No " + what + " is specified" : ", but " + what + " is " + amount;
    }
}
