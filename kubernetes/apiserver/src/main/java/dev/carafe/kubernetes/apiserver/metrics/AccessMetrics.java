package dev.carafe.kubernetes.apiserver.metrics;

import java.util.concurrent.atomic.LongAdder;

/** What is counted of who sends requests and what they may do. Thread-safe. */
public final class AccessMetrics {
    private static final double MINUTE = 60;
    private static final double HOUR = 60 * MINUTE;
    private static final double DAY = 24 * HOUR;

    private final Attempts authentication;
    private final Attempts authorization;
    private final Counters users;
    private final Histograms filters;
    private final Histogram certificates;
    private final TokenMetrics tokens;

    AccessMetrics(Registry registry) {
        tokens = new TokenMetrics(registry);
        authentication = Attempts.ofAuthentication(registry);
        authorization = Attempts.ofAuthorization(registry);
        users = registry.counters(
                "authenticated_user_requests",
                "Requests of senders that are known, by name where that is one of a few; all others are one.",
                "username");
        filters = registry.histograms(
                "apiserver_request_filter_duration_seconds",
                "How long steps that each request passes took of themselves, in seconds.",
                Buckets.of(0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 5, 10, 15, 30),
                "filter");
        certificates = registry.histograms(
                        "apiserver_client_certificate_expiration_seconds",
                        "For how long the certificates will be good by which clients were known, in seconds.",
                        Buckets.of(
                                0,
                                30 * MINUTE,
                                HOUR,
                                2 * HOUR,
                                6 * HOUR,
                                12 * HOUR,
                                DAY,
                                2 * DAY,
                                4 * DAY,
                                7 * DAY,
                                30 * DAY,
                                90 * DAY,
                                180 * DAY,
                                360 * DAY))
                .with();
    }

    /** Of attempts to find out who sends a request: success, failure or error. */
    public Attempts authentication() {
        return authentication;
    }

    /** Of tokens of service accounts. */
    public TokenMetrics tokens() {
        return tokens;
    }

    /** Of decisions: allowed, denied, no-opinion or error. */
    public Attempts authorization() {
        return authorization;
    }

    /** The requests of a user; those of users with names of their own are counted together. */
    public LongAdder requestsOf(String user) {
        return users.with(
                switch (user) {
                    case "admin", "client", "kube_proxy", "kubelet", "system:serviceaccount:kube-system:default" ->
                        user;
                    default -> user.contains("@") ? "email_id" : "other";
                });
    }

    /** How long a step took, such as impersonation. */
    public Histogram filter(String name) {
        return filters.with(name);
    }

    /** For how long clients' certificates are good still, in seconds. */
    public Histogram certificateExpiration() {
        return certificates;
    }
}
