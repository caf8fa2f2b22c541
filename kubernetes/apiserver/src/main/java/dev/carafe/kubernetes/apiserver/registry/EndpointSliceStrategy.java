package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.ServiceDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.NetworkCells;
import dev.carafe.kubernetes.apiserver.registry.validation.networking.EndpointSliceValidator;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        EndpointSliceValidator.slice(new EndpointSlice(object), old == null ? null : new EndpointSlice(old), errors);
    }

    /** All of a slice but its metadata counts, and of these its labels. */
    @Override
    public boolean changesGeneration(Struct object, Struct old) {
        EndpointSlice slice = new EndpointSlice(object);
        EndpointSlice before = new EndpointSlice(old);
        return !slice.withMetadata(before.metadata()).equals(before)
                || !slice.metadata().labels().equals(before.metadata().labels());
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return NetworkCells.endpointSlice(new EndpointSlice(object));
    }
}
