package dev.carafe.vsphere.esxi.folder;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.vmomi.edge.Replies;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers {@code /folder/PATH?dcPath=DATACENTER&dsName=DATASTORE}. */
public final class FolderEndpoint implements HttpHandler {
    /** The path that it answers, and all below. */
    public static final String PREFIX = "/folder";

    private final String datacenter;
    private final Datastores datastores;
    private final DiskStore disks;
    private final FolderAccess access;

    /**
     * Serves datastores.
     *
     * @param datacenter the name of the one that the datastores are in
     * @param disks says what files are called that are being made
     */
    public FolderEndpoint(String datacenter, Datastores datastores, DiskStore disks, FolderAccess access) {
        this.datacenter = datacenter;
        this.datastores = datastores;
        this.disks = disks;
        this.access = access;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Optional<String> user;
        try {
            user = access.user(exchange);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            Replies.refuse(exchange, 503, "The server ends.");
            return;
        }
        if (user.isEmpty()) {
            exchange.setHeader("WWW-Authenticate", "Basic realm=\"Carafe ESXi\"");
            Replies.refuse(exchange, 401, "Log in, or send a user's name and password.");
            return;
        }
        String asked = exchange.query().first("dcPath");
        if (!asked.isEmpty() && !asked.equals(datacenter) && !asked.equals("/" + datacenter)) {
            Replies.refuse(
                    exchange, 404, "There is no datacenter " + asked + " on this host, only " + datacenter + ".");
            return;
        }
        String name = exchange.query().first("dsName");
        if (name.isEmpty()) {
            listDatastores(exchange);
            return;
        }
        Optional<Datastore> datastore = datastores.byName(name);
        if (datastore.isEmpty()) {
            Replies.refuse(exchange, 404, "There is no datastore " + name + " on this host.");
            return;
        }
        answer(exchange, user.get(), datastore.get());
    }

    private void listDatastores(HttpExchange exchange) throws IOException {
        if (exchange.path().length() > PREFIX.length() + 1) {
            Replies.refuse(exchange, 400, "Say by dsName which datastore is meant.");
        } else if (exchange.method().equals("GET")) {
            FolderListing.datastores(exchange, datacenter, datastores.all());
        } else {
            Replies.methodNotAllowed(exchange, "GET");
        }
    }

    private void answer(HttpExchange exchange, String user, Datastore datastore) throws IOException {
        FolderAccess.@Nullable Use use = switch (exchange.method()) {
            case "GET", "HEAD" -> FolderAccess.Use.READ;
            case "PUT", "DELETE", "POST" -> FolderAccess.Use.WRITE;
            default -> null;
        };
        if (use == null) {
            Replies.methodNotAllowed(exchange, "GET, HEAD, PUT, POST, DELETE");
            return;
        }
        if (!access.allowed(user, datastore.name(), use)) {
            Replies.refuse(exchange, 403, user + " may not do that on the datastore " + datastore.name() + ".");
            return;
        }
        Path file;
        try {
            file = datastore.resolve(decoded(exchange.path().substring(PREFIX.length())));
        } catch (InvalidDatastorePathException wrong) {
            boolean unreachable = wrong.inaccessibleDatastore().isPresent();
            Replies.refuse(
                    exchange,
                    unreachable ? 503 : 400,
                    (unreachable ? "" : "That is no path on a datastore: ") + wrong.getMessage() + ".");
            return;
        } catch (IllegalArgumentException e) {
            Replies.refuse(exchange, 400, "That is no path on a datastore: " + e.getMessage() + ".");
            return;
        }
        DatastoreFiles files = new DatastoreFiles(exchange, datacenter, datastore, disks, file);
        switch (exchange.method()) {
            case "GET", "HEAD" -> files.read();
            case "DELETE" -> files.remove();
            default -> files.write();
        }
    }

    /**
     * A path as it was sent, without its escapes; a plus is a plus.
     *
     * @throws IllegalArgumentException for a malformed escape, or one that hides a slash
     */
    private static String decoded(String path) {
        StringBuilder all = new StringBuilder();
        for (String segment : path.split("/", -1)) {
            String plain = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (plain.indexOf('/') >= 0) {
                throw new IllegalArgumentException("a name in it holds a slash");
            }
            all.append('/').append(plain);
        }
        return all.toString();
    }
}
