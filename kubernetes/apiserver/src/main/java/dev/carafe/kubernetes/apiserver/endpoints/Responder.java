package dev.carafe.kubernetes.apiserver.endpoints;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.serializer.MediaType;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.endpoints.Accept.Form;
import dev.carafe.kubernetes.apiserver.endpoints.Accept.Format;
import dev.carafe.kubernetes.apiserver.metrics.WatchMetrics;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import dev.carafe.kubernetes.apiserver.span.Span;
import dev.carafe.kubernetes.apiserver.span.Spans;
import dev.carafe.kubernetes.apiserver.storage.ListPage;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes replies over HTTP. Stored objects in JSON or protobuf are written as their bytes stand. Thread-safe. */
public final class Responder {
    /** Smaller replies are not worth compressing (upstream's defaultGzipThresholdBytes). */
    private static final int GZIP_BYTES_MIN = 128 << 10;

    private final InstantSource clock;
    private final WatchMetrics metrics;
    private final Spans spans;
    private final boolean compresses;

    /**
     * A responder.
     *
     * @param metrics counts what is sent to those who watch
     * @param spans tells how long replies take to be written
     * @param compresses whether large replies are compressed for clients that take that
     */
    public Responder(InstantSource clock, WatchMetrics metrics, Spans spans, boolean compresses) {
        this.clock = clock;
        this.metrics = metrics;
        this.spans = spans;
        this.compresses = compresses;
    }

    /**
     * Refuses a request whose answer the client would not take, before anything is done.
     *
     * @param custom whether it is about a custom kind
     * @throws StatusError 406
     */
    public void check(HttpExchange exchange, RequestInfo info, boolean custom) {
        if (!info.isLongRunning() || info.verb().equals("watch")) {
            Accept.check(
                    exchange.header("Accept"),
                    info.verb(),
                    custom && info.subresource().isEmpty(),
                    exchange.query().first("includeObject"));
        }
    }

    /** Says the warnings of a request in the head of its answer. */
    public static void warn(HttpExchange exchange, ApiRequest request) {
        for (String warning : request.warnings().texts()) {
            exchange.addHeader("Warning", Warnings.header(warning));
        }
    }

    /** Writes a reply. */
    public void write(HttpExchange exchange, ApiRequest request, Reply reply) throws IOException {
        warn(exchange, request);
        Span handler = ofHandler(reply);
        handler.event("About to write a response");
        try (Span span = span(exchange, reply)) {
            if (reply instanceof Reply.Watched) {
                span.event("About to start writing response");
            }
            written(exchange, reply);
        } finally {
            handler.event("Writing http response done");
        }
    }

    /** The span of who answers with one object; of lists and watches upstream tells nothing more. */
    private Span ofHandler(Reply reply) {
        return switch (reply) {
            case Reply.Stored _, Reply.Tree _ -> spans.current();
            case Reply.Listed _, Reply.Found _, Reply.Watched _, Reply.Connected _ -> Span.NONE;
        };
    }

    private Span span(HttpExchange exchange, Reply reply) {
        String name = switch (reply) {
            case Reply.Stored _, Reply.Tree _, Reply.Listed _, Reply.Found _ -> "SerializeObject";
            case Reply.Watched _ -> "WatchServer.HandleHTTP";
            case Reply.Connected _ -> "";
        };
        Span span = name.isEmpty() ? Span.NONE : spans.start(name);
        return span.with("method", exchange.method()).with("url", exchange.path());
    }

    private void written(HttpExchange exchange, Reply reply) throws IOException {
        switch (reply) {
            case Reply.Stored(int status, ServedResource resource, StoredObject object) ->
                stored(exchange, status, resource, object);
            case Reply.Tree(int status, ServedResource resource, Struct object) -> {
                Accept accept = Accept.parse(exchange.header("Accept"));
                objects(
                        exchange,
                        status,
                        accept.format(),
                        form(exchange, accept, resource, printed(accept, resource, object)));
            }
            case Reply.Listed(ServedResource resource, ListPage page) ->
                listed(exchange, resource, resource.together(page));
            case Reply.Found(ServedResource resource, List<Struct> objects) -> {
                Accept accept = Accept.parse(exchange.header("Accept"));
                objects(exchange, 200, accept.format(), formOfList(exchange, accept, resource, Struct.EMPTY, objects));
            }
            case Reply.Watched watched -> new WatchStream(exchange, watched, clock, sent(watched)).run();
            case Reply.Connected connected -> connected.connecter().connect(connected.request(), exchange);
        }
    }

