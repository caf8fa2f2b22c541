package dev.carafe.kubernetes.apiserver.registry.validation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.api.BuiltinDeclarations;
import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.endpoints.BuiltinForms;
import dev.carafe.kubernetes.apiserver.endpoints.KindForm;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.registry.Strategies;
import dev.carafe.kubernetes.apiserver.registry.Strategy;
import dev.carafe.kubernetes.apiserver.registry.gated.DisabledFields;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What upstream said of an object: a line of a table, as {@code conformance/peers/validation/record.py} records them.
 *
 * @param table the file's name
 * @param resource such as {@code services}
 * @param disabled fields that are not taken
 * @param form how it is read
 * @param valid the valid object of the table
 * @param ofStatus whether changes are of the status
 * @param patches one that makes the object; or one that makes what is there before, and one that changes that
 * @param said errors in their order, with two semicolons between them
 */
record RecordedAnswer(
        String table,
        String resource,
        Strategy strategy,
        DisabledFields disabled,
        KindForm form,
        Struct valid,
        boolean ofStatus,
        List<String> patches,
        String said) {
    private static final BuiltinResources BUILTIN = BuiltinResources.load();
    private static final String FEATURES = "# --feature-gates=";
    private static final BuiltinForms FORMS = new BuiltinForms(BuiltinDeclarations.instance());

    @Override
    public String toString() {
        return table + " " + String.join(" ", patches);
    }

    /** All lines of a table but the first, which has a version, a resource, a valid object, and {@code status} or nothing. */
    static List<RecordedAnswer> read(Path table) throws IOException, MalformedJsonException {
        List<String> lines = Files.readAllLines(table).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        List<String> head = List.of(lines.getFirst().split("\t", -1));
        String groupVersion = head.get(0).contains("/") ? head.get(0) : "/" + head.get(0);
        ResourceDeclaration resource = BUILTIN.byGroupVersion().getOrDefault(groupVersion, List.of()).stream()
                .filter(declared -> declared.name().equals(head.get(1)))
                .findFirst()
                .orElseThrow();
        FeatureGate features = features(Files.readAllLines(table));
        Strategy strategy = Strategies.of(resource, new Capabilities(true, features));
        KindForm form = FORMS.of(
                Objects.requireNonNull(BUILTIN.schemaOf(resource.group(), resource.version(), resource.kind())));
        Struct valid = Json.decodeStruct(head.get(2).getBytes(UTF_8)).with("apiVersion", head.get(0));
        List<RecordedAnswer> all = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> columns = List.of(line.split("\t", -1));
            int last = columns.size() - 1;
            all.add(new RecordedAnswer(
                    String.valueOf(table.getFileName()),
                    head.get(1),
                    strategy,
                    DisabledFields.of(resource.group(), resource.name(), features),
                    form,
                    valid,
                    head.size() > 3,
                    columns.subList(0, last),
                    columns.get(last)));
        }
        return all;
    }

    /** A table of a server that was told of other features names them in a line of its own. */
    private static FeatureGate features(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(FEATURES))
                .findFirst()
                .map(line -> FeatureGate.defaults()
                        .with(List.of(line.substring(FEATURES.length()).split(","))))
                .orElseGet(FeatureGate::defaults);
    }
}
