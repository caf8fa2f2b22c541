package dev.carafe.etcd.http;

import dev.carafe.etcd.Member;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers requests by their paths. Safe for any thread. */
public final class HttpService {
    private final HealthPages health;
    private final MetricsPage metrics;
    private final @Nullable Gateway gateway;
    private final @Nullable ProfilePages profiles;
    private final HttpAccess access;
    private final boolean secure;

    /**
     * Of a member.
     *
     * @param calls what counted the calls by gRPC and counts those here
     * @param services those served as JSON, none for pages alone
     * @param interceptors before their methods, as gRPC takes them
     * @param access who may ask
     * @param profiled whether profiles of this process are served
     * @param secure whether requests come by TLS, where a name that leads here has no certificate
     */
    public HttpService(
            Member member,
            CallCounters calls,
            List<ServerServiceDefinition> services,
            List<ServerInterceptor> interceptors,
            HttpAccess access,
            boolean profiled,
            boolean secure) {
        this.health = new HealthPages(member);
        this.metrics = new MetricsPage(member, health, calls);
        this.gateway = services.isEmpty() ? null : new Gateway(services, interceptors);
        this.profiles = profiled ? new ProfilePages() : null;
        this.access = access;
        this.secure = secure;
    }

    private HttpService(HealthPages health, MetricsPage metrics) {
        this.health = health;
        this.metrics = metrics;
        this.gateway = null;
        this.profiles = null;
        this.access = HttpAccess.NO_SCRIPTS;
        this.secure = false;
    }

    /** Its pages alone, under any name and for no page's scripts, as etcd serves them at {@code --listen-metrics-urls}. */
    public HttpService pages() {
        return new HttpService(health, metrics);
    }

    /** Which pages a browser is to show an answer to; empty for none. */
    String readers(HttpRequest request) {
        return access.readers(request.headers().origin());
    }

    /** Answers whole, or in pieces and then with null. */
    @Nullable
    HttpAnswer answer(HttpRequest request, StreamedAnswer streamed) {
        String host = request.headers().host();
        if (!secure && !access.serves(host)) {
            return HttpAnswer.text(421, """
                            The request is for host "%s", which is not a name of this server.
                            Ask by https, or have the server take the name: --host-whitelist %s
                            """.formatted(host, HttpAccess.hostname(host)));
        }
        if (request.method().equals("OPTIONS")) {
            return new HttpAnswer(200, "", "");
        }
        if (profiles != null && ProfilePages.are(request.path())) {
            return profiles.answer(request, streamed);
        }
        return gateway != null && request.path().startsWith(Gateway.ROOT)
                ? gateway.answer(request, streamed)
                : page(request);
    }

    /** What is served without any service: health, version and metrics. */
    private HttpAnswer page(HttpRequest request) {
        String path = request.path();
        boolean isPage = switch (path) {
            case "/health", "/version", "/metrics", "/livez", "/readyz" -> true;
            default -> path.startsWith("/livez/") || path.startsWith("/readyz/");
        };
        if (!isPage) {
            return HttpAnswer.notFound();
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return HttpAnswer.text(405, "Method Not Allowed\n");
        }
        return switch (path) {
            case "/health" -> health.health(request);
            case "/version" -> health.version();
            case "/metrics" -> metrics.answer();
            default -> path.startsWith("/livez") ? health.live(request) : health.ready(request);
        };
    }
}
