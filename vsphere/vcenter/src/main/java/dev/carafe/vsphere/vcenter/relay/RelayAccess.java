package dev.carafe.vsphere.vcenter.relay;

import dev.carafe.http.HttpExchange;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vmomi.authorization.Authorizations;
import dev.carafe.vsphere.vmomi.edge.HttpLogin;
import dev.carafe.vsphere.vmomi.edge.Replies;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.io.IOException;
import java.util.Optional;

/** Who may have requests passed on. Safe for all threads. */
public record RelayAccess(HttpLogin login, Authorizations authorizations, ObjectRegistry registry) {
    /** The user's name; empty when the request does not show who sent it, which is answered then. */
    Optional<String> user(HttpExchange exchange) throws IOException {
        Optional<String> user;
        try {
            user = login.user(exchange);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            Replies.refuse(exchange, 503, "The server ends.");
            return Optional.empty();
        }
        if (user.isEmpty()) {
            exchange.setHeader("WWW-Authenticate", "Basic realm=\"Carafe vCenter\"");
            Replies.refuse(exchange, 401, "Log in, or send a user's name and password.");
        }
        return user;
    }

    /** Whether a user has a privilege on an object. */
    boolean may(String user, ManagedObjectReference<?> object, String privilege) {
        return registry.read(source -> authorizations.allows(user, object, privilege, source));
    }
}
