package dev.carafe.conformance;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The requests that upstream's server and ours are asked, in order: every operation of the API for an object that is not
 * there, the deprecated watches by path first; then for every kind that can be created one without a spec, with what one does to an object; and what clients
 * get wrong.
 */
final class ApiCorpus {
    private static final Path FACTS =
            Cloud.REPOSITORY.resolve("kubernetes/api/src/main/facts/kubernetes-1.37.schema.json");
    /** The paths of versions that are served only to whoever asks for them. */
    private static final Pattern OFF = Pattern.compile("^/apis/[^/]+/v\\d+(alpha|beta)\\d+/");

    private static final Pattern GROUP = Pattern.compile("/apis/[^/]+/");
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    private static final String METADATA = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    /** What ends a watch soon. */
    private static final String SOON = "?timeoutSeconds=1";

    /** A selector of nothing. */
    private static final String NONE = "?labelSelector=none%3Dthere";

    private static final List<String> ORDER = List.of("GET", "PUT", "PATCH", "DELETE", "POST");

    private ApiCorpus() {}

    /**
     * An operation of upstream's OpenAPI document.
     *
     * @param kind group/version/Kind, {@code -} for none
     */
    record Operation(String method, String action, String kind, String path) {
        /** Whether it is one of the deprecated watches by path. */
        private boolean isWatch() {
            return path.contains("/watch/");
        }

        private boolean isNamed() {
            return path.endsWith("/{name}");
        }

        private String filled(String name) {
            return path.replace("{namespace}", "default")
                    .replace("{name}", name)
                    .replace("{path}", "x")
                    .replace("{logpath}", "x");
        }
    }

    /** All of the versions that are served by default. */
    static List<Operation> operations() throws IOException {
        List<Operation> operations = new ArrayList<>();
        try {
            Struct paths = (Struct) Json.decodeStruct(Files.readAllBytes(FACTS)).get("paths");
            if (paths == null) {
                throw new IOException(FACTS + " has no paths");
            }
            paths.forEach((path, rows) -> {
                if (OFF.matcher(path).find()) {
                    return;
                }
                for (Object row : (List<?>) rows) {
                    String[] words = String.valueOf(row).split(" ", -1);
                    operations.add(new Operation(words[0], words[1], words[2], path));
                }
            });
        } catch (MalformedJsonException e) {
            throw new IOException(FACTS + ": " + e.getMessage(), e);
        }
        // A group has versions below it, or is off with them.
        List<String> paths = operations.stream().map(Operation::path).toList();
        operations.removeIf(operation -> GROUP.matcher(operation.path()).matches()
                && paths.stream()
                        .noneMatch(path ->
                                path.length() > operation.path().length() && path.startsWith(operation.path())));
        return operations;
    }

    /** Reads first, so that they see what a fresh server holds. */
    private static int place(String method) {
        int place = ORDER.indexOf(method);
        return place < 0 ? ORDER.size() : place;
    }

    /** The watches by path. They see what a fresh server holds, change nothing, and can be asked at once. */
    static List<ApiRequest> watches() throws IOException {
        return operations().stream()
                .filter(Operation::isWatch)
                .map(ApiCorpus::toAbsent)
                .toList();
    }

    /** What is asked in turn after the watches: each request once, by its key. */
    static Map<String, ApiRequest> requests() throws IOException {
        List<ApiRequest> requests = new ArrayList<>();
        List<Operation> operations =
                operations().stream().filter(operation -> !operation.isWatch()).toList();
        operations.stream()
                .filter(operation -> !operation.action().equals("deletecollection"))
                .sorted(Comparator.comparingInt(operation -> place(operation.method())))
                .forEach(operation -> requests.add(toAbsent(operation)));
        operations.stream()
                .filter(operation ->
                        operation.action().equals("post") && !operation.path().contains("{name}"))
                .forEach(operation -> requests.addAll(life(operation, operations)));
        requests.addAll(mistakes());
        Map<String, ApiRequest> byKey = new LinkedHashMap<>();
        requests.forEach(request -> byKey.put(request.key(), request));
        return byKey;
    }

    /** The key of the request that is an operation's own. */
    static String keyOf(Operation operation) {
        return operation.action().equals("deletecollection")
                ? ApiRequest.of("DELETE", operation.filled("") + NONE).key()
                : toAbsent(operation).key();
    }

    private static ApiRequest toAbsent(Operation operation) {
        String path = operation.filled("absent") + (operation.isWatch() ? SOON : "");
        return switch (operation.method()) {
            case "PUT", "POST" -> ApiRequest.of(operation.method(), path, "{}");
            case "PATCH" -> ApiRequest.of("PATCH", path, "{}").withType("application/merge-patch+json");
            default -> ApiRequest.of(operation.method(), path);
        };
    }

