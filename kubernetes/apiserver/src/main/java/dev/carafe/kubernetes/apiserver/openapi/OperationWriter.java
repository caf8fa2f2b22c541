package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the operations of a path from the rows of the facts table.
 *
 * <pre>
 * METHOD action group/version/Kind qSet [cSet] [aSet] [&lt;bodyType] &gt;code:type,… operationId
 * </pre>
 */
final class OperationWriter {
    private final Struct sets;

    OperationWriter(@Nullable Struct sets) {
        this.sets = sets == null ? Struct.EMPTY : sets;
    }

    /** Writes a path; names of schemas used are added to {@code used}. */
    Struct path(String path, List<?> rows, Set<String> used) {
        Struct.Builder operations = Struct.builder();
        for (Object row : rows) {
            String[] words = String.valueOf(row).split(" ");
            operations.put(words[0].toLowerCase(Locale.ROOT), operation(words, tag(path), used));
        }
        List<Object> parameters = new ArrayList<>();
        for (String part : path.split("/")) {
            if (part.startsWith("{")) {
                String name = part.substring(1, part.length() - 1);
                parameters.add(parameter(name, "path", true, "string"));
            }
        }
        if (!parameters.isEmpty()) {
            operations.put("parameters", parameters);
        }
        return operations.build();
    }

    /** What upstream files an operation under, such as {@code core_v1}, {@code apps} or {@code rbacAuthorization_v1}. */
    static String tag(String path) {
        String[] parts = path.substring(1).split("/");
        String version = "";
        StringBuilder group = new StringBuilder();
        switch (parts[0]) {
            case "api" -> {
                group.append("core");
                version = parts.length > 1 ? parts[1] : "";
            }
            case "apis" -> {
                if (parts.length < 2) {
                    return "apis";
                }
                for (String word : parts[1].replace(".k8s.io", "").split("\\.")) {
                    group.append(group.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
                }
                version = parts.length > 2 ? parts[2] : "";
            }
            case ".well-known" -> group.append("WellKnown");
            default -> group.append(parts[0]);
        }
        return version.isEmpty() ? group.toString() : group + "_" + version;
    }

    private Struct operation(String[] words, String tag, Set<String> used) {
        List<String> consumes = List.of("*/*");
        List<String> produces = List.of("application/json");
        Struct.Builder operation = Struct.builder();
        operation.put("tags", List.of(tag));
        operation.put("operationId", words[words.length - 1]);
        String body = "";
        String responses = "";
        for (int i = 3; i < words.length - 1; i++) {
            String word = words[i];
            switch (word.charAt(0)) {
                case 'q' -> parameters(strings(word), operation);
                case 'c' -> consumes = strings(word);
                case 'a' -> produces = strings(word);
                case '<' -> body = word.substring(1);
                case '>' -> responses = word.substring(1);
                default -> throw new IllegalStateException("unknown word in a path's row: " + word);
            }
        }
        if (!body.isEmpty()) {
            operation.put("requestBody", Struct.of("content", content(consumes, body, used)));
        }
        operation.put("responses", responses(responses, produces, used));
        if (!words[1].equals("-")) {
            operation.put("x-kubernetes-action", words[1]);
        }
        String[] kind = words[2].split("/");
        if (kind.length == 3) {
            operation.put(
                    "x-kubernetes-group-version-kind",
                    Struct.builder()
                            .put("group", kind[0])
                            .put("version", kind[1])
                            .put("kind", kind[2])
                            .build());
        }
        return operation.build();
    }

    private List<String> strings(String set) {
        return sets.get(set) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static void parameters(List<String> rows, Struct.Builder operation) {
        List<Object> parameters = new ArrayList<>();
        for (String row : rows) {
            int colon = row.indexOf(':');
            String name = colon < 0 ? row : row.substring(0, colon);
            String type = colon < 0 ? "string" : row.charAt(colon + 1) == 'b' ? "boolean" : "integer";
            boolean required = name.endsWith("!");
            parameters.add(parameter(required ? name.substring(0, name.length() - 1) : name, "query", required, type));
        }
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
    }

    private static Struct parameter(String name, String in, boolean required, String type) {
        Struct.Builder parameter = Struct.builder().put("name", name).put("in", in);
        if (required) {
            parameter.put("required", true);
        }
        return parameter
                .put("schema", Struct.of("type", type, "uniqueItems", true))
                .build();
    }

    private static Struct content(List<String> mediaTypes, String type, Set<String> used) {
        Struct schema = SchemaWriter.type(type, used::add);
        Struct.Builder content = Struct.builder();
        mediaTypes.forEach(mediaType -> content.put(mediaType, Struct.of("schema", schema)));
        return content.build();
    }

    private static Struct responses(String codes, List<String> produces, Set<String> used) {
        Struct.Builder responses = Struct.builder();
        for (String part : codes.split(",")) {
            String[] code = part.split(":", 2);
            String description = switch (code[0]) {
                case "200" -> "OK";
                case "201" -> "Created";
                case "202" -> "Accepted";
                case "401" -> "Unauthorized";
                default -> "";
            };
            Struct response = Struct.of("description", description);
            responses.put(
                    code[0], code.length < 2 ? response : response.with("content", content(produces, code[1], used)));
        }
        return responses.build();
    }
}
