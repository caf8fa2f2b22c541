package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.duration.Ago;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.schema.ColumnDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Objects as rows (meta/v1 Table), for clients that print. Pure. */
final class Tables {
    private static final List<ColumnDeclaration> DEFAULT_COLUMNS =
            ColumnDeclaration.parse("Name:string/name | Created At:date");

    /** What each row holds of its object, beside the cells. */
    enum Include {
        NONE,
        METADATA,
        OBJECT;

        /** Reads {@code includeObject}; 400 for what is none. */
        static Include parse(String text) {
            return switch (text) {
                case "None" -> NONE;
                case "Object" -> OBJECT;
                case "Metadata", "" -> METADATA;
                default ->
                    throw StatusError.badRequest(
                            "Unable to convert to Table as requested: includeObject: Invalid value: " + Quoted.of(text)
                                    + ": must be 'Metadata', 'Object', 'None', or empty");
            };
        }
    }

    private Tables() {}

    /**
     * A table of objects.
     *
     * @param objects as they are {@linkplain ServedResource#printed printed}
     * @param meta its version, such as {@code meta.k8s.io/v1}
     * @param headers whether it says what its columns are
     */
    static Struct table(
            ServedResource resource,
            List<Struct> objects,
            String meta,
            Struct metadata,
            Include include,
            boolean headers,
            Instant now) {
        List<List<Object>> cells = new ArrayList<>();
        boolean scale = !objects.isEmpty() && ScaleTable.isScale(objects.getFirst());
        List<ColumnDeclaration> columns =
                scale ? ScaleTable.columns(resource.form().isCustom()) : resource.columns();
        boolean own = !columns.isEmpty();
        for (Struct object : objects) {
            List<Object> row = scale ? ScaleTable.cells(object) : cells(resource, object);
            own &= row.size() == columns.size();
            cells.add(row);
        }
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            Struct object = objects.get(i);
            Struct.Builder row = Struct.builder().put("cells", own ? shown(cells.get(i), now) : defaultCells(object));
            switch (include) {
                case NONE -> row.put("object", Null.NULL);
                case METADATA -> row.put("object", metadataOf(resource, object, meta));
                case OBJECT ->
                    row.put(
                            "object",
                            scale || resource.form().isCustom()
                                    ? object
                                    : resource.conversion().toServed(object));
            }
            rows.add(row.build());
        }
        Object definitions = headers
                ? definitions(ColumnDescriptions.describe(resource, own ? columns : DEFAULT_COLUMNS))
                : Null.NULL;
        return Struct.builder()
                .put("kind", "Table")
                .put("apiVersion", meta)
                .put("metadata", metadata)
                .put("columnDefinitions", definitions)
                .put("rows", rows.isEmpty() && isUnprinted(resource) ? Null.NULL : rows)
                .build();
    }

    /** Whether upstream has no printer for the kind; then a list of nothing has no rows rather than none. */
    private static boolean isUnprinted(ServedResource resource) {
        return resource.columns().equals(DEFAULT_COLUMNS)
                || resource.declaration().group().equals("apiextensions.k8s.io");
    }

    /** A row as it is shown at a moment. */
    static List<Object> shown(List<Object> cells, Instant now) {
        List<Object> shown = new ArrayList<>(cells.size());
        cells.forEach(cell -> shown.add(cell instanceof Ago ago ? ago.text(now) : cell));
        return shown;
    }

    /** A row, in which some cells may be an {@link Ago}. */
    static List<Object> cells(ServedResource resource, Struct object) {
        if (resource.lister().isPresent()) {
            return resource.lister().get().tableCells(object);
        }
        return resource.store()
                .map(store -> store.resource()
                        .strategy()
                        .tableCells(
                                resource.form().isCustom()
                                        ? resource.conversion().toStored(object)
                                        : object))
                .orElse(List.of());
    }

    static List<Object> defaultCells(Struct object) {
        Object created = ObjectMetas.of(object).get("creationTimestamp");
        return List.of(ObjectMetas.text(object, "name"), created == null ? Null.NULL : created);
    }

    /** @param own whether the kind's own columns, not those that every kind has */
    static List<Object> definitions(ServedResource resource, boolean own) {
        return definitions(ColumnDescriptions.describe(resource, own ? resource.columns() : DEFAULT_COLUMNS));
    }

    private static List<Object> definitions(List<ColumnDeclaration> columns) {
        List<Object> definitions = new ArrayList<>();
        for (ColumnDeclaration column : columns) {
            definitions.add(Struct.builder()
                    .put("name", column.name())
                    .put("type", column.type())
                    .put("format", column.format())
                    .put("description", column.description())
                    .put("priority", (long) column.priority())
                    .build());
        }
        return definitions;
    }

    /** An object's metadata alone (meta/v1 PartialObjectMetadata). */
    static Struct metadataOf(ServedResource resource, Struct object, String meta) {
        return Struct.builder()
                .put("kind", "PartialObjectMetadata")
                .put("apiVersion", meta)
                .put("metadata", resource.metadataOf(object))
                .build();
    }
}
