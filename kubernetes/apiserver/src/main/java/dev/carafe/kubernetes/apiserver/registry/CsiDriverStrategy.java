package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.storage.v1.CSIDriver;
import dev.carafe.kubernetes.api.storage.v1.CSIDriverSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.ExtensionDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.ExtensionCells;
import dev.carafe.kubernetes.apiserver.registry.validation.volume.CsiValidator;
import java.util.List;

/** What a CSI driver needs of nodes and of the cluster. */
final class CsiDriverStrategy extends DefaultStrategy {
    CsiDriverStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return ExtensionDefaults.csiDriver(new CSIDriver(object)).struct();
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        CsiValidator.driver(new CSIDriver(object).spec(), errors);
    }

    @Override
    public List<String> warningsOfNew(Struct object) {
        CSIDriverSpec spec = new CSIDriver(object).spec();
        return spec.tokenRequests().isEmpty() || spec.hasServiceAccountTokenInSecrets()
                ? List.of()
                : List.of("spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to"
                        + " prevent possible logging of tokens in volume attributes");
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return ExtensionCells.csiDriver(new CSIDriver(object));
    }
}
