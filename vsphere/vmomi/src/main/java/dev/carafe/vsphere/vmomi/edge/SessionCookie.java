package dev.carafe.vsphere.vmomi.edge;

import dev.carafe.http.HttpExchange;
import java.util.Optional;

/** The cookie that stands for a session, as vSphere's servers write it (RFC 6265, with the value in quotes). */
public final class SessionCookie {
    private static final String NAME = "vmware_soap_session";

    private SessionCookie() {}

    /** What a client sent. */
    public static Optional<String> read(HttpExchange exchange) {
        return read(exchange, NAME);
    }

    /** Another cookie that a client sent. */
    public static Optional<String> read(HttpExchange exchange, String name) {
        for (String header : exchange.headers("Cookie")) {
            for (String pair : header.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    return Optional.of(unquoted(pair.substring(equals + 1).strip()));
                }
            }
        }
        return Optional.empty();
    }

    /** Has the reply set a new session's cookie. */
    static void set(HttpExchange exchange, String cookie) {
        exchange.addHeader("Set-Cookie", NAME + "=\"" + cookie + "\"; Path=/; HttpOnly; Secure");
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
