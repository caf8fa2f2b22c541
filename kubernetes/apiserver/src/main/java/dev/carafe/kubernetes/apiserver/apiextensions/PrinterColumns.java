package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.api.BuiltinDescriptions;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceColumnDefinition;
import dev.carafe.kubernetes.apimachinery.duration.Ago;
import dev.carafe.kubernetes.apimachinery.jsonpath.JsonPath;
import dev.carafe.kubernetes.apimachinery.jsonpath.JsonPathException;
import dev.carafe.kubernetes.apimachinery.schema.ColumnDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.Times;
import dev.carafe.kubernetes.apiserver.endpoints.SortedFields;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Table form of a custom kind: its name, and what its printer columns point at
 * (apiextensions-apiserver/pkg/registry/customresource/tableconvertor). Immutable.
 */
final class PrinterColumns {
    private static final String META = "apimachinery.pkg.apis.meta.v1.ObjectMeta";

    /** What a definition without columns shows; read when the first definition is served. */
    private static final class Defaults {
        static final BuiltinDescriptions DESCRIPTIONS = new BuiltinDescriptions();
        static final ColumnDeclaration NAME =
                new ColumnDeclaration("Name", "string", "name", DESCRIPTIONS.ofField(META, "name"), 0);
        static final CustomResourceColumnDefinition AGE = new CustomResourceColumnDefinition()
                .withName("Age")
                .withType("date")
                .withDescription(DESCRIPTIONS.ofField(META, "creationTimestamp"))
                .withJsonPath(".metadata.creationTimestamp");
    }

    private final List<ColumnDeclaration> declarations = new ArrayList<>();
    private final List<Optional<JsonPath>> paths = new ArrayList<>();

    /** The columns that a version declares; of one that declares none, its age. */
    PrinterColumns(List<CustomResourceColumnDefinition> declared) {
        declarations.add(Defaults.NAME);
        for (CustomResourceColumnDefinition column : declared.isEmpty() ? List.of(Defaults.AGE) : declared) {
            String description = column.description().isEmpty()
                    ? "Custom resource definition column (in JSONPath format): " + column.jsonPath()
                    : column.description();
            declarations.add(new ColumnDeclaration(
                    column.name(), column.type(), column.format(), description, column.priority()));
            paths.add(parse(column.jsonPath()));
        }
    }

    /** A path that cannot be read leaves its column empty: definitions are older than the checks of their paths. */
    private static Optional<JsonPath> parse(String path) {
        try {
            return Optional.of(JsonPath.parse(path));
        } catch (JsonPathException _) {
            return Optional.empty();
        }
    }

    List<ColumnDeclaration> declarations() {
        return List.copyOf(declarations);
    }

    List<Object> cells(Struct object) {
        List<Object> cells = new ArrayList<>(declarations.size());
        cells.add(ObjectMetas.text(object, "name"));
        for (int i = 0; i < paths.size(); i++) {
            String type = declarations.get(i + 1).type();
            List<Object> found = paths.get(i).map(path -> path.find(object)).orElse(List.of());
            cells.add(found.isEmpty() ? Null.NULL : cell(type, found.getFirst()));
        }
        return cells;
    }

    private static Object cell(String type, Object value) {
        return switch (type) {
            case "string" -> text(value);
            case "integer" -> value instanceof Number number ? (Object) number.longValue() : Null.NULL;
            case "number" -> value instanceof Number number ? (Object) number.doubleValue() : Null.NULL;
            case "boolean" -> value instanceof Boolean ? value : Null.NULL;
            case "date" -> value instanceof String text ? age(text) : Null.NULL;
            default -> Null.NULL;
        };
    }

    private static Object text(Object value) {
        return switch (value) {
            case String text -> text;
            case Null _ -> "<nil>"; // as Go prints it
            case Struct _, List<?> _ -> new String(Json.encode(SortedFields.of(value)), StandardCharsets.UTF_8);
            default -> String.valueOf(value);
        };
    }

    private static Object age(String text) {
        return Times.parse(text).<Object>map(Ago::of).orElse("<invalid>");
    }
}
