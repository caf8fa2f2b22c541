package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.meta.v1.Condition;
import dev.carafe.kubernetes.api.resource.v1alpha3.PoolStatus;
import dev.carafe.kubernetes.api.resource.v1alpha3.ResourcePoolStatusRequest;
import dev.carafe.kubernetes.api.resource.v1alpha3.ResourcePoolStatusRequestSpec;
import dev.carafe.kubernetes.api.resource.v1alpha3.ResourcePoolStatusRequestStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Questions about how many devices of a pool are left. */
final class PoolStatusStrategy extends DefaultStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String UNKNOWN = "-";

    PoolStatusStrategy(Kind kind) {
        super(kind);
    }

    @Override
    void validateNew(Struct object, List<FieldError> errors) {
        ResourcePoolStatusRequestSpec spec = new ResourcePoolStatusRequest(object).spec();
        if (spec.driver().isEmpty()) {
            errors.add(FieldError.required(SPEC.child("driver"), ""));
        }
        if (spec.hasLimit() && spec.limit() < 1) {
            errors.add(
                    FieldError.invalid(SPEC.child("limit"), (long) spec.limit(), "must be greater than or equal to 1"));
        }
    }

    @Override
    public List<Object> tableCells(Struct object) {
        ResourcePoolStatusRequest request = new ResourcePoolStatusRequest(object);
        ResourcePoolStatusRequestStatus status = request.status();
        Optional<Condition> complete = condition(status, "Complete");
        boolean failed = complete.isEmpty() && condition(status, "Failed").isPresent();
        List<Object> cells =
                new ArrayList<>(List.of(request.name(), request.spec().driver()));
        boolean known = request.hasStatus() && !failed;
        cells.add(known ? sum(status, PoolStatus::totalDevices) : UNKNOWN);
        cells.add(known ? sum(status, PoolStatus::availableDevices) : UNKNOWN);
        cells.add(known ? sum(status, PoolStatus::allocatedDevices) : UNKNOWN);
        cells.add(known ? sum(status, PoolStatus::unavailableDevices) : UNKNOWN);
        cells.add(known ? sum(status, pool -> pool.hasValidationError() ? 1 : 0) : UNKNOWN);
        cells.add((long) status.poolCount());
        cells.add(complete.isPresent() ? completed(status) : failed ? "Failed" : "Pending");
        cells.add(complete.map(PoolStatusStrategy::since).orElse("<none>"));
        return cells;
    }

    private static Optional<Condition> condition(ResourcePoolStatusRequestStatus status, String type) {
        return status.conditions().stream()
                .filter(condition ->
                        condition.type().equals(type) && condition.status().equals("True"))
                .findFirst();
    }

    private static Object since(Condition condition) {
        return Cell.since(condition.lastTransitionTime());
    }

    private static String completed(ResourcePoolStatusRequestStatus status) {
        int shown = status.pools().size();
        return status.poolCount() > shown ? "Complete (" + shown + "/" + status.poolCount() + " pools)" : "Complete";
    }

    private static String sum(ResourcePoolStatusRequestStatus status, ToLongFunction<PoolStatus> count) {
        return String.valueOf(status.pools().stream().mapToLong(count).sum());
    }
}
