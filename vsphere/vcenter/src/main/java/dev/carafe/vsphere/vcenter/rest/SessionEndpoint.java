package dev.carafe.vsphere.vcenter.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import dev.carafe.vsphere.vmomi.user.ServedSessionManager;
import dev.carafe.vsphere.vmomi.user.User;
import dev.carafe.vsphere.vmomi.user.Users;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Logging in and out. A session is one of the SOAP service's, by another name of its cookie. */
record SessionEndpoint(ServedSessionManager manager, Users users, Sessions sessions) {
    /** The header, and the cookie, that stand for a session. */
    static final String SESSION_ID = "vmware-api-session-id";

    private static final String BASIC = "basic ";

    /** The session that a request is of. */
    Optional<Session> find(HttpExchange exchange) {
        String id = exchange.header(SESSION_ID);
        if (id.isEmpty()) {
            id = cookie(exchange);
        }
        return id.isEmpty() ? Optional.empty() : sessions.find(id);
    }

    private static String cookie(HttpExchange exchange) {
        for (String header : exchange.headers("Cookie")) {
            for (String pair : header.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(SESSION_ID)) {
                    return pair.substring(equals + 1).strip();
                }
            }
        }
        return "";
    }

    /** Begins a session of the user whose name and password the request has. */
    RestReply create(HttpExchange exchange, boolean legacy) {
        User user = authenticated(exchange)
                .orElseThrow(() -> new RestException(Kind.UNAUTHENTICATED, "Authentication required."));
        Sessions.Opened opened = manager.begin(user, "en", exchange.remoteAddress(), exchange.header("User-Agent"));
        if (legacy && !exchange.header("vmware-use-header-authn").equalsIgnoreCase("true")) {
            exchange.addHeader("Set-Cookie", SESSION_ID + "=" + opened.cookie() + ";Path=/rest;Secure;HttpOnly");
        }
        return RestReply.created(opened.cookie());
    }

    private Optional<User> authenticated(HttpExchange exchange) {
        String header = exchange.header("Authorization");
        if (!header.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            return Optional.empty();
        }
        String pair;
        try {
            pair = new String(
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip()), UTF_8);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        int colon = pair.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        try {
            return users.authenticate(pair.substring(0, colon), pair.substring(colon + 1), exchange.remoteAddress());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new RestException(Kind.SERVICE_UNAVAILABLE, "The server ends.");
        }
    }

    RestReply handle(RestRequest request) {
        return switch (request.method() + " " + request.action()) {
            case "GET ", "POST get" -> RestReply.of(described(request.session()));
            case "DELETE " -> {
                sessions.end(request.session().key());
                yield RestReply.nothing();
            }
            default -> throw request.noSuchOperation();
        };
    }

    private Map<String, Object> described(Session session) {
        return Map.of(
                "user",
                session.userName(),
                "created_time",
                session.loginTime().toString(),
                "last_accessed_time",
                sessions.lastActive(session.key()).orElse(session.loginTime()).toString());
    }
}
