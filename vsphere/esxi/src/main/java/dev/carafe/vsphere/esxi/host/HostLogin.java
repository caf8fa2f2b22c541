package dev.carafe.vsphere.esxi.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.vsphere.esxi.folder.FolderAccess;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vmomi.authorization.Authorizations;
import dev.carafe.vsphere.vmomi.edge.SessionCookie;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import dev.carafe.vsphere.vmomi.user.ServiceTickets;
import dev.carafe.vsphere.vmomi.user.User;
import dev.carafe.vsphere.vmomi.user.Users;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/** Who sends an HTTP request that is no SOAP: by the session's cookie, by a ticket for it, or by name and password (RFC 7617). */
final class HostLogin implements FolderAccess {
    private static final String TICKET = "vmware_cgi_ticket";
    private static final String BASIC = "Basic ";

    private final Users users;
    private final Authorizations authorizations;
    private final Sessions sessions;
    private final ServiceTickets tickets;
    private final ObjectRegistry registry;
    private final Function<String, Optional<ManagedObjectReference<Datastore>>> datastore;

    /** @param datastore the object of a datastore's name */
    HostLogin(
            HostAccounts accounts,
            ObjectRegistry registry,
            Function<String, Optional<ManagedObjectReference<Datastore>>> datastore) {
        users = accounts.users();
        authorizations = accounts.authorizations();
        sessions = accounts.sessions().sessions();
        tickets = accounts.sessions().tickets();
        this.registry = registry;
        this.datastore = datastore;
    }

    @Override
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

    @Override
    public boolean allowed(String user, String datastoreName, Use use) {
        String privilege = switch (use) {
            case READ -> "Datastore.Browse";
            case WRITE -> "Datastore.FileManagement";
        };
        return datastore
                .apply(datastoreName)
                .map(object -> may(user, object, privilege))
                .orElse(false);
    }

    /** Whether a user has a privilege on an object. */
    boolean may(String user, ManagedObjectReference<?> object, String privilege) {
        return registry.read(source -> authorizations.allows(user, object, privilege, source));
    }
}
