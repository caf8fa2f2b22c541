package dev.carafe.kubernetes.apimachinery.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"b\":1,\"a\":[true,null,\"x\\n\",-2.5,{}]}",
                "[]",
                "\"ü\"",
                "9223372036854775807",
                "1.0E300",
                "{\"\":0}"
            })
    void writesWhatItRead(String json) throws MalformedJsonException {
        assertThat(Json.toString(Json.decode(json.getBytes(UTF_8)))).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\":}", "[1,]", "{} {}", "nul", "\"a", "{\"a\" 1}", "01", "+1"})
    void refusesWhatIsNotOneJsonValue(String json) {
        assertThatThrownBy(() -> Json.decode(json.getBytes(UTF_8))).isInstanceOf(MalformedJsonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "-1.5e400"})
    void refusesNumbersThatNoDoubleHolds(String number) {
        assertThatThrownBy(() -> Json.decode(number.getBytes(UTF_8)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("json: cannot unmarshal number " + number + " into Go value of type float64");
    }

    @Test
    void refusesToNestWithoutEnd() {
        String deep = "[".repeat(Json.DEPTH_MAX + 1) + "]".repeat(Json.DEPTH_MAX + 1);
        assertThatThrownBy(() -> Json.decode(deep.getBytes(UTF_8))).hasMessageContaining("exceeded a limit");
    }

    @Test
    void namesDuplicatesByPathAndTakesTheLast() throws MalformedJsonException {
        List<String> duplicates = new ArrayList<>();
        Object value = Json.decode(
                "{\"spec\":{\"ports\":[{\"port\":1,\"port\":2}],\"ports\":[]}}".getBytes(UTF_8), duplicates::add);
        assertThat(duplicates).containsExactly("spec.ports[0].port", "spec.ports");
        assertThat(value).hasToString("{\"spec\":{\"ports\":[]}}");
    }

    @Test
    void keepsNoMoreThanTheFirstHundredDuplicates() throws MalformedJsonException {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 500; i++) {
            json.append("\"k%d\":1,\"k%d\":2,\"k%d\":3,".formatted(i, i, i));
        }
        List<String> duplicates = new ArrayList<>();
        Json.decode(json.append("\"z\":0}").toString().getBytes(UTF_8), duplicates::add);
        assertThat(duplicates).hasSize(FirstFew.MAX).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"a\":; unexpected end of JSON input",
                "{\"a\" 1}; invalid character '1' after object key",
                "{\"a\":1 \"b\"}; invalid character '\"' after object key:value pair",
                "[1 2]; invalid character '2' after array element",
                "{a}; invalid character 'a' looking for beginning of object key string",
                "[}; invalid character '}' looking for beginning of value",
                "nul; invalid character 'n' looking for beginning of value"
            })
    void explainsAsGosParser(String json, String message) {
        assertThatThrownBy(() -> Json.decode(json.getBytes(UTF_8))).hasMessage(message);
    }

    @Test
    void indentsAsClientsPrint() throws MalformedJsonException {
        byte[] pretty = Json.encodePretty(Json.decode("{\"a\":[1,{}],\"b\":{\"c\":\"d\"}}".getBytes(UTF_8)));
        assertThat(new String(pretty, UTF_8)).isEqualTo("""
                {
                  "a": [
                    1,
                    {}
                  ],
                  "b": {
                    "c": "d"
                  }
                }""");
    }

    @Test
    void namesThatCollideAreNothingToThoseWhoReadNext() throws MalformedJsonException {
        List<String> colliding = List.of("");
        for (int i = 0; i < 14; i++) { // all have the same hash code
            colliding = colliding.stream()
                    .flatMap(name -> Stream.of(name + "Aa", name + "BB"))
                    .toList();
        }
        assertThat(Json.decodeStruct(object(colliding)).size()).isEqualTo(1 << 14);
        List<String> others = IntStream.range(0, 20_000)
                .mapToObj(i -> "settings-" + i + ".properties")
                .toList();
        assertThat(Json.decodeStruct(object(others)).size()).isEqualTo(20_000);
    }

    private static byte[] object(List<String> names) {
        return names.stream()
                .map(name -> "\"" + name + "\":1")
                .collect(Collectors.joining(",", "{", "}"))
                .getBytes(UTF_8);
    }
}
