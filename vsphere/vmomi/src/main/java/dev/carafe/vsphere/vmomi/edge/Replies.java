package dev.carafe.vsphere.vmomi.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import java.io.IOException;

/** Replies that say a sentence. */
public final class Replies {
    private Replies() {}

    /** A reply of plain text. */
    public static void text(HttpExchange exchange, int status, String sentence) throws IOException {
        exchange.reply(status, "text/plain; charset=utf-8", (sentence + "\n").getBytes(UTF_8));
    }

    /** Says that the path is there but not for that method (RFC 9110, section 15.5.6). */
    public static void methodNotAllowed(HttpExchange exchange, String allowed) throws IOException {
        exchange.setHeader("Allow", allowed);
        text(exchange, 405, exchange.path() + " takes " + allowed + " only.");
    }
}
