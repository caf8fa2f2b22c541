package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Endpoints;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.ServiceDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.NetworkCells;
import dev.carafe.kubernetes.apiserver.registry.validation.networking.EndpointsValidator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Endpoints. */
final class EndpointsStrategy extends DefaultStrategy {
    EndpointsStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return ServiceDefaults.endpoints(new Endpoints(object)).struct();
    }

    @Override
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        Endpoints endpoints = new Endpoints(object);
        if (old == null
                || !endpoints.subsets().equals(new Endpoints(old).subsets())) { // those that are stored are let be
            EndpointsValidator.endpoints(endpoints, errors);
        }
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return NetworkCells.endpoints(new Endpoints(object));
    }
}