    private WatchMetrics.Sent sent(Reply.Watched watched) {
        ResourceDeclaration row = watched.resource().declaration();
        return metrics.of(row.group(), row.version(), row.name(), watched.scope());
    }

    /** Writes an error, unless a reply has begun. */
    public static void error(HttpExchange exchange, StatusError error) throws IOException {
        if (exchange.replied()) {
            throw new IOException("failed after the reply began", error);
        }
        Format format;
        try {
            format = Accept.parse(exchange.header("Accept")).format();
        } catch (StatusError _) {
            format = Format.JSON;
        }
        if (error.details().retryAfterSeconds() > 0) {
            exchange.setHeader("Retry-After", Integer.toString(error.details().retryAfterSeconds()));
        }
        tree(exchange, error.code(), format, error.toStatus());
    }

    private void stored(HttpExchange exchange, int status, ServedResource resource, StoredObject object)
            throws IOException {
        Accept accept = Accept.parse(exchange.header("Accept"), resource.form().isCustom());
        boolean plain = accept.form() == Form.WHOLE && accept.format() == Format.JSON && !isPretty(exchange);
        if (plain) {
            StoredObject served = resource.served(object);
            pieces(exchange, status, List.of(served.json()), served.size());
            return;
        }
        if (accept.form() == Form.WHOLE && accept.format() == Format.PROTOBUF) {
            byte[] sealed = ProtobufForm.builtin().seal(resource, object);
            body(exchange, status, MediaType.PROTOBUF, List.of(ByteBuffer.wrap(sealed)), sealed.length);
            return;
        }
        StoredObject shown = accept.isPrinted() ? resource.printed(object) : resource.served(object);
        objects(exchange, status, accept.format(), form(exchange, accept, resource, shown.tree()));
    }

    /** A tree that is served, or what is printed of it where that is asked for. */
    private static Struct printed(Accept accept, ServedResource resource, Struct served) {
        boolean own =
                resource.form().isCustom() || "Status".equals(served.string("kind")) || ScaleTable.isScale(served);
        return accept.isPrinted() && !own ? resource.conversion().toStored(served) : served;
    }

    private Struct form(HttpExchange exchange, Accept accept, ServedResource resource, Struct object) {
        boolean isStatus = "Status".equals(object.string("kind"));
        return switch (accept.form()) {
            case WHOLE -> object;
            case METADATA -> isStatus ? object : Tables.metadataOf(resource, object, accept.meta());
            case METADATA_LIST -> {
                if (!isStatus) {
                    throw StatusError.notAcceptable(
                            "you requested PartialObjectMetadataList, but the requested object is not" + " a list ("
                                    + goType(resource, "") + ")");
                }
                yield object;
            }
            case TABLE ->
                isStatus
                        ? object
                        : Tables.table(
                                resource,
                                List.of(object),
                                accept.meta(),
                                Struct.of(
                                        "resourceVersion",
                                        dev.carafe.kubernetes.apiserver.generic.ObjectMetas.text(
                                                object, "resourceVersion")),
                                include(exchange),
                                true,
                                clock.instant());
        };
    }

    private static Tables.Include include(HttpExchange exchange) {
        return Tables.Include.parse(exchange.query().first("includeObject"));
    }

    private static boolean isPretty(HttpExchange exchange) {
        if (exchange.query().has("pretty")) {
            return exchange.query().flag("pretty");
        }
        String agent = exchange.header("User-Agent"); // as upstream: a person sits behind these
        return agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0");
    }

