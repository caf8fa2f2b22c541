package dev.carafe.vsphere.esxi.host;

import dev.carafe.http.HttpExchange;
import dev.carafe.vsphere.esxi.folder.FolderAccess;
import dev.carafe.vsphere.esxi.vmotion.MoveEndpoint;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vmomi.authorization.Authorizations;
import dev.carafe.vsphere.vmomi.edge.HttpLogin;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.util.Optional;
import java.util.function.Function;

/** Who sends an HTTP request that is no SOAP, and what he may do. */
final class HostLogin implements FolderAccess {
    private final HttpLogin login;
    private final Authorizations authorizations;
    private final ObjectRegistry registry;
    private final Function<String, Optional<ManagedObjectReference<Datastore>>> datastore;

    /** @param datastore the object of a datastore's name */
    HostLogin(
            HostAccounts accounts,
            ObjectRegistry registry,
            Function<String, Optional<ManagedObjectReference<Datastore>>> datastore) {
        login = new HttpLogin(
                accounts.users(),
                accounts.sessions().sessions(),
                accounts.sessions().tickets());
        authorizations = accounts.authorizations();
        this.registry = registry;
        this.datastore = datastore;
    }

    @Override
    public Optional<String> user(HttpExchange exchange) throws InterruptedException {
        return login.user(exchange);
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

    /** Why the sender of a request may not move running machines between hosts; empty when he may. */
    Optional<MoveEndpoint.Refusal> mayMoveMachines(HttpExchange exchange) throws InterruptedException {
        Optional<String> user = user(exchange);
        if (user.isEmpty()) {
            return Optional.of(new MoveEndpoint.Refusal(401, "Log in, or send a user's name and password."));
        }
        return may(user.get(), HostNames.HOST, "Resource.HotMigrate")
                ? Optional.empty()
                : Optional.of(new MoveEndpoint.Refusal(403, user.get() + " may not move machines that run."));
    }

    /** Whether a user has a privilege on an object. */
    boolean may(String user, ManagedObjectReference<?> object, String privilege) {
        return registry.read(source -> authorizations.allows(user, object, privilege, source));
    }
}
