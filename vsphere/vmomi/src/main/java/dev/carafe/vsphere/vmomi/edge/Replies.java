package dev.carafe.vsphere.vmomi.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import java.io.IOException;
import java.io.InputStream;

/** Replies that say a sentence. */
public final class Replies {
    /** How much of a refused request's body is still read, since a client that is cut off while it sends does not read why. */
    private static final int REST_BYTES_MAX = 16 << 20;

    private Replies() {}

    /** Refuses a request with a sentence, whose body nobody has read or will. */
    public static void refuse(HttpExchange exchange, int status, String sentence) throws IOException {
        try (InputStream body = exchange.body()) {
            skipRest(body);
        }
        text(exchange, status, sentence);
    }

    static void skipRest(InputStream body) throws IOException {
        byte[] buffer = new byte[8192];
        int left = REST_BYTES_MAX;
        while (left > 0) {
            int read = body.read(buffer);
            if (read < 0) {
                return;
            }
            left -= read;
        }
    }

    /** A reply of plain text. */
    public static void text(HttpExchange exchange, int status, String sentence) throws IOException {
        exchange.reply(status, "text/plain; charset=utf-8", (sentence + "\n").getBytes(UTF_8));
    }

    /** Says that the path is there but not for that method (RFC 9110, section 15.5.6). */
    public static void methodNotAllowed(HttpExchange exchange, String allowed) throws IOException {
        exchange.setHeader("Allow", allowed);
        refuse(exchange, 405, exchange.path() + " takes " + allowed + " only.");
    }
}
