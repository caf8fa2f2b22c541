package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.http.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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

    /** About what a member has beside the text. */
    private static final int MEMBER_BYTES = 64;

    private Gzip() {}

    /** Whether a client takes them: it must say so in this word, without a weight. */
    public static boolean isAccepted(HttpExchange exchange) {
        return Arrays.stream(exchange.header("Accept-Encoding").split(","))
                .anyMatch(token -> token.strip().equals("gzip"));
    }

    /** Sends a whole reply. */
    public static void reply(HttpExchange exchange, int status, String mediaType, List<ByteBuffer> pieces)
            throws IOException {
        announce(exchange);
        try (Fast out = new Fast(exchange.stream(status, mediaType));
                WritableByteChannel into = Channels.newChannel(out)) {
            for (ByteBuffer piece : pieces) {
                into.write(piece);
            }
        }
    }

    /**
     * Compresses a piece of a stream by itself, so that a client can read it when it comes: a member of a gzip file, which are read one
     * behind the other (RFC 1952, section 2.2). Nothing is kept between the pieces of a stream that is silent for long.
     */
    static byte[] member(ByteBuffer piece) {
        ByteArrayOutputStream member = new ByteArrayOutputStream(MEMBER_BYTES + piece.remaining() / 4);
        try (Fast into = new Fast(member);
                WritableByteChannel channel = Channels.newChannel(into)) {
            channel.write(piece);
            into.flush(); // Go's reader gives away what stands in the last block only once the next member begins
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it is written into memory
        }
        return member.toByteArray();
    }

    /** Says that a reply is compressed, before it begins. */
    static void announce(HttpExchange exchange) {
        exchange.setHeader("Content-Encoding", "gzip");
        exchange.addHeader("Vary", "Accept-Encoding");
    }

    /** Compresses at the fastest level, as upstream does. */
    private static final class Fast extends GZIPOutputStream {
        Fast(OutputStream out) throws IOException {
            super(out, BUFFER_BYTES, true);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
