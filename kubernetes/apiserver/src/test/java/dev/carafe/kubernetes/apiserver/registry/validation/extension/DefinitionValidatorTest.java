package dev.carafe.kubernetes.apiserver.registry.validation.extension;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DefinitionValidatorTest {
    private static final Struct NAMES = Struct.builder()
            .put("plural", "things")
            .put("singular", "thing")
            .put("kind", "Thing")
            .put("listKind", "ThingList")
            .build();

    /** A part of a definition, and what upstream's validation said of it. */
    record Recorded(String spec, String said) {}

    static Stream<Recorded> recorded() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(DefinitionValidatorTest.class.getResourceAsStream("definitions.tsv"))) {
            return new String(in.readAllBytes(), UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .map(line -> new Recorded(
                                    line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1)))
                            .toList()
                            .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void aDefinitionIsToldWhatUpstreamTellsIt(Recorded recorded) throws Exception {
        Struct spec = Json.decodeStruct(recorded.spec().getBytes(UTF_8))
                .with("group", "example.com")
                .with("scope", "Namespaced")
                .with("names", NAMES);
        CustomResourceDefinition definition = new CustomResourceDefinition(Struct.builder()
                .put("metadata", Struct.of("name", "things.example.com"))
                .put("spec", spec)
                .put("status", Struct.of("storedVersions", List.of("v1")))
                .build());
        List<FieldError> errors = new ArrayList<>();
        DefinitionValidator.definition(definition, errors);
        DefinitionValidator.created(definition, errors);
        String said = errors.stream().map(FieldError::toString).sorted().collect(Collectors.joining(" ;; "));
        assertThat(said).isEqualTo(recorded.said());
    }
}
