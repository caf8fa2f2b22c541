package dev.carafe.kubernetes.apimachinery.patch;

import static dev.carafe.kubernetes.apimachinery.testing.SampleDeclarations.yaml;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {
    private static Object apply(String document, String patch) throws PatchException {
        byte[] json = Json.encode(Objects.requireNonNull(yaml("p: " + patch).get("p")));
        return JsonPatch.decode(json).apply(yaml(document));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{a: 1}; [{op: add, path: /b, value: [1]}]; {a: 1, b: [1]}",
                "{a: [1, 3]}; [{op: add, path: /a/1, value: 2}, {op: add, path: /a/-, value: 4}]; {a: [1, 2, 3, 4]}",
                "{a: {b: 1, c: 2}}; [{op: remove, path: /a/b}]; {a: {c: 2}}",
                "{a: [1, 2]}; [{op: remove, path: /a/0}]; {a: [2]}",
                "{a: {b: 1}}; [{op: replace, path: /a/b, value: {c: 1}}, {op: add, path: /a/b/d, value: 2}]; {a: {b: {c: 1, d: 2}}}",
                "{a: {b: 1}}; [{op: move, from: /a/b, path: /c}]; {a: {}, c: 1}",
                "{a: {b: 1}}; [{op: copy, from: /a, path: /c}, {op: replace, path: /c/b, value: 2}]; {a: {b: 1}, c: {b: 2}}",
                "{'a/b': 1, 'm~n': 2}; [{op: test, path: /a~1b, value: 1}, {op: remove, path: /m~0n}]; {'a/b': 1}",
                "{a: {b: [1, {c: 1.0}]}}; [{op: test, path: /a, value: {b: [1, {c: 1}]}}]; {a: {b: [1, {c: 1}]}}",
                "{a: 1}; [{op: test, path: /x, value: null}]; {a: 1}",
                "{a: 1}; [{op: replace, path: '', value: {b: 1}}]; {b: 1}"
            })
    void applies(String document, String patch, String expected) throws PatchException {
        assertThat(apply(document, patch)).isEqualTo(yaml(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{a: 1}; [{op: test, path: /a, value: 2}]; testing value /a failed: test failed",
                "{a: 1}; [{op: remove, path: /b}]; error in remove for path: '/b': Unable to remove nonexistent key: b: missing value",
                "{a: 1}; [{op: add, path: /b/c, value: 1}]; add operation does not apply: doc is missing path: \"/b/c\": missing value",
                "{a: [1]}; [{op: add, path: /a/2, value: 1}]; Unable to access invalid index: 2: invalid index referenced",
                "{a: 1}; [{op: replace, path: /b, value: 1}]; replace operation does not apply: doc is missing key: /b: missing value",
                "{a: 1}; [{op: copy, from: /b, path: /c}]; copy operation does not apply: doc is missing from path: /b: missing value",
                "{a: 1}; [{op: jump, path: /b}]; Unexpected kind: jump"
            })
    void explainsWhatDoesNotApply(String document, String patch, String message) {
        assertThatThrownBy(() -> apply(document, patch))
                .isInstanceOfSatisfying(
                        PatchException.class,
                        e -> assertThat(e.toStatusError().code()).isEqualTo(422))
                .hasMessage(message);
    }

    @Test
    void boundsOperationsAndCopies() {
        String one = "{\"op\":\"test\",\"path\":\"/a\"},";
        String many = "[" + one.repeat(JsonPatch.OPERATIONS_MAX) + one.substring(0, one.length() - 1) + "]";
        assertThatThrownBy(() -> JsonPatch.decode(many.getBytes(UTF_8)))
                .hasMessage("The allowed maximum operations in a JSON patch is 10000, got 10001");
        StringBuilder doubling = new StringBuilder("[");
        for (int i = 0; i < 40; i++) {
            doubling.append(i == 0 ? "" : ",").append("{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/a/c" + i + "\"}");
        }
        assertThatThrownBy(
                        () -> JsonPatch.decode(doubling.append("]").toString().getBytes(UTF_8))
                                .apply(yaml("a: {b: 0123456789}")))
                .hasMessageContaining("exceeding the limit 3145728");
    }

    @Test
    void mergesAsRfc7396Says() {
        Struct object = yaml("{a: b, c: {d: e, f: g}, l: [1]}");
        assertThat(MergePatch.apply(object, yaml("{a: z, c: {f: null, h: {i: null, j: 1}}, l: [2], n: null}")))
                .isEqualTo(yaml("{a: z, c: {d: e, h: {j: 1}}, l: [2]}"));
        assertThat(MergePatch.apply(object, Struct.EMPTY)).isEqualTo(object);
    }
}
