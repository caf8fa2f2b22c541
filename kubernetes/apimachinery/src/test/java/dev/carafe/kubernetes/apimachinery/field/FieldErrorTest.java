package dev.carafe.kubernetes.apimachinery.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldErrorTest {
    private static final FieldPath X = FieldPath.of("spec", "x");

    @Test
    void rendersEachKindAsUpstream() {
        assertThat(FieldError.invalid(X, "y", "detail")).hasToString("spec.x: Invalid value: \"y\": detail");
        assertThat(FieldError.invalid(X, Struct.of("a", 1L), "no")).hasToString("spec.x: Invalid value: {\"a\":1}: no");
        assertThat(FieldError.required(X, "")).hasToString("spec.x: Required value");
        assertThat(FieldError.notSupported(X, "c", List.of("a", "b")))
                .hasToString("spec.x: Unsupported value: \"c\": supported values: \"a\", \"b\"");
        assertThat(FieldError.forbidden(X, "may not")).hasToString("spec.x: Forbidden: may not");
        assertThat(FieldError.tooLong(X, 63)).hasToString("spec.x: Too long: may not be more than 63 bytes");
        assertThat(FieldError.tooMany(X, 5, 4)).hasToString("spec.x: Too many: 5: must have at most 4 items");
        assertThat(FieldError.notFound(X, "v")).hasToString("spec.x: Not found: \"v\"");
    }

    @Test
    void writesAPathThroughListsAndMaps() {
        assertThat(FieldPath.of("spec")
                        .child("containers")
                        .index(0)
                        .child("env")
                        .key("a")
                        .child("b"))
                .hasToString("spec.containers[0].env[a].b");
    }
}