    /** An object with a name alone, and where a server takes that, what follows. */
    private static List<ApiRequest> life(Operation create, List<Operation> operations) {
        String collection = create.filled("");
        String item = collection + "/answers";
        boolean single = operations.stream()
                .anyMatch(operation ->
                        operation.isNamed() && operation.filled("answers").equals(item));
        String named = "{\"metadata\":{\"name\":\"answers\"}}";
        List<ApiRequest> requests = new ArrayList<>(List.of(
                ApiRequest.of("POST", collection, "{\"metadata\":{\"name\":\"Not_A_Name\"}}"),
                ApiRequest.of("POST", collection + "?dryRun=All", named),
                ApiRequest.of("POST", collection, named)));
        if (single) {
            requests.addAll(List.of(
                    ApiRequest.of("POST", collection, named + " "), // it is there already
                    ApiRequest.of("GET", item),
                    ApiRequest.of("GET", item).accepting(TABLE),
                    ApiRequest.of("GET", item).accepting(METADATA),
                    ApiRequest.of("GET", collection).accepting(TABLE),
                    ApiRequest.of("GET", collection + "?fieldSelector=metadata.name%3Danswers"),
                    ApiRequest.of("GET", collection + NONE),
                    ApiRequest.of("PATCH", item, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}")
                            .withType("application/merge-patch+json"),
                    ApiRequest.of("PATCH", item, "{\"metadata\":{\"labels\":{\"a\":\"-not a label-\"}}}")
                            .withType("application/merge-patch+json"),
                    ApiRequest.of("PUT", item, "{\"metadata\":{\"name\":\"other\"}}"),
                    ApiRequest.of("PUT", item, "{\"metadata\":{\"name\":\"answers\",\"resourceVersion\":\"1\"}}"),
                    ApiRequest.of("PUT", item, named),
                    ApiRequest.of("DELETE", item, "{\"preconditions\":{\"uid\":\"other\"}}"),
                    ApiRequest.of("DELETE", item),
                    ApiRequest.of("DELETE", collection + NONE)));
        }
        return requests;
    }

