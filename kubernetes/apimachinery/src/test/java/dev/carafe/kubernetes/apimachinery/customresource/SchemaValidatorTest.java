package dev.carafe.kubernetes.apimachinery.customresource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaValidatorTest {
    private static final FieldPath PATH = FieldPath.of("spec", "validation", "openAPIV3Schema");

    /** A schema, and what upstream's validation said of it. */
    record Recorded(String schema, String said) {}

    static Stream<Recorded> recorded() throws IOException {
        try (InputStream in = Objects.requireNonNull(SchemaValidatorTest.class.getResourceAsStream("schemas.tsv"))) {
            return new String(in.readAllBytes(), UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .map(line -> new Recorded(
                                    line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1)))
                            .toList()
                            .stream();
        }
    }

    private static String problems(Struct schema, @Nullable Struct old) {
        List<FieldError> errors = new ArrayList<>();
        SchemaValidator.check(schema, old, PATH, errors);
        return errors.stream()
                .map(error -> error.toString().replace("\n", "\\n"))
                .sorted()
                .collect(Collectors.joining(" ;; "));
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void aSchemaIsToldWhatUpstreamTellsIt(Recorded recorded) throws Exception {
        assertThat(problems(Json.decodeStruct(recorded.schema().getBytes(UTF_8)), null))
                .isEqualTo(recorded.said());
    }

    @Test
    void theCostsOfASchemaThatStaysAreNotCountedAgain() throws Exception {
        Struct costly = Json.decodeStruct("""
                {"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},
                "x-kubernetes-validations":[{"rule":"self.all(x, self.all(y, x == y))"}]}}}""".getBytes(UTF_8));
        assertThat(problems(costly, null)).contains("exceeds budget");
        assertThat(problems(costly, costly)).isEmpty();
    }

    /** What would take a state for each of a thousand million letters is refused before it is compiled. */
    @ParameterizedTest
    @CsvSource({
        "((a{1000}){1000}){1000}, {1000}",
        "(a{1000}){1000}, {1000}",
        "(a{10}){101}, {101}",
        "(((((a{9}){9}){9}){9}){9}){9}, {9}"
    })
    void repeatsOfRepeatsAreRefused(String pattern, String count) throws Exception {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"" + pattern + "\"}}}";
        assertThat(problems(Json.decodeStruct(schema.getBytes(UTF_8)), null))
                .isEqualTo("spec.validation.openAPIV3Schema.properties[a].pattern: Invalid value: \"" + pattern
                        + "\": must be a valid regular expression, but isn't: error parsing regexp:"
                        + " invalid repeat count: `" + count + "`");
    }
}
