package dev.carafe.kubernetes.apiserver.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apiserver.metrics.HealthMetrics;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The health endpoints: {@code /livez}, {@code /readyz} and the old {@code /healthz}, each of named checks. Thread-safe. */
public final class Health {
    private final Map<String, BooleanSupplier> live;
    private final Map<String, BooleanSupplier> ready;
    private final HealthMetrics metrics;

    /**
     * Health by named checks, in order.
     *
     * @param live what must hold for the process to be left running
     * @param ready what must hold beside that for it to be sent requests
     * @param metrics takes what each says
     */
    public Health(Map<String, BooleanSupplier> live, Map<String, BooleanSupplier> ready, HealthMetrics metrics) {
        this.metrics = metrics;
        this.live = new LinkedHashMap<>(live);
        this.ready = new LinkedHashMap<>(live);
        this.ready.putAll(ready);
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
        return ready.values().stream().allMatch(BooleanSupplier::getAsBoolean);
    }

    void handle(HttpExchange exchange, String path) throws IOException {
        String[] parts = path.substring(1).split("/", 2);
        Map<String, BooleanSupplier> checks = parts[0].equals("readyz") ? ready : live;
        if (parts.length > 1) {
            BooleanSupplier check = checks.get(parts[1]);
            if (check == null) {
                exchange.reply(404, "text/plain; charset=utf-8", "404 page not found\n".getBytes(UTF_8));
                return;
            }
            checks = Map.of(parts[1], check);
        }
        answer(exchange, parts[0], checks, Set.copyOf(exchange.query().all("exclude")));
    }

    private void answer(HttpExchange exchange, String name, Map<String, BooleanSupplier> checks, Set<String> excluded)
            throws IOException {
        StringBuilder text = new StringBuilder();
        boolean healthy = true;
        for (Map.Entry<String, BooleanSupplier> check : checks.entrySet()) {
            if (excluded.contains(check.getKey())) {
                text.append("[+]").append(check.getKey()).append(" excluded: ok\n");
                continue;
            }
            boolean holds = check.getValue().getAsBoolean();
            metrics.checked(check.getKey(), name, holds);
            healthy &= holds;
            text.append(holds ? "[+]" : "[-]").append(check.getKey());
            text.append(holds ? " ok\n" : " failed: reason withheld\n");
        }
        List<String> unmatched = excluded.stream()
                .filter(check -> !checks.containsKey(check))
                .sorted()
                .toList();
        if (!unmatched.isEmpty()) {
            text.append("warn: some health checks cannot be excluded: no matches for \"")
                    .append(String.join("\",\"", unmatched))
                    .append("\"\n");
        }
        exchange.setHeader("X-Content-Type-Options", "nosniff");
        String body = "ok";
        if (!healthy) {
            body = text + name + " check failed\n";
        } else if (exchange.query().has("verbose")) {
            body = text + name + " check passed\n";
        }
        exchange.reply(
                healthy ? 200 : 500,
                "text/plain; charset=utf-8",
                List.of(java.nio.ByteBuffer.wrap(body.getBytes(UTF_8))));
    }
}
