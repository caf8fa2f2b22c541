package dev.carafe.kubernetes.api.generator;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The facts table, read.
 *
 * @param schemas each structure by its name, such as {@code api.core.v1.PodSpec}
 * @param resources discovery rows by group and version, such as {@code apps/v1}; the core group is {@code /v1}
 * @param tables column rows by resource, such as {@code apps/v1/deployments}
 * @param paths operation rows by path
 * @param sets the query and media type sets that operations refer to
 * @param messages the rows of each protobuf message by its name
 */
record Facts(
        Map<String, Schema> schemas,
        Map<String, List<String>> resources,
        Map<String, String> tables,
        Struct paths,
        Struct sets,
        Map<String, List<String>> messages) {

    /**
     * One structure.
     *
     * @param gvks the kinds it is the schema of, as {@code group/version/Kind}
     * @param fields its fields, a line each
     * @param attributes what holds for the structure itself, such as {@code mt=atomic}
     */
    record Schema(List<String> gvks, List<String> fields, List<String> attributes) {}

    static Facts read(Path schemaFile, Path messageFile) throws IOException {
        Struct root = read(schemaFile);
        Map<String, Schema> schemas = new TreeMap<>();
        member(root, "schemas").forEach((name, value) -> {
            Struct schema = (Struct) value;
            if (schema.has("f") || "obj".equals(schema.string("type"))) {
                schemas.put(name, new Schema(lines(schema, "gvk"), lines(schema, "f"), lines(schema, "x")));
            }
        });
        Map<String, List<String>> resources = new TreeMap<>();
        Struct discovery = member(root, "resources");
        discovery.forEach((groupVersion, _) -> resources.put(groupVersion, lines(discovery, groupVersion)));
        Map<String, String> tables = new TreeMap<>();
        member(root, "tables").forEach((resource, columns) -> tables.put(resource, (String) columns));
        Map<String, List<String>> messages = new TreeMap<>();
        Struct rows = read(messageFile);
        rows.forEach((name, _) -> messages.put(name, lines(rows, name)));
        return new Facts(schemas, resources, tables, member(root, "paths"), member(root, "sets"), messages);
    }

    private static Struct read(Path file) throws IOException {
        try {
            return Json.decodeStruct(Files.readAllBytes(file));
        } catch (MalformedJsonException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static Struct member(Struct root, String name) throws IOException {
        Struct value = root.struct(name);
        if (value == null) {
            throw new IOException("the facts table has no " + name);
        }
        return value;
    }

    private static List<String> lines(Struct parent, String name) {
        return parent.get(name) instanceof List<?> list
                ? list.stream().map(String.class::cast).toList()
                : List.of();
    }
}
