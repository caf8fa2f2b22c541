package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.MessagePart;
import dev.carafe.http.PieceStream;
import dev.carafe.http.WebSocketPeer;
import dev.carafe.http.WebSocketSession;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.protobuf.Envelope;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.cacher.CacheWatcher;
import dev.carafe.kubernetes.apiserver.cacher.EventLine;
import dev.carafe.kubernetes.apiserver.cacher.WatchItem;
import dev.carafe.kubernetes.apiserver.endpoints.Accept.Form;
import dev.carafe.kubernetes.apiserver.endpoints.Accept.Format;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.metrics.WatchMetrics;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import dev.carafe.kubernetes.apiserver.storage.UnreadableObjectException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A watch over HTTP: one JSON object a line or one protobuf message a frame, each with type and object. Runs on the request's thread until the client
 * leaves, the time is up, or the watch fails.
 *
 * <p>An event is sent as the bytes that all its watchers share; events that wait together are sent together.
 */
final class WatchStream {
    private static final System.Logger LOG = System.getLogger(WatchStream.class.getName());

    /** How often a bookmark is sent. */
    private static final long BOOKMARK_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long BEFORE_END_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final HttpExchange exchange;
    private final Reply.Watched watched;
    private final InstantSource clock;
    private final Accept accept;
    private final WatchMetrics.Sent sent;
    private final long start = System.nanoTime();

    /** Whether events are sent as the lines that watchers share. */
    private final boolean plain;

    /** Whether each event is a message of a WebSocket. */
    private final boolean messages;

    private boolean headersSent;

    WatchStream(HttpExchange exchange, Reply.Watched watched, InstantSource clock, WatchMetrics.Sent sent) {
        this.exchange = exchange;
        this.watched = watched;
        this.clock = clock;
        this.sent = sent;
        this.accept = Accept.parseStream(
                exchange.header("Accept"), watched.resource().form().isCustom());
        this.plain = accept.form() == Form.WHOLE;
        this.messages = exchange.wantsWebSocket();
    }

