package dev.carafe.kubernetes.apimachinery.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSelectorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a=b,c!=d,e in (f,g),h notin (i),j,!k; a=b,c!=d,e in (f,g),h notin (i),j,!k",
                " x = a , y in ( c , b ) ; x=a,y in (b,c)",
                "b==c; b==c",
                "z>1,y<2; y<2,z>1",
                "x in (,a); x in (,a)",
                "x in (); x in ()",
                "x=; x=",
                "in in (in); in in (in)"
            })
    void readsAndWrites(String text, String canonical) throws SelectorException {
        LabelSelector selector = LabelSelector.parse(text);
        assertThat(selector).hasToString(canonical);
        assertThat(LabelSelector.parse(selector.toString())).isEqualTo(selector);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a,; found '', expected: identifier after ','",
                "=a; found '=', expected: !, identifier, or 'end of string'",
                "a b; unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
                "a in b; unable to parse requirement: found 'b' expected: '('",
                "a=b c; found 'c', expected: ',' or 'end of string'",
                "a in (b; unable to parse requirement: found '', expected: ',' or ')'",
                "a>x; unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
            })
    void explainsInUpstreamsWords(String text, String message) {
        assertThatThrownBy(() -> LabelSelector.parse(text)).hasMessage(message);
    }

    @Test
    void namesTheKeyOrValueThatIsNoLabel() {
        assertThatThrownBy(() -> LabelSelector.parse("a@=b"))
                .hasMessageStartingWith("unable to parse requirement: <nil>: Invalid value: \"a@\": name part must");
        assertThatThrownBy(() -> LabelSelector.parse("a=b@"))
                .hasMessageStartingWith(
                        "unable to parse requirement: values[0][a]: Invalid value: \"b@\": a valid label");
    }

    @Test
    void readsTheTreeOfASelector() throws SelectorException, MalformedJsonException {
        assertThat(LabelSelector.ofTree(null).matches(Map.of())).isFalse();
        assertThat(LabelSelector.ofTree(Struct.EMPTY).matches(Map.of())).isTrue();
        Struct tree = Json.decodeStruct("""
                {"matchLabels":{"a":"b"},"matchExpressions":[{"key":"c","operator":"NotIn","values":["d","e"]}]}""".getBytes(StandardCharsets.UTF_8));
        assertThat(LabelSelector.ofTree(tree)).hasToString("a=b,c notin (d,e)");
        assertThat(LabelSelector.ofTree(tree).exactValue("a")).contains("b");
        Struct bad = Struct.of("matchExpressions", List.of(Struct.of("key", "c", "operator", "Near")));
        assertThatThrownBy(() -> LabelSelector.ofTree(bad))
                .hasMessage("\"Near\" is not a valid label selector operator");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5})
    void agreesWithANaiveModel(long seed) throws SelectorException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 3_000; i++) {
            Map<String, String> labels = new LinkedHashMap<>();
            for (int n = random.nextInt(3); n > 0; n--) {
                labels.put(key(random), value(random));
            }
            StringBuilder text = new StringBuilder();
            boolean expected = true;
            for (int n = random.nextInt(3); n >= 0; n--) {
                String key = key(random);
                String one = value(random);
                String other = value(random);
                String label = labels.get(key);
                Clause clause = switch (random.nextInt(8)) {
                    case 0 -> new Clause(key + "=" + one, one.equals(label));
                    case 1 -> new Clause(key + "!=" + one, !one.equals(label));
                    case 2 -> new Clause(key, label != null);
                    case 3 -> new Clause("!" + key, label == null);
                    case 4 ->
                        new Clause(key + " in (" + one + "," + other + ")", one.equals(label) || other.equals(label));
                    case 5 ->
                        new Clause(
                                key + " notin (" + one + "," + other + ")", !one.equals(label) && !other.equals(label));
                    case 6 -> new Clause(key + ">1", label != null && label.compareTo("1") > 0);
                    default -> new Clause(key + "<1", label != null && label.compareTo("1") < 0);
                };
                text.append(text.isEmpty() ? "" : ",").append(clause.text());
                expected &= clause.holds();
            }
            LabelSelector selector = LabelSelector.parse(text.toString());
            assertThat(selector.matches(labels))
                    .as("seed %d: %s of %s", seed, text, labels)
                    .isEqualTo(expected);
            assertThat(selector.matches(Struct.of(labels)))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(expected);
        }
    }

    private record Clause(String text, boolean holds) {}

    private static String key(SplittableRandom random) {
        return "k" + random.nextInt(3);
    }

    private static String value(SplittableRandom random) {
        return Integer.toString(random.nextInt(4));
    }
}
