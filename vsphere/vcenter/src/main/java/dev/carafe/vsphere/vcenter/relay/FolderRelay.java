package dev.carafe.vsphere.vcenter.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.vcenter.entity.VCenter;
import dev.carafe.vsphere.vcenter.inventory.Entities;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vmomi.edge.Replies;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code /folder/PATH?dcPath=DATACENTER&dsName=DATASTORE} by a connected host that has the datastore. The datacenter is
 * named by its inventory path, with or without the slash it begins with, and may be left out where only one has such a
 * datastore.
 */
public final class FolderRelay implements HttpHandler {
    /** The path that it answers, and all below. */
    public static final String PREFIX = "/folder";

    /** The query of a link in a page of a host. */
    private static final Pattern QUERY = Pattern.compile("\\?dcPath=[^\"&]*&(amp;)?dsName=[^\"&]*");

    private final VCenter vcenter;
    private final RelayAccess access;

    public FolderRelay(VCenter vcenter, RelayAccess access) {
        this.vcenter = vcenter;
        this.access = access;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String privilege = switch (exchange.method()) {
            case "GET", "HEAD" -> "Datastore.Browse";
            case "PUT", "POST", "DELETE" -> "Datastore.FileManagement";
            default -> "";
        };
        if (privilege.isEmpty()) {
            Replies.methodNotAllowed(exchange, "GET, HEAD, PUT, POST, DELETE");
            return;
        }
        Optional<String> user = access.user(exchange);
        if (user.isEmpty()) {
            return;
        }
        String datacenter = exchange.query().first("dcPath");
        String name = exchange.query().first("dsName");
        if (name.isEmpty()) {
            Replies.refuse(exchange, 400, "Say by dcPath and dsName which datastore is meant.");
            return;
        }
        List<Entity.Datastore> found = vcenter.inventory().read(all -> datastores(all, datacenter, name)).stream()
                .filter(datastore -> access.may(user.get(), References.datastore(datastore.id()), "System.View")
                        || access.may(user.get(), References.datastore(datastore.id()), privilege))
                .toList();
        if (found.size() != 1) {
            Replies.refuse(
                    exchange,
                    404,
                    found.isEmpty()
                            ? "There is no datastore " + name + " in the datacenter '" + datacenter + "'."
                            : "Several datacenters have a datastore " + name + "; say by dcPath which is meant.");
            return;
        }
        Entity.Datastore datastore = found.getFirst();
        if (!access.may(user.get(), References.datastore(datastore.id()), privilege)) {
            Replies.refuse(exchange, 403, user.get() + " may not do that on the datastore " + name + ".");
            return;
        }
        pass(exchange, datastore);
    }

    private void pass(HttpExchange exchange, Entity.Datastore datastore) throws IOException {
        Optional<String> host = datastore.onHosts().keySet().stream()
                .sorted()
                .filter(vcenter.hosts().facts()::isConnected)
                .findFirst();
        if (host.isEmpty()) {
            Replies.refuse(exchange, 503, "No host is connected that has the datastore " + datastore.name() + ".");
            return;
        }
        String onHost =
                Objects.requireNonNull(datastore.onHosts().get(host.get())).name();
        String own =
                "?dcPath=" + encoded(exchange.query().first("dcPath")) + "&amp;dsName=" + encoded(datastore.name());
        new HostRequest(exchange, vcenter, host.get())
                .send(
                        exchange.path() + "?dsName=" + encoded(onHost),
                        page -> QUERY.matcher(page).replaceAll(Matcher.quoteReplacement(own)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    /** The datastores of a name, in the datacenter of a path or, for none, in all. */
    private static List<Entity.Datastore> datastores(Entities all, String datacenter, String name) {
        return below(all, References.ROOT, Entity.Datacenter.class)
                .filter(one -> datacenter.isEmpty() || path(all, one).equals(plain(datacenter)))
                .flatMap(one -> below(all, one.datastoreFolder(), Entity.Datastore.class))
                .filter(one -> one.name().equals(name))
                .toList();
    }

    private static String plain(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }

    /** The path below the root folder. */
    private static String path(Entities all, Entity entity) {
        StringBuilder path = new StringBuilder(entity.name());
        for (Entity at = parent(all, entity); at != null && !at.id().equals(References.ROOT); at = parent(all, at)) {
            path.insert(0, at.name() + "/");
        }
        return path.toString();
    }

    private static @Nullable Entity parent(Entities all, Entity entity) {
        String parent = entity.parent();
        return parent == null ? null : all.get(parent);
    }

    private static <E extends Entity> Stream<E> below(Entities all, String folder, Class<E> type) {
        return all.children(folder).stream()
                .flatMap(child -> type.isInstance(child)
                        ? Stream.of(type.cast(child))
                        : child instanceof Entity.Folder ? below(all, child.id(), type) : Stream.empty());
    }
}
