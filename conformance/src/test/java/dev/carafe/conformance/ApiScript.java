package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.carafe.kubernetes.apimachinery.patch.JsonPatch;
import dev.carafe.kubernetes.apimachinery.patch.MergePatch;
import dev.carafe.kubernetes.apimachinery.patch.PatchException;
import dev.carafe.kubernetes.apimachinery.serializer.MalformedYamlException;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of requests, in order.
 *
 * <pre>
 * let NAME = TEXT       $NAME stands for TEXT in what follows
 * # what it is about
 * VERB PATH             a method, or MERGE, JSON, STRATEGIC and APPLY for a patch; TABLE, METADATA and METADATALIST for a
 *                       GET of such a form
 *   body                in YAML, sent in JSON
 * of NAME               the body is a patch of the one of that name: a list is a JSON patch, all else a merge patch
 * keep NAME A B         $NAME stands for the answer's member B of its member A in the requests that follow
 * until EXPRESSION      ask again until the regular expression is found in the answer
 * pick A B              compare only the answer's member B of its member A
 * body NAME             what follows is not sent, but a body for others
 * </pre>
 *
 * <p>{@code DEFINE plural} creates the definition {@code plural.$group} with one version v1; its body's members {@code
 * schema}, {@code version} and {@code spec} are the schema, and what is added to the version and to the spec.
 */
final class ApiScript {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final Map<String, String> FORMS = Map.of(
            "TABLE", "Table",
            "METADATA", "PartialObjectMetadata",
            "METADATALIST", "PartialObjectMetadataList");
    private static final Map<String, String> PATCHES = Map.of(
            "MERGE", "application/merge-patch+json",
            "JSON", "application/json-patch+json",
            "STRATEGIC", "application/strategic-merge-patch+json",
            "APPLY", "application/apply-patch+yaml");

    private final String script;
    private final Map<String, String> variables = new LinkedHashMap<>(Map.of("definitions", DEFINITIONS));
    private final Map<String, Object> bodies = new LinkedHashMap<>();
    private final List<ScriptedRequest> requests = new ArrayList<>();
    private String name = "";
    private String line = "";
    private String until = "";
    private List<String> members = List.of();
    private Map<String, List<String>> kept = new LinkedHashMap<>();
    private String base = "";
    private String named = "";
    private final StringBuilder body = new StringBuilder();

    private ApiScript(String script) {
        this.script = script;
    }

    /** The requests of a file. */
    static List<ScriptedRequest> read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        ApiScript script = new ApiScript(name.substring(0, name.lastIndexOf('.')));
        try {
            for (String line : Files.readAllLines(file)) {
                script.take(line);
            }
            script.end();
        } catch (MalformedYamlException e) {
            throw new IOException(file + ": " + script.name + ": " + e.getMessage(), e);
        }
        return script.requests;
    }

    private void take(String given) throws MalformedYamlException {
        if (given.startsWith("#")) {
            end();
            name = given.substring(1).strip();
        } else if (given.startsWith("let ")) {
            end();
            String[] sides = given.substring("let ".length()).split(" = ", 2);
            variables.put(sides[0], filled(sides[1]));
        } else if (given.startsWith("body ")) {
            end();
            named = given.substring("body ".length());
        } else if (given.startsWith("of ")) {
            base = given.substring("of ".length());
        } else if (given.startsWith("keep ")) {
            List<String> words = words(given.substring("keep ".length()));
            kept.put(words.getFirst(), words.subList(1, words.size()));
        } else if (given.startsWith("until ")) {
            until = filled(given.substring("until ".length()));
        } else if (given.startsWith("pick ")) {
            members = words(filled(given.substring("pick ".length())));
        } else if (given.startsWith(" ")) {
            body.append(filled(given)).append('\n');
        } else if (!given.isBlank()) {
            line = filled(given);
        }
    }

    private static List<String> words(String text) {
        return List.of(text.split(" ", -1));
    }

    private String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            filled = filled.replace("$" + variable.getKey(), variable.getValue());
        }
        return filled;
    }

    private void end() throws MalformedYamlException {
        if (!named.isEmpty()) {
            bodies.put(named, content());
        }
        if (!line.isEmpty()) {
            String[] words = line.split(" ", 2);
            requests.add(new ScriptedRequest(script + ": " + name, request(words[0], words[1]), until, members, kept));
        }
        line = "";
        named = "";
        base = "";
        until = "";
        members = List.of();
        kept = new LinkedHashMap<>();
        body.setLength(0);
    }

    private ApiRequest request(String verb, String path) throws MalformedYamlException {
        if (verb.equals("DEFINE")) {
            int query = path.indexOf('?');
            String plural = query < 0 ? path : path.substring(0, query);
            return ApiRequest.of(
                    "POST", DEFINITIONS + path.substring(plural.length()), Json.toString(definition(plural, (Struct)
                            content())));
        }
        String form = FORMS.get(verb);
        if (form != null) {
            return ApiRequest.of("GET", path).accepting("application/json;as=" + form + ";v=v1;g=meta.k8s.io");
        }
        String patch = PATCHES.get(verb);
        if (patch != null) {
            return ApiRequest.of("PATCH", path, Json.toString(content())).withType(patch);
        }
        return body.isEmpty() && base.isEmpty()
                ? ApiRequest.of(verb, path)
                : ApiRequest.of(verb, path, Json.toString(content()));
    }

    private Object content() throws MalformedYamlException {
        Object given =
                body.isEmpty() ? Struct.EMPTY : Yaml.decode(body.toString().getBytes(UTF_8));
        if (base.isEmpty()) {
            return given;
        }
        Struct original = (Struct) requireNonNull(bodies.get(base), () -> script + " has no body " + base);
        try {
            return given instanceof Struct changes
                    ? MergePatch.apply(original, changes)
                    : JsonPatch.of(given).apply(original);
        } catch (PatchException e) {
            throw new IllegalArgumentException(script + ": " + name + ": " + e.getMessage(), e);
        }
    }

    private Struct definition(String plural, Struct given) {
        String group = variables.getOrDefault("group", "");
        String kind = Character.toUpperCase(plural.charAt(0)) + plural.substring(1, plural.length() - 1);
        Struct version = Struct.builder()
                .put("name", "v1")
                .put("served", true)
                .put("storage", true)
                .put("schema", Struct.of("openAPIV3Schema", orEmpty(given.struct("schema"))))
                .putAll(orEmpty(given.struct("version")))
                .build();
        return Struct.builder()
                .put("apiVersion", "apiextensions.k8s.io/v1")
                .put("kind", "CustomResourceDefinition")
                .put("metadata", Struct.of("name", plural + "." + group))
                .put(
                        "spec",
                        Struct.builder()
                                .put("group", group)
                                .put("scope", "Namespaced")
                                .put("names", Struct.of("plural", plural, "kind", kind))
                                .put("versions", List.of(version))
                                .putAll(orEmpty(given.struct("spec")))
                                .build())
                .build();
    }

    private static Struct orEmpty(@Nullable Struct struct) {
        return struct == null ? Struct.EMPTY : struct;
    }
}
