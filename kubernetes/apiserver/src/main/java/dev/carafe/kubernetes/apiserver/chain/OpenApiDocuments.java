package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.serializer.MediaType;
import dev.carafe.kubernetes.apiserver.openapi.OpenApiForm;
import dev.carafe.kubernetes.apiserver.openapi.OpenApiV2;
import dev.carafe.kubernetes.apiserver.openapi.OpenApiV3;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * The paths that OpenAPI documents are read from. Version 3 has an index that tells each document's address with its hash: under
 * that address the document never changes, and clients keep it (k8s.io/kube-openapi, handler3). Thread-safe.
 */
final class OpenApiDocuments {
    private static final String V3 = "/openapi/v3";
    /** As in upstream's handler of this document, which compresses by itself. */
    private static final int V2_GZIP_MIN = 1400;

    private static final int NOT_ACCEPTABLE = 406;
    private static final long KEPT_YEARS = 1;

    private final OpenApiV2 v2;
    private final OpenApiV3 v3;
    private final InstantSource clock;

    OpenApiDocuments(OpenApiV2 v2, OpenApiV3 v3, InstantSource clock) {
        this.v2 = v2;
        this.v3 = v3;
        this.clock = clock;
    }

    static boolean serves(String path) {
        return path.startsWith("/openapi/");
    }

    /** Answers a read of a path that is served. */
    void handle(HttpExchange exchange, String path) throws IOException {
        if (path.equals("/openapi/v2")) {
            v2(exchange);
        } else if (path.equals(V3)) {
            TaggedReply.send(exchange, MediaType.JSON, v3.index());
        } else if (path.startsWith(V3 + "/")) {
            v3(exchange, path.substring(V3.length() + 1));
        } else {
            throw StatusError.pathNotFound();
        }
    }

    private void v2(HttpExchange exchange) throws IOException {
        exchange.setHeader("Vary", "Accept");
        Optional<OpenApiForm> form = OpenApiForm.accepted(exchange.header("Accept"), OpenApiForm.V2_PROTOBUF);
        if (form.isEmpty()) {
            exchange.reply(NOT_ACCEPTABLE, "", List.of());
        } else {
            TaggedReply.send(exchange, form.get().contentType(), V2_GZIP_MIN, v2.in(form.get()));
        }
    }

    private void v3(HttpExchange exchange, String path) throws IOException {
        String hash = v3.hash(path).orElseThrow(StatusError::pathNotFound);
        String asked = exchange.query().first("hash");
        exchange.setHeader("Vary", "Accept");
        Optional<OpenApiForm> form = OpenApiForm.accepted(exchange.header("Accept"), OpenApiForm.V3_PROTOBUF);
        if (form.isEmpty()) {
            exchange.reply(NOT_ACCEPTABLE, "", List.of());
            return;
        }
        exchange.setHeader("Cache-Control", asked.equals(hash) ? "public, immutable" : "no-cache, private");
        if (asked.equals(hash)) {
            exchange.setHeader(
                    "Expires",
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            clock.instant().atOffset(ZoneOffset.UTC).plusYears(KEPT_YEARS)));
        } else if (!asked.isEmpty()) { // of another build, or of kinds as they were
            exchange.setHeader("ETag", '"' + hash + '"');
            exchange.setHeader("Location", V3 + "/" + path + "?hash=" + hash);
            exchange.reply(301, MediaType.JSON, List.of());
            return;
        }
        if (!TaggedReply.isKnown(exchange, hash)) {
            byte[] document = v3.document(path, form.get()).orElseThrow(StatusError::pathNotFound);
            exchange.reply(200, form.get().contentType(), document);
        }
    }
}
