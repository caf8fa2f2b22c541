package dev.carafe.vsphere.vmomi.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import dev.carafe.vsphere.vmomi.user.ServiceTickets;
import dev.carafe.vsphere.vmomi.user.User;
import dev.carafe.vsphere.vmomi.user.Users;
import java.util.Base64;
import java.util.Optional;

/**
 * Who sends an HTTP request that is no SOAP: known by a ticket for the one request, by the session's cookie, or by name and
 * password (RFC 7617). Safe for all threads.
 */
public record HttpLogin(Users users, Sessions sessions, ServiceTickets tickets) {
    private static final String TICKET = "vmware_cgi_ticket";
    private static final String BASIC = "Basic ";

    /** The user's name; empty when the request does not show who sent it. */
    public Optional<String> user(HttpExchange exchange) throws InterruptedException {
        Optional<String> ticket = SessionCookie.read(exchange, TICKET);
        if (ticket.isPresent()) {
            return tickets.redeem(ticket.get(), exchange.method(), exchange.target())
                    .map(Session::userName);
        }
        Optional<Session> session = SessionCookie.read(exchange).flatMap(sessions::find);
        if (session.isPresent()) {
            return session.map(Session::userName);
        }
        return byPassword(exchange).map(User::name);
    }

    private Optional<User> byPassword(HttpExchange exchange) throws InterruptedException {
        String header = exchange.header("Authorization");
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
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
        return colon < 0
                ? Optional.empty()
                : users.authenticate(pair.substring(0, colon), pair.substring(colon + 1), exchange.remoteAddress());
    }
}
