package dev.carafe.kubernetes.apiserver.endpoints;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.serializer.MediaType;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.cacher.CacheWatcher;
import dev.carafe.kubernetes.apiserver.cacher.WatchItem;
import dev.carafe.kubernetes.apiserver.endpoints.Accept.Form;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A watch over HTTP: one JSON object a line, each with type and object. Runs on the request's thread until the client
 * leaves, the time is up, or the watch fails.
 */
final class WatchStream {
    /** How often a bookmark is sent. */
    private static final long BOOKMARK_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final byte[] END = "}\n".getBytes(UTF_8);

    private final HttpExchange exchange;
    private final Reply.Watched watched;
    private final InstantSource clock;
    private final Accept accept;
    private final byte[] buffer = new byte[16 << 10];
    private boolean headersSent;

    WatchStream(HttpExchange exchange, Reply.Watched watched, InstantSource clock) {
        this.exchange = exchange;
        this.watched = watched;
        this.clock = clock;
        this.accept = Accept.parse(exchange.header("Accept"));
    }

    void run() throws IOException {
        CacheWatcher watcher = watched.watcher();
        exchange.onDisconnect(watcher::close);
        exchange.setHeader("Cache-Control", "no-cache, private");
        try (watcher;
                OutputStream out = exchange.stream(200, MediaType.JSON)) {
            loop(watcher, out);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop(CacheWatcher watcher, OutputStream out) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(watched.timeoutSeconds());
        long bookmark = System.nanoTime() + BOOKMARK_NANOS;
        while (true) {
            WatchItem item = watcher.next(0);
            if (item instanceof WatchItem.Idle) {
                out.flush();
                long now = System.nanoTime();
                if (now - end >= 0) {
                    return;
                }
                long until = watched.bookmarks() ? Math.min(end - now, bookmark - now) : end - now;
                item = watcher.next(until);
            }
            switch (item) {
                case WatchItem.Added(StoredObject object) -> event(out, "ADDED", object);
                case WatchItem.Modified(StoredObject object) -> event(out, "MODIFIED", object);
                case WatchItem.Deleted(StoredObject object) -> event(out, "DELETED", object);
                case WatchItem.Bookmark mark -> bookmark(out, mark);
                case WatchItem.Failed failed -> {
                    line(out, "ERROR", Json.encode(failed.error().toStatus()));
                    return;
                }
                case WatchItem.Ended _ -> {
                    return;
                }
                case WatchItem.Idle _ -> {}
            }
            if (watched.bookmarks() && System.nanoTime() - bookmark >= 0) {
                WatchItem.Bookmark mark = watcher.bookmark();
                if (mark != null) {
                    bookmark(out, mark);
                    bookmark = System.nanoTime() + BOOKMARK_NANOS;
                }
            }
        }
    }

    private void event(OutputStream out, String type, StoredObject object) throws IOException {
        ServedResource resource = watched.resource();
        if (accept.form() == Form.WHOLE && !resource.isConverted()) {
            begin(out, type);
            ByteBuffer json = object.json();
            while (json.hasRemaining()) {
                int count = Math.min(buffer.length, json.remaining());
                json.get(buffer, 0, count);
                out.write(buffer, 0, count);
            }
            out.write(END);
            return;
        }
        line(out, type, Json.encode(form(resource.conversion().toServed(object.tree()))));
    }

    private Struct form(Struct object) {
        return switch (accept.form()) {
            case WHOLE -> object;
            case METADATA -> Tables.metadataOf(object);
            case TABLE -> {
                Struct metadata = Struct.of(
                        "resourceVersion",
                        dev.carafe.kubernetes.apiserver.generic.ObjectMetas.text(object, "resourceVersion"));
                Struct table = Tables.table(
                        watched.resource(),
                        List.of(object),
                        metadata,
                        Tables.Include.parse(exchange.query().first("includeObject")),
                        !headersSent,
                        clock.instant());
                headersSent = true;
                yield table;
            }
        };
    }

    private void bookmark(OutputStream out, WatchItem.Bookmark mark) throws IOException {
        line(out, "BOOKMARK", Json.encode(form(bookmarkObject(watched.resource(), mark))));
    }

    /** The object of a bookmark: a kind, a resource version, and at the end of the initial events a word on that. */
    static Struct bookmarkObject(ServedResource resource, WatchItem.Bookmark mark) {
        Struct metadata = Struct.of("resourceVersion", Long.toString(mark.revision()));
        if (mark.initialEventsEnd()) {
            metadata = metadata.with("annotations", Struct.of("k8s.io/initial-events-end", "true"));
        }
        return Struct.builder()
                .put("kind", resource.declaration().kind())
                .put("apiVersion", resource.apiVersion())
                .put("metadata", metadata)
                .build();
    }

    private static void begin(OutputStream out, String type) throws IOException {
        out.write(("{\"type\":\"" + type + "\",\"object\":").getBytes(UTF_8));
    }

    private static void line(OutputStream out, String type, byte[] json) throws IOException {
        begin(out, type);
        out.write(json);
        out.write(END);
    }
}
