package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.authentication.Authenticator;
import dev.carafe.kubernetes.apiserver.authentication.Credentials;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.metrics.AccessMetrics;
import dev.carafe.kubernetes.apiserver.metrics.Attempts;
import dev.carafe.kubernetes.apiserver.metrics.Histogram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out who sends a request; refuses with 401 when nobody can tell. */
public final class Authentication implements Step {
    private static final String AUTHENTICATED = "system:authenticated";
    private static final String UNAUTHENTICATED = "system:unauthenticated";

    private final Authenticator authenticator;
    private final AccessMetrics metrics;
    private final Attempts.Ending success;
    private final Attempts.Ending failure;
    private final Attempts.Ending error;
    private final Histogram duration;

    /** The step. */
    public Authentication(Authenticator authenticator, AccessMetrics metrics) {
        this.authenticator = authenticator;
        this.metrics = metrics;
        this.success = metrics.authentication().ending("success");
        this.failure = metrics.authentication().ending("failure");
        this.error = metrics.authentication().ending("error");
        this.duration = metrics.filter("authentication");
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException {
        UserInfo user = measured(request.exchange());
        next.handle(request.withUser(withGroup(user)));
    }

    private UserInfo measured(HttpExchange exchange) {
        long start = System.nanoTime();
        Attempts.Ending ending = error;
        try {
            Optional<UserInfo> user = user(exchange);
            ending = user.isPresent() ? success : failure;
            user.ifPresent(known -> metrics.requestsOf(known.name()).increment());
            return user.orElseThrow(() -> StatusError.unauthorized("Unauthorized"));
        } finally {
            long nanos = System.nanoTime() - start;
            ending.observe(nanos);
            duration.observeNanos(nanos);
        }
    }

    private Optional<UserInfo> user(HttpExchange exchange) {
        Optional<String> token = bearerToken(exchange);
        if (exchange.certificateRejected() && token.isEmpty()) {
            throw StatusError.unauthorized("Unauthorized");
        }
        return authenticator.authenticate(new Credentials(exchange.certificates(), token));
    }

    private static Optional<String> bearerToken(HttpExchange exchange) {
        String header = exchange.header("Authorization");
        if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            String token = header.substring(7).strip();
            return token.isEmpty() ? Optional.empty() : Optional.of(token);
        }
        for (String protocol : exchange.webSocketProtocols()) { // browsers cannot set headers on a WebSocket
            String prefix = "base64url.bearer.authorization.k8s.io.";
            if (protocol.startsWith(prefix)) {
                byte[] token = java.util.Base64.getUrlDecoder().decode(protocol.substring(prefix.length()));
                return Optional.of(new String(token, java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    /** Everybody known is of the group of all who are. */
    private static UserInfo withGroup(UserInfo user) {
        if (user.isIn(AUTHENTICATED) || user.isIn(UNAUTHENTICATED)) {
            return user;
        }
        List<String> groups = new ArrayList<>(user.groups());
        groups.add(AUTHENTICATED);
        return new UserInfo(user.name(), user.uid(), groups, user.extra());
    }
}
