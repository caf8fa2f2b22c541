package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apiserver.endpoints.Gzip;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Answers with a document that the client may have already (RFC 9110, section 13.1.2). */
final class TaggedReply {
    private TaggedReply() {}

    /** Tags the document by its own bytes. */
    static void send(HttpExchange exchange, String contentType, byte[] document) throws IOException {
        send(exchange, contentType, Integer.MAX_VALUE, document);
    }

    /** The same, compressed for clients that take that where it has more than {@code gzipMin} bytes. */
    static void send(HttpExchange exchange, String contentType, int gzipMin, byte... document) throws IOException {
        exchange.setHeader("Cache-Control", "public");
        String tag = hash(document);
        if (isKnown(exchange, tag)) {
            return;
        }
        if (document.length > gzipMin && Gzip.isAccepted(exchange)) {
            Gzip.reply(exchange, 200, contentType, List.of(ByteBuffer.wrap(document)));
        } else {
            exchange.reply(200, contentType, document);
        }
    }

    /** Says the tag, and answers with that alone where the client has what it names; whether it did. */
    static boolean isKnown(HttpExchange exchange, String hash) throws IOException {
        String tag = '"' + hash + '"';
        exchange.setHeader("ETag", tag);
        if (!exchange.header("If-None-Match").equals(tag)) {
            return false;
        }
        exchange.reply(304, "", List.of());
        return true;
    }

    private static String hash(byte[] document) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-512").digest(document));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
