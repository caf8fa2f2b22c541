package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Namespace;
import dev.carafe.kubernetes.api.core.v1.NamespaceSpec;
import dev.carafe.kubernetes.api.core.v1.NamespaceStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.ClusterCells;
import dev.carafe.kubernetes.apiserver.registry.validation.cluster.NamespaceValidator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Namespaces: held by a finalizer until the namespace controller has emptied them. */
final class NamespaceStrategy extends DefaultStrategy {
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";
    private static final String FINALIZER = "kubernetes";

    NamespaceStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return withNameLabel(new Namespace(object)).struct();
    }

    private static Namespace withNameLabel(Namespace namespace) {
        if (namespace.name().isEmpty()) {
            return namespace;
        }
        Map<String, String> labels = new LinkedHashMap<>(namespace.metadata().labels());
        labels.put(NAME_LABEL, namespace.name());
        return namespace.withMetadata(namespace.metadata().withLabels(labels));
    }

    @Override
    public Struct prepareForCreate(Struct object) {
        Namespace namespace = withNameLabel(new Namespace(object));
        NamespaceSpec spec = namespace.spec();
        if (!spec.finalizers().contains(FINALIZER)) {
            List<String> finalizers = new ArrayList<>(spec.finalizers());
            finalizers.add(FINALIZER);
            spec = spec.withFinalizers(finalizers);
        }
        return namespace
                .withSpec(spec)
                .withStatus(new NamespaceStatus().withPhase("Active"))
                .struct();
    }

    @Override
    void validateNew(Struct object, List<FieldError> errors) {
        NamespaceValidator.created(new Namespace(object).spec().finalizers(), errors);
    }

    /** The finalizers are changed by the finalize subresource alone. */
    @Override
    public Struct prepareForUpdate(Struct object, Struct old) {
        Namespace before = new Namespace(old);
        Namespace namespace = new Namespace(super.prepareForUpdate(object, old));
        return before.hasSpec()
                ? namespace.withSpec(before.spec()).struct()
                : namespace.withoutSpec().struct();
    }

    @Override
    public Struct prepareForSubresourceUpdate(String subresource, Struct object, Struct old) {
        if (!subresource.equals("finalize")) {
            return super.prepareForSubresourceUpdate(subresource, object, old);
        }
        return new Namespace(old).withSpec(new Namespace(object).spec()).struct();
    }

    @Override
    public Map<String, String> selectableFields(Struct object) {
        Namespace namespace = new Namespace(object);
        return Map.of("status.phase", namespace.status().phase(), "name", namespace.name());
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        NamespaceValidator.status(new Namespace(object), errors);
    }

    @Override
    public List<FieldError> validateSubresourceUpdate(String subresource, Struct object, Struct old) {
        List<FieldError> errors = super.validateSubresourceUpdate(subresource, object, old);
        if (subresource.equals("finalize")) {
            NamespaceValidator.finalizers(new Namespace(object).spec().finalizers(), errors);
        }
        return errors;
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return ClusterCells.namespace(new Namespace(object));
    }
}
