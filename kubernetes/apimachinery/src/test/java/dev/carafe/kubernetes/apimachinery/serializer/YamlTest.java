package dev.carafe.kubernetes.apimachinery.serializer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
    private static final String SIGNS = "ay10-_.:#,[]{}&*!|>'\"%@`?~ \n\t=<\\ü\u0001";

    private static String json(String yaml) throws MalformedYamlException {
        return Json.toString(Yaml.decode(yaml.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "yes; true",
                "Off; false",
                "y; true",
                "true; true",
                "~; null",
                "NULL; null",
                "'yes'; \"yes\"",
                "017; 15",
                "0o17; 15",
                "0x1F; 31",
                "0b11; 3",
                "-0b11; -3",
                "1_000; 1000",
                "08; 8",
                "1e3; 1000",
                "1.50; 1.5",
                ".5; 0.5",
                "-1; -1",
                "+1; 1",
                "1.; 1",
                "9223372036854775807; 9223372036854775807",
                "1.2.3; \"1.2.3\"",
                "1:30; \"1:30\"",
                "2024-01-02; \"2024-01-02\"",
                "!!str 1; \"1\"",
                "!!int \"7\"; 7",
                "1m; \"1m\"",
                "-; [null]",
                "{1: a, true: b}; {\"1\":\"a\",\"true\":\"b\"}",
                "!x 1; \"1\"",
                "=; \"=\""
            })
    void readsPlainScalarsAsGoYamlDoes(String yaml, String json) throws MalformedYamlException {
        assertThat(json(yaml)).isEqualTo(json);
    }

    @Test
    void sharesAnchorsAndMergesMaps() throws MalformedYamlException {
        assertThat(json("""
                base: &b {a: 1, c: 2}
                one: *b
                two:
                  <<: *b
                  a: 3
                """))
                .isEqualTo("{\"base\":{\"a\":1,\"c\":2},\"one\":{\"a\":1,\"c\":2},\"two\":{\"a\":3,\"c\":2}}");
    }

    @Test
    void readsTheFirstDocumentOrAllOfThem() throws MalformedYamlException {
        byte[] text = "---\na: 1\n---\n---\nb: 2\n".getBytes(UTF_8);
        assertThat(Yaml.decode(text)).hasToString("{\"a\":1}");
        assertThat(Yaml.decodeAll(text)).hasToString("[{\"a\":1}, {\"b\":2}]");
        assertThat(Yaml.decode(new byte[0])).isEqualTo(Null.NULL);
    }

    @Test
    void namesDuplicateKeysByLine() throws MalformedYamlException {
        List<String> duplicates = new ArrayList<>();
        Object value = Yaml.decode("a: 1\nb:\n  c: 1\n  c: 2\n".getBytes(UTF_8), duplicates::add);
        assertThat(duplicates).containsExactly("line 4: key \"c\" already set in map");
        assertThat(value).hasToString("{\"a\":1,\"b\":{\"c\":2}}");
    }

    @Test
    void refusesABombOfAliases() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(10)));
        }
        assertThatThrownBy(() -> json(bomb.toString())).hasMessage("yaml: document contains excessive aliasing");
    }

    @Test
    void aLongTextThatManyAliasesStandForIsABombToo() throws MalformedYamlException {
        String text = "a: &a " + "x".repeat(1 << 20) + "\nb: [";
        assertThatThrownBy(() -> Yaml.decode((text + "*a,".repeat(17) + "]").getBytes(UTF_8)))
                .hasMessage("yaml: document contains excessive aliasing");
        assertThat(Yaml.decode((text + "*a,".repeat(16) + "]").getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        Struct.class,
                        read -> assertThat((List<?>) read.get("b")).hasSize(16));
        String list = "a: &a {k: [" + "x".repeat(1 << 20) + "]}\nb: &b [" + "*a,".repeat(8) + "]\n";
        assertThatThrownBy(() -> Yaml.decode((list + "c: [*b, *b]").getBytes(UTF_8)))
                .hasMessage("yaml: document contains excessive aliasing");
    }

    @Test
    void refusesWhatHasNoEnd() {
        assertThatThrownBy(() -> json("a: &a [*a]")).hasMessage("yaml: anchor 'a' value contains itself");
        assertThatThrownBy(() -> json("[".repeat(20_000))).isInstanceOf(MalformedYamlException.class);
        assertThatThrownBy(() -> json("a: *b")).hasMessage("yaml: unknown anchor 'b' referenced");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "`a: b: c`; yaml: mapping values are not allowed in this context",
                "`x: 1\na: b: c`; yaml: line 2: mapping values are not allowed in this context",
                "`a: .nan`; json: unsupported value: NaN",
            })
    void explainsAsGoYamlDoes(String yaml, String message) {
        assertThatThrownBy(() -> json(yaml)).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a: [", "a: 'x", "\t- a", "a: {b", "@", "a: b\n c: d\n  - e", "%YAML 9.9\n---\na", "? [a]\n: b"})
    void refusesBrokenText(String yaml) {
        assertThatThrownBy(() -> json(yaml)).isInstanceOf(MalformedYamlException.class);
    }

    @Test
    void writesInGosStyle() throws Exception {
        Object value = Json.decode("""
                {"kind":"Pod","apiVersion":"v1","items":[{"b":1,"a":[1,[2,3],{}]},"x"],"empty":[],"none":null,
                 "yes":"yes","num":"1","time":"2024-01-02T03:04:05Z","text":"a\\nb\\n","tail":"a\\nb","special":"* a",
                 "colon":"a: b","version":"1.2.3","blank":"","tab":"a\\tb","k10":1,"k9":2,"port":"8080:80"}
                """.getBytes(UTF_8));
        assertThat(Yaml.toString(value)).isEqualTo("""
                apiVersion: v1
                blank: ""
                colon: 'a: b'
                empty: []
                items:
                - a:
                  - 1
                  - - 2
                    - 3
                  - {}
                  b: 1
                - x
                k9: 2
                k10: 1
                kind: Pod
                none: null
                num: "1"
                port: 8080:80
                special: '* a'
                tab: "a\\tb"
                tail: |-
                  a
                  b
                text: |
                  a
                  b
                time: "2024-01-02T03:04:05Z"
                version: 1.2.3
                "yes": "yes"
                """);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void readsBackWhatItWrote(long seed) throws MalformedYamlException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 500; i++) {
            Object value = value(random, 4);
            assertThat(Yaml.decode(Yaml.encode(value)))
                    .as("seed %d round %d:%n%s", seed, i, Yaml.toString(value))
                    .isEqualTo(value);
        }
    }

    private static Object value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> random.nextLong(-10, 10);
            case 1 -> random.nextBoolean();
            case 2, 3 -> text(random);
            case 4 -> {
                ArrayList<Object> list = new ArrayList<>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
            default -> {
                Struct.Builder builder = Struct.builder();
                for (int n = random.nextInt(4); n > 0; n--) {
                    builder.put(text(random), value(random, depth - 1));
                }
                yield builder.build();
            }
        };
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            text.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
        }
        return text.toString();
    }
}
