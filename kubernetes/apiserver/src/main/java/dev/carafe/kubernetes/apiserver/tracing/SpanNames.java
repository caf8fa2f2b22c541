package dev.carafe.kubernetes.apiserver.tracing;

import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import java.util.Locale;

/** What spans are called (apiserver/pkg/endpoints/filters/traces.go). Pure. */
final class SpanNames {
    private SpanNames() {}

    /** The name of a request's span: its method, and what it is about without the names in it. */
    static String of(String method, RequestInfo info) {
        if (!info.resourceRequest()) {
            return method;
        }
        StringBuilder name = new StringBuilder(method).append(info.path().startsWith("/apis/") ? " /apis" : " /api");
        part(name, info.group());
        part(name, info.version());
        if (!info.namespace().isEmpty()) {
            name.append("/namespaces/{:namespace}");
        }
        part(name, info.resource());
        part(name, info.name().isEmpty() ? "" : "{:name}");
        part(name, info.subresource());
        return name.toString();
    }

    private static void part(StringBuilder name, String part) {
        if (!part.isEmpty()) {
            name.append('/').append(part);
        }
    }

    /** The name of the span of what answers a request; empty where upstream has none. */
    static String ofHandler(RequestInfo info) {
        return switch (info.verb()) {
            case "get" -> "Get";
            case "list" -> "List";
            case "create" -> "Create";
            case "update" -> "Update";
            case "patch" -> "Patch";
            case "delete", "deletecollection" -> "Delete";
            default -> "";
        };
    }

    /** The verb as metrics have it too: of a list it is not the method. */
    static String verb(RequestInfo info) {
        return switch (info.verb()) {
            case "create" -> "POST";
            case "update" -> "PUT";
            default -> info.verb().toUpperCase(Locale.ROOT);
        };
    }

    /** Of how much a request is. */
    static String scope(RequestInfo info) {
        if (!info.name().isEmpty()) {
            return "resource";
        }
        return info.namespace().isEmpty() ? "cluster" : "namespace";
    }
}
