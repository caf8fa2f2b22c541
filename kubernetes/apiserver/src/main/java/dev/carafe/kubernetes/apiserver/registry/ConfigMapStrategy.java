package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.ClusterCells;
import dev.carafe.kubernetes.apiserver.registry.validation.cluster.ConfigValidator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Config maps: the data is for life where the map says so. */
final class ConfigMapStrategy extends DefaultStrategy {
    ConfigMapStrategy(Kind kind) {
        super(kind);
    }

    @Override
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        if (old != null) {
            ConfigValidator.configMapUpdate(new ConfigMap(object), new ConfigMap(old), errors);
        }
        ConfigValidator.configMap(new ConfigMap(object), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return ClusterCells.configMap(new ConfigMap(object));
    }
}