    void run() throws IOException {
        CacheWatcher watcher = watched.watcher();
        if (messages) {
            startOverWebSocket(watcher);
            return;
        }
        exchange.onDisconnect(watcher::close);
        exchange.setHeader("Cache-Control", "no-cache, private");
        boolean compressed = watched.compressible() && Gzip.isAccepted(exchange);
        if (compressed) {
            Gzip.announce(exchange);
        }
        try (watcher;
                PieceStream out = exchange.pieces(200, accept.streamType())) {
            follow(watcher, new WatchPieces(out, compressed ? Gzip::member : null));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Switches to WebSocket, as clients of Java try first, and goes on in a thread of its own. */
    private void startOverWebSocket(CacheWatcher watcher) throws IOException {
        try {
            exchange.acceptWebSocket("", session -> {
                Thread.ofVirtual().name("watch-websocket").start(() -> runOverWebSocket(watcher, session));
                return new Leaving(watcher);
            });
        } catch (IOException e) {
            watcher.close();
            throw e;
        }
    }

    private void runOverWebSocket(CacheWatcher watcher, WebSocketSession session) {
        try (watcher) {
            follow(watcher, new WatchPieces(new Messages(session, accept.format() == Format.PROTOBUF), null));
            session.close(1000, "");
        } catch (IOException _) {
            session.close(1001, ""); // the client is gone
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a client sends over a watch's socket is of no matter but its end. */
    private record Leaving(CacheWatcher watcher) implements WebSocketPeer {
        @Override
        public void onMessage(MessagePart part) {
            // upstream reads and forgets it
        }

        @Override
        public void onClose(int code, String reason) {
            watcher.close();
        }
    }

    /** A stream whose pieces are messages. */
    private record Messages(WebSocketSession session, boolean binary) implements PieceStream {
        @Override
        public void write(ByteBuffer piece) throws IOException {
            session.send(MessagePart.whole(binary, piece));
        }

        @Override
        public void close() {
            session.close(1000, "");
        }
    }

    private void follow(CacheWatcher watcher, WatchPieces out) throws IOException, InterruptedException {
        try {
            loop(watcher, out);
        } catch (UnreadableObjectException e) { // tried again by the client, who sees what is wrong each time
            LOG.log(System.Logger.Level.ERROR, e.getMessage());
            out.add(line(new WatchItem.Failed(StatusError.internal(e))));
            out.flush();
        }
    }

    private void loop(CacheWatcher watcher, WatchPieces out) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(watched.timeoutSeconds());
        long bookmark = nextBookmark(System.nanoTime(), end);
        while (true) {
            long now = System.nanoTime();
            if (now - end >= 0) {
                return;
            }
            if (watched.bookmarks() && now - bookmark >= 0) {
                WatchItem.Bookmark mark = watcher.bookmark();
                if (mark != null) {
                    out.add(line(mark));
                    out.flush();
                    bookmark = nextBookmark(now, end);
                }
            }
            long until = watched.bookmarks() ? Math.min(end - now, bookmark - now) : end - now;
            if (!send(watcher, watcher.next(Math.max(0, until)), out)) {
                return;
            }
        }
    }

    /**
     * When a bookmark is due: each minute, and just before the end, so that whoever watches again begins where this ends. At the end none
     * is sent any more.
     */
    private static long nextBookmark(long now, long end) {
        long untilLast = end - BEFORE_END_NANOS - now;
        return untilLast <= 0 ? end : now + Math.min(BOOKMARK_NANOS, untilLast);
    }

    /** Sends an item and those that wait behind it; false when nothing follows. */
    private boolean send(CacheWatcher watcher, WatchItem first, WatchPieces out)
            throws IOException, InterruptedException {
        WatchItem item = first;
        while (!(item instanceof WatchItem.Idle) && !(item instanceof WatchItem.Ended)) {
            sent.sent(plain && item instanceof WatchItem.Change change ? shared(change, out) : out.add(line(item)));
            if (item instanceof WatchItem.Bookmark(long _, boolean initialEventsEnd) && initialEventsEnd) {
                sent.listDuration().observeNanos(System.nanoTime() - start);
                out.follow();
            }
            if (item instanceof WatchItem.Failed || messages || out.isFull()) {
                break;
            }
            item = watcher.next(0);
        }
        out.flush();
        return !(item instanceof WatchItem.Ended) && !(item instanceof WatchItem.Failed);
    }

    private ByteBuffer line(WatchItem item) {
        return switch (item) {
            case WatchItem.Change change ->
                line(change.line().type(), form(shown(change.object()).tree()));
            case WatchItem.Bookmark mark -> line("BOOKMARK", form(bookmarkObject(watched.resource(), mark)));
            case WatchItem.Failed failed -> line("ERROR", failed.error().toStatus());
            case WatchItem.Ended _, WatchItem.Idle _ -> ByteBuffer.allocate(0);
        };
    }

    private StoredObject shown(StoredObject object) {
        ServedResource resource = watched.resource();
        boolean whole = accept.form() == Accept.Form.WHOLE || accept.form() == Accept.Form.METADATA_LIST;
        return whole ? resource.served(object) : resource.printed(object);
    }

    /** Adds a change as it is stored; the size of that. */
    private int shared(WatchItem.Change change, WatchPieces out) {
        ServedResource resource = watched.resource(); // what makes a frame is kept, and this stream must not be by it
        StoredObject served = resource.served(change.object());
        EventLine line = change.line();
        if (served != change.object()) {
            return out.add(own(line.type(), served));
        }
        return out.add(
                accept.format() == Format.JSON
                        ? line.json()
                        : line.frame(() -> Envelope.frame(
                                line.type(), ProtobufForm.builtin().seal(resource, served))));
    }

    /** A line of this version's own, which only those who watch in it could share. */
    private ByteBuffer own(String type, StoredObject served) {
        return ByteBuffer.wrap(
                accept.format() == Format.JSON
                        ? EventLine.of(type, served.json())
                        : Envelope.frame(type, ProtobufForm.builtin().seal(watched.resource(), served)));
    }

    private ByteBuffer line(String type, Struct object) {
        if (accept.format() == Format.PROTOBUF) {
            byte[] sealed = ProtobufForm.builtin()
                    .seal(object)
                    .orElseThrow(() -> new IllegalStateException("no protobuf form of " + object.string("kind")));
            return ByteBuffer.wrap(Envelope.frame(type, sealed));
        }
        return ByteBuffer.wrap(EventLine.of(type, ByteBuffer.wrap(Json.encode(object))));
    }

    private Struct form(Struct object) {
        return switch (accept.form()) {
            case WHOLE -> object;
            case METADATA -> Tables.metadataOf(watched.resource(), object, accept.meta());
            case METADATA_LIST -> object; // which is no list; upstream sends it as it is
            case TABLE -> {
                Struct table = Tables.table(
                        watched.resource(),
                        List.of(object),
                        accept.meta(),
                        Struct.of("resourceVersion", ObjectMetas.text(object, "resourceVersion")),
                        Tables.Include.parse(exchange.query().first("includeObject")),
                        !headersSent,
                        clock.instant());
                headersSent = true;
                yield table;
            }
        };
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
}
