package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.LimitRange;
import dev.carafe.kubernetes.api.core.v1.LimitRangeItem;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.NullLists;
import dev.carafe.kubernetes.apiserver.registry.validation.policy.LimitRangeValidator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Limit ranges: what a container gets unless it says otherwise follows from what it may have. */
final class LimitRangeStrategy extends DefaultStrategy {
    LimitRangeStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        LimitRange range = new LimitRange(object);
        return range.spec().limits().isEmpty()
                ? NullLists.fill(object, "spec", "limits")
                : range.withSpec(range.spec()
                                .withLimits(range.spec().limits().stream()
                                        .map(LimitRangeStrategy::item)
                                        .toList()))
                        .struct();
    }

    private static LimitRangeItem item(LimitRangeItem item) {
        if (!item.type().equals("Container")) {
            return item;
        }
        Map<String, Quantity> limits = new LinkedHashMap<>(item.defaultValue());
        item.max().forEach(limits::putIfAbsent);
        Map<String, Quantity> requests = new LinkedHashMap<>(item.defaultRequest());
        limits.forEach(requests::putIfAbsent);
        item.min().forEach(requests::putIfAbsent);
        LimitRangeItem changed = limits.isEmpty() ? item : item.withDefaultValue(limits);
        return requests.isEmpty() ? changed : changed.withDefaultRequest(requests);
    }

    /** One that has no name at all gets one of the server's choosing. */
    @Override
    public Struct prepareForCreate(Struct object) {
        LimitRange range = new LimitRange(super.prepareForCreate(object));
        return range.name().isEmpty()
                ? range.withMetadata(range.metadata().withName(UUID.randomUUID().toString()))
                        .struct()
                : range.struct();
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        LimitRangeValidator.validate(new LimitRange(object).spec(), errors);
    }
}
