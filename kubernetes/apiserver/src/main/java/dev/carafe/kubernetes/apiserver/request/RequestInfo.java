package dev.carafe.kubernetes.apiserver.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.Query;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.fields.FieldSelector;
import dev.carafe.kubernetes.apimachinery.labels.SelectorException;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a request is about.
 *
 * @param resourceRequest whether it is about a resource rather than a path such as {@code /healthz}
 * @param path the whole path, decoded
 * @param verb get, list, watch, create, update, patch, delete, deletecollection; else the lower-case HTTP method
 * @param group the API group, empty for core
 * @param version its version
 * @param namespace empty for the whole cluster; for a request about a namespace its name
 * @param resource the plural
 * @param subresource such as status, or empty
 * @param name the object's name, empty for a collection
 * @param rest the path's parts behind the subresource
 */
public record RequestInfo(
        boolean resourceRequest,
        String path,
        String verb,
        String group,
        String version,
        String namespace,
        String resource,
        String subresource,
        String name,
        List<String> rest) {

    /**
     * Reads a path in upstream's way.
     *
     * @throws StatusError 400 when an escape is malformed
     */
    public static RequestInfo of(String method, String rawPath, Query query) {
        List<String> parts = split(rawPath);
        String path = decode(rawPath);
        RequestInfo other =
                new RequestInfo(false, path, method.toLowerCase(Locale.ROOT), "", "", "", "", "", "", List.of());
        if (parts.size() < 3) {
            return other;
        }
        String group = "";
        int at = 1;
        if (parts.getFirst().equals("apis")) {
            if (parts.size() < 4) {
                return other;
            }
            group = parts.get(1);
            at = 2;
        } else if (!parts.getFirst().equals("api")) {
            return other;
        }
        String version = parts.get(at);
        return resource(method, path, group, version, parts.subList(at + 1, parts.size()), query);
    }

    private static RequestInfo resource(
            String method, String path, String group, String version, List<String> parts, Query query) {
        String verb = verb(method);
        List<String> rest = parts;
        String namespace = "";
        if (rest.getFirst().equals("watch") && rest.size() > 1 && verb.equals("get")) {
            verb = "watch"; // the old form /api/v1/watch/pods
            rest = rest.subList(1, rest.size());
        }
        if (rest.getFirst().equals("namespaces") && rest.size() > 1) {
            namespace = rest.get(1);
            if (rest.size() > 2 && !rest.get(2).equals("status") && !rest.get(2).equals("finalize")) {
                rest = rest.subList(2, rest.size());
            }
        }
        String resource = rest.getFirst();
        String name = rest.size() > 1 ? rest.get(1) : "";
        String subresource = rest.size() > 2 ? rest.get(2) : "";
        if (name.isEmpty() && verb.equals("get")) {
            verb = query.flag("watch") ? "watch" : "list";
        }
        if (name.isEmpty() && (verb.equals("list") || verb.equals("watch"))) {
            name = selectedName(query);
        }
        if (name.isEmpty() && verb.equals("delete")) {
            verb = "deletecollection";
        }
        List<String> tail = rest.size() > 3 ? List.copyOf(rest.subList(3, rest.size())) : List.of();
        return new RequestInfo(true, path, verb, group, version, namespace, resource, subresource, name, tail);
    }

    private static String verb(String method) {
        return switch (method) {
            case "GET", "HEAD" -> "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> method.toLowerCase(Locale.ROOT);
        };
    }

    /** A list of the one object that a field selector names may be allowed where a list of all is not. */
    private static String selectedName(Query query) {
        try {
            return FieldSelector.parse(query.first("fieldSelector"))
                    .exactValue("metadata.name")
                    .orElse("");
        } catch (SelectorException _) {
            return ""; // the endpoint says what is wrong with it
        }
    }

    private static List<String> split(String rawPath) {
        ArrayList<String> parts = new ArrayList<>();
        for (String part : rawPath.split("/")) {
            if (!part.isEmpty()) {
                parts.add(decode(part));
            }
        }
        return parts;
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw StatusError.badRequest("invalid URL escape in " + text);
        }
    }

    public GroupResource groupResource() {
        return new GroupResource(group, resource);
    }

    /** Such as {@code pods} or {@code pods/status}. */
    public String qualifiedResource() {
        return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }

    /** Whether the reply goes on until the client leaves, so that no time limit is set. */
    public boolean isLongRunning() {
        return verb.equals("watch")
                || (!resourceRequest && path.startsWith("/debug/pprof/"))
                || switch (subresource) {
                    case "attach", "exec", "proxy", "log", "portforward" -> resourceRequest;
                    default -> false;
                };
    }
}
