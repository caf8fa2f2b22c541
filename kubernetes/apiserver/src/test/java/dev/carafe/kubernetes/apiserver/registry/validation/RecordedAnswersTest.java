package dev.carafe.kubernetes.apiserver.registry.validation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinDeclarations;
import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.patch.MergePatch;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.structural.DecodingException;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.endpoints.BuiltinForms;
import dev.carafe.kubernetes.apiserver.endpoints.KindForm;
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
 * Objects and what upstream said of them, in the tables of {@code answers/}. The first line of a table has a group and version, a
 * resource, a valid object, and {@code status} where changes are of that. Each further line has a merge patch of the object, another
 * one of what came of that for a change, and upstream's causes in their order.
 */
class RecordedAnswersTest {
    private static final BuiltinResources BUILTIN = BuiltinResources.load();
    private static final BuiltinForms FORMS = new BuiltinForms(BuiltinDeclarations.instance());

    /**
     * An object, and what upstream said of it.
     *
     * @param patches one that makes the object; or one that makes what is there before, and one that changes that
     * @param said errors with two semicolons between them
     */
    record Recorded(
            String table,
            Strategy strategy,
            KindForm form,
            Struct valid,
            boolean ofStatus,
            List<String> patches,
            String said) {
        @Override
        public String toString() {
            return table + " " + String.join(" ", patches);
        }
    }

    static Stream<Recorded> recorded() throws IOException, URISyntaxException, MalformedJsonException {
        List<Recorded> all = new ArrayList<>();
        Path folder = Path.of(Objects.requireNonNull(RecordedAnswersTest.class.getResource("answers"))
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
        List<String> head = List.of(lines.getFirst().split("\t", -1));
        String groupVersion = head.get(0).contains("/") ? head.get(0) : "/" + head.get(0);
        ResourceDeclaration resource = BUILTIN.byGroupVersion().getOrDefault(groupVersion, List.of()).stream()
                .filter(declared -> declared.name().equals(head.get(1)))
                .findFirst()
                .orElseThrow();
        Strategy strategy = Strategies.of(resource, new Capabilities(true));
        KindForm form = FORMS.of(
                Objects.requireNonNull(BUILTIN.schemaOf(resource.group(), resource.version(), resource.kind())));
        Struct valid = Json.decodeStruct(head.get(2).getBytes(UTF_8));
        for (String line : lines.subList(1, lines.size())) {
            List<String> columns = List.of(line.split("\t", -1));
            int last = columns.size() - 1;
            all.add(new Recorded(
                    String.valueOf(table.getFileName()),
                    strategy,
                    form,
                    valid,
                    head.size() > 3,
                    columns.subList(0, last),
                    columns.get(last)));
        }
    }

    private static Struct patched(Struct object, String patch) throws MalformedJsonException {
        return MergePatch.apply(object, Json.decodeStruct(patch.getBytes(UTF_8)));
    }

    private static Struct read(Recorded recorded, Struct object) throws DecodingException {
        return recorded.strategy().applyDefaults(recorded.form().decode(object, _ -> {}));
    }

    private static List<FieldError> errors(Recorded recorded) throws MalformedJsonException, DecodingException {
        Strategy strategy = recorded.strategy();
        Struct asked = patched(recorded.valid(), recorded.patches().getFirst());
        Struct object = strategy.prepareForCreate(read(recorded, asked));
        if (recorded.patches().size() == 1) {
            return strategy.validateCreate(object);
        }
        Object status = asked.get("status");
        Struct old = status == null ? object : object.with("status", status);
        Struct changed = read(recorded, patched(old, recorded.patches().getLast()));
        return recorded.ofStatus()
                ? strategy.validateSubresourceUpdate(
                        "status", strategy.prepareForSubresourceUpdate("status", changed, old), old)
                : strategy.validateUpdate(strategy.prepareForUpdate(changed, old), old);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void anObjectIsToldWhatUpstreamTellsIt(Recorded recorded) throws MalformedJsonException, DecodingException {
        String said = errors(recorded).stream()
                .map(error -> error.toString().replace("\t", "\\t").replace("\n", "\\n"))
                .distinct()
                .collect(Collectors.joining(" ;; "));
        assertThat(said).isEqualTo(recorded.said());
    }
}
