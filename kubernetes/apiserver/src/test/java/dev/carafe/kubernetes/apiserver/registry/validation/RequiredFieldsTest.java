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
        assertThat(check("networking.k8s.io/ingressclasses", Struct.EMPTY))
                .containsExactly("spec.controller: Required value");
        assertThat(check("networking.k8s.io/servicecidrs", Struct.of("spec", Struct.of("cidrs", List.of()))))
                .containsExactly("spec.cidrs: Required value: at least one CIDR required");
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