    private static List<ApiRequest> mistakes() {
        String maps = "/api/v1/namespaces/default/configmaps";
        return List.of(
                ApiRequest.of("GET", "/api/v1/nothing"),
                ApiRequest.of("GET", "/apis/no.such.group/v1"),
                ApiRequest.of("GET", "/apis/apps/v9"),
                ApiRequest.of("PUT", maps, "{}"),
                ApiRequest.of("POST", maps + "/x", "{}"),
                ApiRequest.of("GET", maps + "?limit=x"),
                ApiRequest.of("GET", maps + "?limit=-1"),
                ApiRequest.of("GET", maps + "?continue=x"),
                ApiRequest.of("GET", maps + "?labelSelector=%28"),
                ApiRequest.of("GET", maps + "?fieldSelector=x"),
                ApiRequest.of("GET", maps + "?fieldSelector=spec.x%3D1"),
                ApiRequest.of("GET", maps + "?resourceVersion=x"),
                ApiRequest.of("GET", maps + "?resourceVersion=1&resourceVersionMatch=Exact&limit=1&continue=x"),
                ApiRequest.of("GET", maps + "?resourceVersionMatch=Exact"),
                ApiRequest.of("GET", maps + "?resourceVersion=1&resourceVersionMatch=Other"),
                ApiRequest.of("GET", maps + "?timeoutSeconds=x"),
                ApiRequest.of("GET", maps + "?watch=x&timeoutSeconds=1"),
                ApiRequest.of("GET", maps + "?sendInitialEvents=true&timeoutSeconds=1"),
                ApiRequest.of("GET", maps).accepting("text/html"),
                ApiRequest.of("GET", maps).accepting("application/json;as=Table;v=v9;g=meta.k8s.io"),
                ApiRequest.of("POST", maps, ""),
                ApiRequest.of("POST", maps, "{"),
                ApiRequest.of("POST", maps, "[]"),
                ApiRequest.of("POST", maps, "null"),
                ApiRequest.of("POST", maps, "{\"metadata\":7}"),
                ApiRequest.of("POST", maps, "{\"metadata\":{\"name\":7}}"),
                ApiRequest.of(
                        "POST", maps, "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\"}}"),
                ApiRequest.of(
                        "POST", maps, "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v2\",\"metadata\":{\"name\":\"x\"}}"),
                ApiRequest.of("POST", maps, "{\"metadata\":{\"name\":\"x\",\"namespace\":\"other\"}}"),
                ApiRequest.of("POST", maps, "{\"metadata\":{\"name\":\"x\",\"resourceVersion\":\"7\"}}"),
                ApiRequest.of("POST", maps, "{\"metadata\":{\"name\":\"x\",\"labels\":{\"-\":\"b\"}}}"),
                ApiRequest.of("POST", maps, "{\"metadata\":{\"name\":\"x\",\"annotations\":{\"a b\":\"c\"}}}"),
                ApiRequest.of("POST", maps, "{\"metadata\":{\"name\":\"x\",\"finalizers\":[\"nodomain\"]}}"),
                ApiRequest.of("POST", maps, "{\"metadata\":{\"name\":\"x\",\"ownerReferences\":[{}]}}"),
                ApiRequest.of("POST", maps, "{\"metadata\":{\"name\":\"x\"},\"data\":{\"a b\":\"c\"}}"),
                ApiRequest.of("POST", maps, "{\"metadata\":{\"name\":\"x\"},\"data\":{\"a\":7}}"),
                ApiRequest.of("POST", maps, "{\"metadata\":{\"name\":\"x\"},\"other\":7}"),
                ApiRequest.of("POST", maps + "?fieldValidation=Strict", "{\"metadata\":{\"name\":\"y\"},\"other\":7}"),
                ApiRequest.of("POST", maps + "?fieldValidation=Strict", "{\"data\":{},\"data\":{}}"),
                ApiRequest.of("POST", maps + "?fieldValidation=Other", "{\"metadata\":{\"name\":\"z\"}}"),
                ApiRequest.of("POST", maps + "?dryRun=Some", "{\"metadata\":{\"name\":\"z\"}}"),
                ApiRequest.of("POST", maps, "{}").withType("text/plain"),
                ApiRequest.of("POST", "/api/v1/namespaces/nowhere/configmaps", "{\"metadata\":{\"name\":\"x\"}}"),
                ApiRequest.of("PATCH", maps + "/x", "{}"),
                ApiRequest.of("PATCH", maps + "/x", "{").withType("application/merge-patch+json"),
                ApiRequest.of("PATCH", maps + "/x", "[]").withType("application/merge-patch+json"),
                ApiRequest.of("PATCH", maps + "/x", "{}").withType("application/json-patch+json"),
                ApiRequest.of("PATCH", maps + "/x", "[{\"op\":\"other\"}]").withType("application/json-patch+json"),
                ApiRequest.of("PATCH", maps + "/x", "[{\"op\":\"remove\",\"path\":\"/data/none\"}]")
                        .withType("application/json-patch+json"),
                ApiRequest.of("PATCH", maps + "/x", "[{\"op\":\"test\",\"path\":\"/kind\",\"value\":\"Secret\"}]")
                        .withType("application/json-patch+json"),
                ApiRequest.of("PATCH", maps + "/x", "{\"metadata\":{\"name\":\"other\"}}")
                        .withType("application/merge-patch+json"),
                ApiRequest.of("PATCH", maps + "/x", "{\"metadata\":{\"uid\":\"other\"}}")
                        .withType("application/merge-patch+json"),
                ApiRequest.of("PATCH", maps + "/x", "{\"metadata\":{\"resourceVersion\":\"1\"}}")
                        .withType("application/merge-patch+json"),
                ApiRequest.of("PATCH", maps + "/x", "{\"data\":{\"$patch\":\"other\"}}")
                        .withType("application/strategic-merge-patch+json"),
                ApiRequest.of("PATCH", maps + "/x", "kind: ConfigMap").withType("application/apply-patch+yaml"),
                ApiRequest.of(
                                "PATCH",
                                maps + "/x?fieldManager=m",
                                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\"},\"data\":{\"k\":\"1\"}}")
                        .withType("application/apply-patch+yaml"),
                ApiRequest.of(
                                "PATCH",
                                maps + "/x?fieldManager=n",
                                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\"},\"data\":{\"k\":\"2\"}}")
                        .withType("application/apply-patch+yaml"),
                ApiRequest.of(
                                "PATCH",
                                maps + "/x?fieldManager=n&force=true",
                                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\"},\"data\":{\"k\":\"2\"}}")
                        .withType("application/apply-patch+yaml"),
                ApiRequest.of(
                                "PATCH",
                                maps + "/x?fieldManager=n",
                                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\",\"managedFields\":[{}]}}")
                        .withType("application/apply-patch+yaml"),
                ApiRequest.of("DELETE", maps + "/x", "{\"gracePeriodSeconds\":-1}"),
                ApiRequest.of("DELETE", maps + "/x", "{\"propagationPolicy\":\"Other\"}"),
                ApiRequest.of("DELETE", maps + "/x", "{\"propagationPolicy\":\"Orphan\",\"orphanDependents\":true}"),
                ApiRequest.of("DELETE", maps + "/x", "{\"preconditions\":{\"resourceVersion\":\"1\"}}"),
                ApiRequest.of("DELETE", maps + "/x"));
    }
}
