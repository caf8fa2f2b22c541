package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.http.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compressed replies (apiserver/pkg/endpoints/handlers/responsewriters). Functions only. */
public final class Gzip {
    private static final int BUFFER_BYTES = 32 << 10;

    private Gzip() {}

    /** Whether a client takes them: it must say so in this word, without a weight. */
    public static boolean isAccepted(HttpExchange exchange) {
        return Arrays.stream(exchange.header("Accept-Encoding").split(","))
                .anyMatch(token -> token.strip().equals("gzip"));
    }

    /** Sends a whole reply. */
    public static void reply(HttpExchange exchange, int status, String mediaType, List<ByteBuffer> pieces)
            throws IOException {
        exchange.setHeader("Content-Encoding", "gzip");
        exchange.addHeader("Vary", "Accept-Encoding");
        try (Fast out = new Fast(exchange.stream(status, mediaType));
                WritableByteChannel into = Channels.newChannel(out)) {
            for (ByteBuffer piece : pieces) {
                into.write(piece);
            }
        }
    }

    /** Compresses at the fastest level, as upstream does. */
    private static final class Fast extends GZIPOutputStream {
        Fast(OutputStream out) throws IOException {
            super(out, BUFFER_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
