package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.ServiceDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.NetworkCells;
import dev.carafe.kubernetes.apiserver.registry.validation.NetworkValidator;
import java.util.List;

/** Endpoint slices: the address type is for life. */
final class EndpointSliceStrategy extends DefaultStrategy {
    EndpointSliceStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return ServiceDefaults.endpointSlice(new EndpointSlice(object)).struct();
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        NetworkValidator.endpointSlice(new EndpointSlice(object), errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        String type = new EndpointSlice(object).addressType();
        if (!type.equals(new EndpointSlice(old).addressType())) {
            errors.add(FieldError.invalid(FieldPath.of("addressType"), type, "field is immutable"));
        }
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return NetworkCells.endpointSlice(new EndpointSlice(object));
    }
}
