package dev.carafe.kubernetes.apiserver.registry.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequiredFieldsTest {
    private static List<String> check(String resource, Struct object) {
        List<FieldError> errors = new ArrayList<>();
        RequiredFields.check(resource, object, errors);
        return errors.stream().map(FieldError::toString).toList();
    }

    @Test
    void whatIsMissingIsNamedWithItsPath() {
        assertThat(check("storagemigration.k8s.io/storageversionmigrations", Struct.EMPTY))
                .containsExactly("spec.resource.resource: Required value: resource is required to be set");
        assertThat(check(
                        "storage.k8s.io/volumeattributesclasses",
                        Struct.of("driverName", "d", "parameters", List.of())))
                .containsExactly("parameters: Required value: must contain at least one key/value pair");
        assertThat(check("node.k8s.io/runtimeclasses", Struct.of("handler", "")))
                .containsExactly("handler: Required value");
    }

    @Test
    void whatIsThereIsNotAskedFor() {
        assertThat(check("node.k8s.io/runtimeclasses", Struct.of("handler", "runc")))
                .isEmpty();
        assertThat(check("/configmaps", Struct.EMPTY)).isEmpty();
    }
}
