package dev.carafe.kubernetes.apiserver.registry.validation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.patch.MergePatch;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.Strategies;
import dev.carafe.kubernetes.apiserver.registry.Strategy;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Objects with every kind of mistake, compared with what upstream said of the same objects. Each table in {@code kinds/} is of one kind:
 * its group and version, its resource and a valid object, then the cases, one a line, as {@code conformance/peers/validation/record.py}
 * records them.
 */
class RecordedKindsTest {
    private static final BuiltinResources BUILTIN = BuiltinResources.load();
    private static final String UID = "00000000-0000-0000-0000-000000000000";

    /**
     * An object, and what upstream said of it.
     *
     * @param base the valid object of the table
     * @param patches one that makes the object; or one that makes what is there before, and one that changes that
     * @param said errors in their order, with two semicolons between them
     */
    record Recorded(String table, Strategy strategy, Struct base, List<String> patches, String said) {
        @Override
        public String toString() {
            return table + " " + String.join(" ", patches);
        }
    }

    static Stream<Recorded> recorded() throws IOException, URISyntaxException, MalformedJsonException {
        List<Recorded> all = new ArrayList<>();
        Path folder = Path.of(Objects.requireNonNull(RecordedKindsTest.class.getResource("kinds"))
                .toURI());
        try (Stream<Path> tables = Files.list(folder)) {
            for (Path table : tables.sorted().toList()) {
                read(table, all);
            }
        }
        return all.stream();
    }

    private static void read(Path table, List<Recorded> all) throws IOException, MalformedJsonException {
        List<String> lines = Files.readAllLines(table).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        String[] head = lines.getFirst().split("\t", -1);
        Strategy strategy = strategy(head[0], head[1]);
        Struct base = Json.decodeStruct(head[2].getBytes(UTF_8)).with("apiVersion", head[0]);
        for (String line : lines.subList(1, lines.size())) {
            List<String> columns = List.of(line.split("\t", -1));
            int last = columns.size() - 1;
            all.add(new Recorded(
                    String.valueOf(table.getFileName()), strategy, base, columns.subList(0, last), columns.get(last)));
        }
    }

    private static Strategy strategy(String groupVersion, String resource) {
        return Strategies.of(
                BUILTIN
                        .byGroupVersion()
                        .getOrDefault(groupVersion.indexOf('/') < 0 ? "/" + groupVersion : groupVersion, List.of())
                        .stream()
                        .filter(declared -> declared.name().equals(resource))
                        .findFirst()
                        .orElseThrow(),
                new Capabilities(true));
    }

    private static Struct patched(Struct object, String patch) throws MalformedJsonException {
        return MergePatch.apply(object, Json.decodeStruct(patch.getBytes(UTF_8)));
    }

    private static Struct created(Recorded recorded) throws MalformedJsonException {
        Struct object = patched(recorded.base(), recorded.patches().getFirst());
        Struct metadata = Objects.requireNonNull(object.struct("metadata")).with("uid", UID);
        Strategy strategy = recorded.strategy();
        return strategy.prepareForCreate(strategy.applyDefaults(object.with("metadata", metadata)));
    }

    private static List<FieldError> errors(Recorded recorded) throws MalformedJsonException {
        Strategy strategy = recorded.strategy();
        Struct object = created(recorded);
        if (recorded.patches().size() == 1) {
            return strategy.validateCreate(object);
        }
        Struct changed =
                strategy.applyDefaults(patched(object, recorded.patches().getLast()));
        return strategy.validateUpdate(strategy.prepareForUpdate(changed, object), object);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void anObjectIsToldWhatUpstreamTellsIt(Recorded recorded) throws MalformedJsonException {
        String said = errors(recorded).stream()
                .map(error -> error.toString().replace("\t", "\\t").replace("\n", "\\n"))
                .distinct()
                .collect(Collectors.joining(" ;; "));
        assertThat(said).isEqualTo(recorded.said());
    }
}
