package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.authentication.Authenticator;
import dev.carafe.kubernetes.apiserver.authentication.Credentials;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out who sends a request; refuses with 401 when nobody can tell. */
public final class Authentication implements Step {
    private static final String AUTHENTICATED = "system:authenticated";
    private static final String UNAUTHENTICATED = "system:unauthenticated";

    private final Authenticator authenticator;

    public Authentication(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException {
        HttpExchange exchange = request.exchange();
        Optional<String> token = bearerToken(exchange);
        if (exchange.certificateRejected() && token.isEmpty()) {
            throw StatusError.unauthorized("Unauthorized");
        }
        UserInfo user = authenticator
                .authenticate(new Credentials(exchange.certificates(), token))
                .orElseThrow(() -> StatusError.unauthorized("Unauthorized"));
        next.handle(request.withUser(withGroup(user)));
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