    private void listed(HttpExchange exchange, ServedResource resource, ListPage page) throws IOException {
        Accept accept = Accept.parse(exchange.header("Accept"), resource.form().isCustom());
        boolean said = resource.form().isCustom() && accept.form() == Form.WHOLE;
        Struct metadata = said ? continued(metadata(page)) : metadata(page);
        if (accept.form() == Form.WHOLE && accept.format() == Format.JSON && !isPretty(exchange)) {
            list(exchange, resource, page, metadata);
            return;
        }
        if (accept.form() == Form.WHOLE && accept.format() == Format.PROTOBUF) {
            List<ByteBuffer> pieces = ProtobufForm.builtin().seal(resource, metadata, page.items());
            long size = pieces.stream().mapToLong(ByteBuffer::remaining).sum();
            body(exchange, 200, MediaType.PROTOBUF, pieces, size);
            return;
        }
        boolean printed = accept.form() == Form.TABLE
                && accept.meta().equals(Accept.META)
                && accept.format() == Format.JSON
                && !isPretty(exchange);
        if (printed && !page.items().isEmpty() && include(exchange) == Tables.Include.METADATA) {
            ByteBuffer table = TableText.encode(
                    resource, page.items().stream().map(resource::printed).toList(), metadata, clock.instant());
            body(exchange, 200, MediaType.JSON, List.of(table), table.remaining());
            return;
        }
        List<Struct> objects = page.items().stream()
                .map(object -> (accept.isPrinted() ? resource.printed(object) : resource.served(object)).tree())
                .toList();
        objects(exchange, 200, accept.format(), formOfList(exchange, accept, resource, metadata, objects));
    }

    private Struct formOfList(
            HttpExchange exchange, Accept accept, ServedResource resource, Struct metadata, List<Struct> objects) {
        return switch (accept.form()) {
            case WHOLE ->
                listOf(
                        resource.declaration().kind() + "List",
                        resource.apiVersion(),
                        metadata,
                        resource.form().isCustom()
                                ? objects
                                : objects.stream().map(Responder::untyped).toList());
            case METADATA ->
                throw StatusError.notAcceptable(
                        "you requested PartialObjectMetadata, but the requested object is a list ("
                                + goType(resource, "List") + ")");
            case METADATA_LIST ->
                listOf(
                        "PartialObjectMetadataList",
                        accept.meta(),
                        metadata,
                        objects.stream()
                                .map(object -> Tables.metadataOf(resource, object, accept.meta()))
                                .toList());
            case TABLE ->
                Tables.table(resource, objects, accept.meta(), metadata, include(exchange), true, clock.instant());
        };
    }

    /** What upstream's program calls an object of the kind, or with {@code List} many of them: it says so in errors. */
    private static String goType(ServedResource resource, String list) {
        if (resource.form().isCustom()) {
            return "*unstructured.Unstructured" + list;
        }
        String group = resource.declaration().group();
        String name = group.contains(".") ? group.substring(0, group.indexOf('.')) : group;
        String room = switch (name) {
            case "", "events" -> "core";
            case "internal" -> "apiserverinternal";
            default -> name;
        };
        return "*" + room + "." + resource.declaration().kind() + list;
    }

    static Struct listOf(String kind, String apiVersion, Struct metadata, List<Struct> items) {
        return Struct.builder()
                .put("kind", kind)
                .put("apiVersion", apiVersion)
                .put("metadata", metadata)
                .put("items", items)
                .build();
    }

    /** An item of a list of a built-in kind: the list says the kind of all. */
    private static Struct untyped(Struct object) {
        return object.without("kind").without("apiVersion");
    }

    /** A whole list of a custom kind says that nothing continues it; one of a built-in kind says nothing then. */
    static Struct continued(Struct metadata) {
        return metadata.has("continue") ? metadata : metadata.with("continue", "");
    }

    static Struct metadata(ListPage page) {
        Struct.Builder metadata = Struct.builder().put("resourceVersion", Long.toString(page.revision()));
        if (!page.continueToken().isEmpty()) {
            metadata.put("continue", page.continueToken());
            if (page.remaining() > 0) {
                metadata.put("remainingItemCount", page.remaining());
            }
        }
        return metadata.build();
    }

