package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apiserver.endpoints.ServedResource;
import dev.carafe.kubernetes.apiserver.metrics.RequestLabels;
import dev.carafe.kubernetes.apiserver.metrics.RequestMetrics;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Counts and measures requests, as the first step of the chain (k8s.io/apiserver/pkg/endpoints/metrics). Only what is served becomes a
 * label: what clients make up does not. Thread-safe.
 */
public final class Instrumentation implements Step {
    /** Paths beside resources that are counted, each by itself. */
    private static final Set<String> PATHS = Set.of("/healthz", "/livez", "/readyz");

    /** These are counted where all of discovery is asked for at once. */
    private static final Set<String> DISCOVERY = Set.of("/api", "/apis");

    private static final String AGGREGATED = "as=APIGroupDiscoveryList";

    /** Who an API server is where it asks one (k8s.io/apiserver/pkg/authentication/user). */
    private static final String SELF = "system:apiserver";

    /** What is counted as one path with all below it. */
    private static final String OPEN_API = "/openapi/v3";

    private static final int GATEWAY_TIMEOUT = 504;

    /** Methods that clients make up are all one. */
    private static final String OTHER = "other";

    private static final String APPLY = "application/apply-patch+yaml";

    private final RequestMetrics metrics;
    private final Function<RequestInfo, Optional<ServedResource>> served;
    private final LongSupplier nanoTime;

    /**
     * The step.
     *
     * @param served what a request is about, if that is served
     * @param nanoTime for durations
     */
    public Instrumentation(
            RequestMetrics metrics, Function<RequestInfo, Optional<ServedResource>> served, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.served = served;
        this.nanoTime = nanoTime;
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException {
        RequestInfo info = request.info();
        Optional<ServedResource> resource = resource(info);
        HttpExchange exchange = request.exchange();
        if (!isCounted(info, resource, exchange)) {
            next.handle(request);
            return;
        }
        RequestMetrics.Kind kind = metrics.of(labels(info, exchange));
        LongAdder underWay = kind.underWay(info.isLongRunning());
        long start = nanoTime.getAsLong();
        underWay.increment();
        try {
            next.handle(request);
        } catch (IOException e) {
            if (!info.isLongRunning()) {
                kind.aborted();
            }
            throw e;
        } finally {
            underWay.decrement();
            kind.answered(exchange.status(), exchange.written(), nanoTime.getAsLong() - start);
            if (resource.isPresent() && resource.get().isDeprecated()) {
                kind.wasDeprecated();
            }
        }
    }

    /** The step behind the one that says who sends a request: it counts those that come from an API server. */
    public Step ofSelf() {
        return (request, next) -> {
            if (!request.user().name().equals(SELF)
                    || !isCounted(request.info(), resource(request.info()), request.exchange())) {
                next.handle(request);
                return;
            }
            try {
                next.handle(request);
            } finally {
                metrics.of(labels(request.info(), request.exchange())).wasOwn();
            }
        };
    }

    private Optional<ServedResource> resource(RequestInfo info) {
        return info.resourceRequest() ? served.apply(info) : Optional.empty();
    }

    private static boolean isCounted(RequestInfo info, Optional<ServedResource> resource, HttpExchange exchange) {
        return info.resourceRequest() ? resource.isPresent() : isCounted(info.path(), exchange);
    }

    private static boolean isCounted(String path, HttpExchange exchange) {
        return PATHS.contains(path)
                || isOpenApi(path)
                || (DISCOVERY.contains(path) && exchange.header("Accept").contains(AGGREGATED));
    }

    private static boolean isOpenApi(String path) {
        return path.startsWith(OPEN_API)
                && (path.length() == OPEN_API.length() || path.charAt(OPEN_API.length()) == '/');
    }

    /** A request took so long that it was ended. */
    public void timedOut(RequestContext request) {
        if (request.info().resourceRequest() && served.apply(request.info()).isPresent()) {
            metrics.of(labels(request.info(), request.exchange())).terminated(GATEWAY_TIMEOUT);
        }
    }

    private static RequestLabels labels(RequestInfo info, HttpExchange exchange) {
        String verb = verb(info, exchange);
        String dryRun = dryRun(exchange);
        return info.resourceRequest()
                ? new RequestLabels(
                        verb, info.group(), info.version(), info.resource(), info.subresource(), scope(info), dryRun)
                : new RequestLabels(
                        verb, "", "", "", isOpenApi(info.path()) ? OPEN_API.substring(1) : info.path(), "", dryRun);
    }

    private static String verb(RequestInfo info, HttpExchange exchange) {
        if (!info.resourceRequest()) {
            return switch (exchange.method()) {
                case "GET", "HEAD" -> "GET";
                case "POST", "PUT", "PATCH", "DELETE" -> exchange.method();
                default -> OTHER;
            };
        }
        return switch (info.subresource()) {
            case "log", "exec", "portforward", "attach", "proxy" -> "CONNECT";
            default ->
                switch (info.verb()) {
                    case "create" -> "POST";
                    case "update" -> "PUT";
                    case "delete", "deletecollection" -> "DELETE";
                    case "get" -> "GET";
                    case "list" -> "LIST";
                    case "watch" -> "WATCH";
                    case "patch" -> exchange.header("Content-Type").equals(APPLY) ? "APPLY" : "PATCH";
                    default -> OTHER;
                };
        };
    }

    private static String scope(RequestInfo info) {
        boolean one = switch (info.verb()) {
            case "list", "watch" -> !info.subresource().isEmpty();
            case "create" -> true;
            default -> !info.name().isEmpty();
        };
        return one ? "resource" : info.namespace().isEmpty() ? "cluster" : "namespace";
    }

    private static String dryRun(HttpExchange exchange) {
        List<String> asked = exchange.query().all("dryRun");
        return asked.isEmpty() ? "" : asked.stream().allMatch("All"::equals) ? "All" : "invalid";
    }
}
