package dev.carafe.kubernetes.apiserver.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apiserver.chain.HealthCheck.Endpoint;
import dev.carafe.kubernetes.apiserver.metrics.HealthMetrics;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The health endpoints: {@code /livez}, {@code /readyz} and the old {@code /healthz}, each of named checks. Thread-safe. */
public final class Health {
    private static final System.Logger LOG = System.getLogger(Health.class.getName());

    private final List<HealthCheck> checks;
    private final HealthMetrics metrics;

    /**
     * Health by named checks, in order.
     *
     * @param metrics takes what each says
     */
    public Health(List<HealthCheck> checks, HealthMetrics metrics) {
        this.checks = List.copyOf(checks);
        this.metrics = metrics;
    }

    /** Whether a path is one of these. */
    static boolean serves(String path) {
        return path.equals("/livez")
                || path.equals("/readyz")
                || path.equals("/healthz")
                || path.startsWith("/livez/")
                || path.startsWith("/readyz/")
                || path.startsWith("/healthz/");
    }

    /** Whether all checks of readiness hold. */
    public boolean isReady() {
        return checks.stream()
                .filter(check -> check.asked().contains(Endpoint.READYZ))
                .allMatch(check -> check.problem().get().isEmpty());
    }

    /** The paths of all checks, each below the endpoints that ask it. */
    Stream<String> paths() {
        return checks.stream()
                .flatMap(check -> check.asked().stream().map(endpoint -> "/" + name(endpoint) + "/" + check.name()));
    }

    private static String name(Endpoint endpoint) {
        return endpoint.name().toLowerCase(Locale.ROOT);
    }

    void handle(HttpExchange exchange, String path) throws IOException {
        String[] parts = path.substring(1).split("/", 2);
        Endpoint endpoint = Endpoint.valueOf(parts[0].toUpperCase(Locale.ROOT));
        Stream<HealthCheck> asked =
                checks.stream().filter(check -> check.asked().contains(endpoint));
        if (parts.length == 1) {
            exchange.setHeader("X-Content-Type-Options", "nosniff");
            answer(
                    exchange,
                    parts[0],
                    asked.toList(),
                    Set.copyOf(exchange.query().all("exclude")));
            return;
        }
        HealthCheck check =
                asked.filter(one -> one.name().equals(parts[1])).findFirst().orElse(null);
        if (check == null) {
            NonResources.notFound(exchange);
            return;
        }
        Optional<String> problem = check.problem().get();
        if (problem.isPresent()) {
            exchange.setHeader("X-Content-Type-Options", "nosniff");
            reply(exchange, 500, "internal server error: " + problem.get() + "\n");
        } else {
            reply(exchange, 200, "ok");
        }
    }

    private void answer(HttpExchange exchange, String endpoint, List<HealthCheck> asked, Set<String> excluded)
            throws IOException {
        StringBuilder text = new StringBuilder();
        List<String> failed = new ArrayList<>();
        for (HealthCheck check : asked) {
            if (excluded.contains(check.name())) {
                text.append("[+]").append(check.name()).append(" excluded: ok\n");
                continue;
            }
            Optional<String> problem = check.problem().get();
            metrics.checked(check.name(), endpoint, problem.isEmpty());
            if (problem.isEmpty()) {
                text.append("[+]").append(check.name()).append(" ok\n");
            } else {
                // who may see this page need not be one who may know more
                text.append("[-]").append(check.name()).append(" failed: reason withheld\n");
                failed.add(check.name() + ": " + problem.get());
            }
        }
        List<String> unmatched = excluded.stream()
                .filter(name -> asked.stream().noneMatch(check -> check.name().equals(name)))
                .sorted()
                .toList();
        if (!unmatched.isEmpty()) {
            text.append("warn: some health checks cannot be excluded: no matches for \"")
                    .append(String.join("\",\"", unmatched))
                    .append("\"\n");
        }
        if (!failed.isEmpty()) {
            LOG.log(Level.DEBUG, endpoint + " check failed: " + String.join("; ", failed));
            reply(exchange, 500, text + endpoint + " check failed\n");
        } else if (exchange.query().has("verbose")) {
            reply(exchange, 200, text + endpoint + " check passed\n");
        } else {
            reply(exchange, 200, "ok");
        }
    }

    private static void reply(HttpExchange exchange, int code, String text) throws IOException {
        exchange.reply(code, "text/plain; charset=utf-8", text.getBytes(UTF_8));
    }
}
