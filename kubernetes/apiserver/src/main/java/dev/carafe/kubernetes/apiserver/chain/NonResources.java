package dev.carafe.kubernetes.apiserver.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.serializer.MediaType;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.discovery.Discovery;
import dev.carafe.kubernetes.apiserver.endpoints.ResourceEndpoint;
import dev.carafe.kubernetes.apiserver.endpoints.Responder;
import dev.carafe.kubernetes.apiserver.openapi.OpenApiV2;
import dev.carafe.kubernetes.apiserver.openapi.OpenApiV3;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Whatever is not a resource: health, version, discovery, OpenAPI, and paths that parts of the server add. Thread-safe. */
public final class NonResources {
    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private final Health health;
    private final Discovery discovery;
    private final OpenApiDocuments openApi;
    private final Map<String, Page> pages;

    /** A document of fixed content, made when asked for. */
    @FunctionalInterface
    public interface Page {
        /** Writes the document. */
        void write(HttpExchange exchange) throws IOException;
    }

    /**
     * The paths beside resources.
     *
     * @param pages further documents by their exact path
     */
    public NonResources(
            Health health,
            Discovery discovery,
            OpenApiV3 openApi,
            OpenApiV2 openApiV2,
            Map<String, Page> pages,
            InstantSource clock) {
        this.health = health;
        this.discovery = discovery;
        this.openApi = new OpenApiDocuments(openApiV2, openApi, clock);
        this.pages = Map.copyOf(pages);
    }

    void handle(HttpExchange exchange, String rawPath) throws IOException {
        String path =
                rawPath.length() > 1 && rawPath.endsWith("/") ? rawPath.substring(0, rawPath.length() - 1) : rawPath;
        if (Health.serves(path)) {
            health.handle(exchange, path);
            return;
        }
        if (isUnknownGroup(path) || isUnknownCustomVersion(path)) {
            notFound(exchange);
            return;
        }
        Page page = pages.get(path);
        if (page != null) {
            page.write(exchange);
            return;
        }
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            document(path); // says what is not there at all
            throw ResourceEndpoint.notAllowed();
        }
        if (OpenApiDocuments.serves(path)) {
            openApi.handle(exchange, path);
            return;
        }
        switch (path) {
            case "/api" -> discovery(exchange, true);
            case "/apis" -> discovery(exchange, false);
            case "/", "" -> Responder.tree(exchange, 200, Struct.of("paths", paths()));
            default -> Responder.tree(exchange, 200, document(path));
        }
    }

    /**
     * The document at a path.
     *
     * @throws StatusError 404 when there is none
     */
    public Struct document(String path) {
        String[] parts = path.substring(1).split("/");
        Optional<Struct> document = Optional.empty();
        if (path.equals("/version")) {
            return ServerVersion.document();
        }
        if (path.equals("/api")) {
            return discovery.coreVersions("");
        }
        if (path.equals("/apis")) {
            return discovery.groupList();
        }
        if (parts.length == 2 && parts[0].equals("api")) {
            document = discovery.resources("", parts[1]);
        } else if (parts.length == 2 && parts[0].equals("apis")) {
            document = discovery.group(parts[1]);
        } else if (parts.length == 3 && parts[0].equals("apis")) {
            document = discovery.resources(parts[1], parts[2]);
        }
        return document.orElseThrow(StatusError::pathNotFound);
    }

    private void discovery(HttpExchange exchange, boolean core) throws IOException {
        exchange.setHeader("Vary", "Accept");
        boolean aggregated = MediaType.parseAccept(exchange.header("Accept")).stream()
                .anyMatch(type -> type.parameter("as").equals("APIGroupDiscoveryList")
                        && type.parameter("v").equals("v2"));
        if (aggregated) {
            TaggedReply.send(exchange, AGGREGATED, Json.encode(discovery.aggregated(core)));
            return;
        }
        String address = Objects.requireNonNullElse(exchange.header("Host"), "");
        Responder.tree(exchange, 200, core ? discovery.coreVersions(address) : discovery.groupList());
    }

    /** All paths that are listed at the root, in order. */
    public List<String> paths() {
        List<String> paths = new ArrayList<>(List.of("/api", "/api/v1", "/apis"));
        discovery.groupVersions().stream()
                .filter(version -> !version.group().isEmpty())
                .forEach(version -> paths.addAll(List.of("/apis/" + version.group(), "/apis/" + version)));
        paths.addAll(List.of(
                "/apis/", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/readyz", "/version"));
        health.paths().forEach(paths::add);
        paths.addAll(pages.keySet());
        return paths.stream().distinct().sorted().toList();
    }

    /** Whether a path or a request is about a group that is not served at all, for which upstream has no API's answer. */
    boolean isUnknownGroup(String path) {
        String[] parts = path.split("/", -1);
        return parts.length > 2 && parts[1].equals("apis") && !parts[2].isEmpty() && !discovery.serves(parts[2]);
    }

    /** Whether a path is that of a version which definitions of its group do not serve. */
    private boolean isUnknownCustomVersion(String path) {
        String[] parts = path.split("/", -1);
        return parts.length == 4
                && parts[1].equals("apis")
                && !parts[3].isEmpty()
                && isCustomGroup(parts[2])
                && discovery.resources(parts[2], parts[3]).isEmpty();
    }

    boolean isCustomGroup(String group) {
        return discovery.isCustom(group);
    }

    /** What upstream's mux says of a path that nobody has. */
    static void notFound(HttpExchange exchange) throws IOException {
        exchange.setHeader("X-Content-Type-Options", "nosniff");
        exchange.reply(404, "text/plain; charset=utf-8", "404 page not found\n".getBytes(UTF_8));
    }

    /** Writes text. */
    public static void text(HttpExchange exchange, String text) throws IOException {
        exchange.reply(200, "text/plain; charset=utf-8", text.getBytes(UTF_8));
    }
}
