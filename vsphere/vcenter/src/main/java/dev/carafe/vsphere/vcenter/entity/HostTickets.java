package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.host.Hosts;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.HostAccess;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ServiceContent;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.SessionManagerHttpServiceRequestSpec;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session manager that also has tickets for its hosts: a client that wants to send a file to a host itself asks vCenter for
 * a ticket for the host's URL, and the host, which knows vCenter, gives it. All else is the server's own session manager's.
 */
public record HostTickets(ManagedObjectReference<SessionManager> reference, ServedObject own, Hosts hosts)
        implements SessionManager, ServedObject {
    /** Puts it before the session manager of the objects. */
    public static void open(ManagedObjectReference<SessionManager> reference, ObjectRegistry registry, Hosts hosts) {
        ServedObject own = registry.find(reference).orElseThrow();
        registry.change(changes -> {
            var properties = Objects.requireNonNull(changes.properties(reference));
            changes.remove(reference);
            changes.add(new HostTickets(reference, own, hosts), properties);
        });
    }

    @Override
    public @Nullable Object dispatch(ManagedMethod method, @Nullable Object[] arguments) {
        Optional<Entity.Host> host = method.wsdlName().equals("AcquireGenericServiceTicket")
                        && arguments[0] instanceof SessionManagerHttpServiceRequestSpec spec
                ? host(spec.url())
                : Optional.empty();
        if (host.isEmpty()) {
            return own.dispatch(method, arguments);
        }
        String id = host.get().id();
        ManagedObjectReference<?> door = hosts.facts().service(id, ServiceContent::sessionManager);
        return door == null
                ? own.dispatch(method, arguments)
                : hosts.calls().forwardTo(id, door, References.host(id), method, arguments);
    }

    private Optional<Entity.Host> host(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() == null
                    ? Optional.empty()
                    : hosts.facts().at(uri.getHost(), uri.getPort() < 0 ? HostAccess.HTTPS : uri.getPort());
        } catch (URISyntaxException _) {
            return Optional.empty(); // what is wrong with it the server's own manager says
        }
    }
}
