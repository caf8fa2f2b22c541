package dev.carafe.vsphere.esxi.bundle;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.vmomi.edge.Replies;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Hands out bundles to who may have them. */
public final class BundleEndpoint implements HttpHandler {
    /** What the paths of bundles begin with. */
    public static final String PREFIX = "/downloads";

    private final LogBundles bundles;
    private final Readers readers;

    /** Who may have them. */
    @FunctionalInterface
    public interface Readers {
        /** Why the sender of a request may not; empty when he may. */
        Optional<Refusal> refusal(HttpExchange exchange);
    }

    /**
     * Why not.
     *
     * @param status 401 or 403
     */
    public record Refusal(int status, String sentence) {}

    public BundleEndpoint(LogBundles bundles, Readers readers) {
        this.bundles = bundles;
        this.readers = readers;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.method().equals("GET")) {
            Replies.methodNotAllowed(exchange, "GET");
            return;
        }
        Optional<Refusal> refusal = readers.refusal(exchange);
        if (refusal.isPresent()) {
            Replies.text(exchange, refusal.get().status(), refusal.get().sentence());
            return;
        }
        String path = exchange.path();
        Optional<Path> file =
                path.startsWith(PREFIX + "/") ? bundles.find(path.substring(PREFIX.length() + 1)) : Optional.empty();
        if (file.isEmpty()) {
            Replies.text(exchange, 404, "There is no such bundle; it may be that newer ones took its place.");
            return;
        }
        try (InputStream in = Files.newInputStream(file.get());
                OutputStream out = exchange.stream(200, "application/gzip")) {
            in.transferTo(out);
        }
    }
}
