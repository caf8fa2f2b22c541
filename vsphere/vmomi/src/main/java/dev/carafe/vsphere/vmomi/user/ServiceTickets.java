package dev.carafe.vsphere.vmomi.user;

import dev.carafe.vsphere.vmomi.session.Session;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tickets for one HTTP request outside of the SOAP service, such as an upload to a datastore: one use, for one method and
 * one URL, soon. Safe for all threads.
 */
public final class ServiceTickets {
    private static final Duration LIFETIME = Duration.ofMinutes(2);

    /** Of the URL only path and query count: by which name the client knows the server is its own affair. */
    private record Allowed(Session session, String method, String path, String query) {}

    private final OneTimeTickets<Allowed> tickets;

    public ServiceTickets(InstantSource clock, Supplier<String> secrets) {
        tickets = new OneTimeTickets<>(clock, secrets, LIFETIME);
    }

    /** @throws IllegalArgumentException when the URL is none */
    String issue(Session session, String method, String url) {
        URI uri = URI.create(url);
        return tickets.issue(new Allowed(session, upper(method), decoded(uri.getPath()), decoded(uri.getQuery())));
    }

    /**
     * Uses up a ticket.
     *
     * @param secret the value of the cookie {@code vmware_cgi_ticket}
     * @param target path and query of the request, as it was sent
     * @return whose it was; empty when there is no such ticket, or it was for another request
     */
    public Optional<Session> redeem(String secret, String method, String target) {
        URI uri;
        try {
            uri = URI.create(target);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        return tickets.redeem(secret)
                .filter(allowed -> allowed.method().equals(upper(method))
                        && allowed.path().equals(decoded(uri.getPath()))
                        && allowed.query().equals(decoded(uri.getQuery())))
                .map(Allowed::session);
    }

    private static String upper(String method) {
        String upper = method.toUpperCase(Locale.ROOT);
        return upper.startsWith("HTTP") ? upper.substring("HTTP".length()) : upper; // httpPut, as clients call it
    }

    private static String decoded(String part) {
        return Objects.requireNonNullElse(part, "");
    }
}