    /** A list in JSON: its objects' bytes between the list's own. */
    private void list(HttpExchange exchange, ServedResource resource, ListPage page, Struct metadata)
            throws IOException {
        String head = "{\"kind\":\"" + resource.declaration().kind() + "List\",\"apiVersion\":\""
                + resource.apiVersion() + "\",\"metadata\":" + metadata + ",\"items\":[";
        List<ByteBuffer> pieces = new ArrayList<>();
        long size = head.length();
        for (StoredObject object : page.items()) {
            size += object.size()
                    + ITEM_HEAD_BYTES; // more or less: kinds are left out, other versions have sizes of their own
        }
        ByteBuffer piece =
                ByteBuffer.allocate((int) Math.min(PIECE_BYTES, size)).put(head.getBytes(UTF_8));
        boolean first = true;
        for (StoredObject object : page.items()) {
            StoredObject served = resource.served(object);
            boolean whole = resource.form().isCustom();
            ByteBuffer json = whole ? served.json() : served.untypedRest();
            if (piece.remaining() < json.remaining() + ITEM_HEAD_BYTES) {
                pieces.add(piece.flip());
                piece = ByteBuffer.allocate(Math.max(PIECE_BYTES, json.remaining() + ITEM_HEAD_BYTES));
            }
            if (!first) {
                piece.put((byte) ',');
            }
            first = false;
            if (!whole) {
                piece.put((byte) '{');
            }
            piece.put(json);
        }
        pieces.add(piece.flip());
        pieces.add(ByteBuffer.wrap("]}\n".getBytes(UTF_8)));
        pieces(
                exchange,
                200,
                pieces,
                pieces.stream().mapToLong(ByteBuffer::remaining).sum());
    }

    /** A comma and a brace. */
    private static final int ITEM_HEAD_BYTES = 2;

    /** Objects are gathered into writes of about this size: one write an object would cost a frame each. */
    private static final int PIECE_BYTES = 256 << 10;

    /** Writes a tree. */
    public static void tree(HttpExchange exchange, int status, Struct tree) throws IOException {
        tree(exchange, status, Accept.parse(exchange.header("Accept")).format(), tree);
    }

    private static void tree(HttpExchange exchange, int status, Format format, Struct tree) throws IOException {
        Encoded encoded = encoded(exchange, format, tree);
        plain(exchange, status, encoded.mediaType(), List.of(ByteBuffer.wrap(encoded.bytes())));
    }

    /** A tree that may be as large as the objects in it. */
    private void objects(HttpExchange exchange, int status, Format format, Struct tree) throws IOException {
        Encoded encoded = encoded(exchange, format, tree);
        body(exchange, status, encoded.mediaType(), List.of(ByteBuffer.wrap(encoded.bytes())), encoded.bytes().length);
    }

    @SuppressWarnings("ArrayRecordComponent") // handed on at once
    private record Encoded(String mediaType, byte[] bytes) {}

    private static Encoded encoded(HttpExchange exchange, Format format, Struct tree) {
        Optional<byte[]> sealed =
                format == Format.PROTOBUF ? ProtobufForm.builtin().seal(tree) : Optional.empty();
        byte[] bytes = sealed.orElseGet(() -> text(exchange, format, tree));
        String mediaType = format == Format.PROTOBUF && sealed.isEmpty() ? MediaType.JSON : format.mediaType();
        return new Encoded(mediaType, bytes);
    }

    /** A tree as text; one that has no protobuf form, such as the server's version, is JSON to those who want that. */
    private static byte[] text(HttpExchange exchange, Format format, Struct tree) {
        return switch (format) {
            case JSON, PROTOBUF -> isPretty(exchange) ? Json.encodePretty(tree) : Json.encode(tree);
            case YAML -> Yaml.encode(tree);
        };
    }

    private void pieces(HttpExchange exchange, int status, List<ByteBuffer> pieces, long size) throws IOException {
        body(exchange, status, MediaType.JSON, pieces, size);
    }

    private void body(HttpExchange exchange, int status, String mediaType, List<ByteBuffer> pieces, long size)
            throws IOException {
        if (compresses && size > GZIP_BYTES_MIN && Gzip.isAccepted(exchange)) {
            exchange.setHeader("Cache-Control", "no-cache, private");
            Gzip.reply(exchange, status, mediaType, pieces);
        } else {
            plain(exchange, status, mediaType, pieces);
        }
    }

    private static void plain(HttpExchange exchange, int status, String mediaType, List<ByteBuffer> pieces)
            throws IOException {
        exchange.setHeader("Cache-Control", "no-cache, private");
        exchange.reply(status, mediaType, pieces);
    }
}
