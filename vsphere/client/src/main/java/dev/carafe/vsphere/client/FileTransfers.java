package dev.carafe.vsphere.client;

import dev.carafe.vsphere.client.Transport.Outgoing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Moves files by plain HTTP, which the API names by URL: datastores ({@code /folder}), leases ({@code /nfc}), guests
 * ({@code /guestFile}), screens. The session's cookie goes to the connection's own server alone. A transfer has no limit on
 * its whole time, but one that moves nothing for as long as a call may take is ended. Safe for all threads.
 */
public final class FileTransfers {
    private static final int PIECE_BYTES = 1 << 16;
    private static final int REASON_MAX_BYTES = 500;

    private final Connection connection;

    public FileTransfers(Connection connection) {
        this.connection = connection;
    }

    /**
     * Where a file is and how it is asked for.
     *
     * @param uri absolute, or a path on the connection's server; {@code *} as the host means that server too
     * @param thumbprint of the certificate that the server of the file has; null for the connection's own trust
     * @param headers more headers of the request, such as {@code Range}; a {@code Cookie} is sent in place of the session's
     */
    public record Place(URI uri, @Nullable Thumbprint thumbprint, Map<String, String> headers) {
        public Place {
            headers = Map.copyOf(headers);
        }

        public Place(URI uri) {
            this(uri, null, Map.of());
        }

        /** The same with one more header. */
        public Place with(String header, String value) {
            Map<String, String> more = new java.util.HashMap<>(headers);
            more.put(header, value);
            return new Place(uri, thumbprint, more);
        }

        /**
         * The same on a server with a certificate that the connection's server names.
         *
         * @param named its thumbprint; where it is none, the connection's own trust decides
         */
        public Place withThumbprint(@Nullable String named) {
            try {
                return named == null || named.isBlank() ? this : new Place(uri, new Thumbprint(named), headers);
            } catch (IllegalArgumentException _) {
                return this;
            }
        }
    }

    /** A place by the text that the API has for it, where the host may be {@code *}. */
    public Place place(String url) {
        return new Place(resolved(url));
    }

    /** Whether a place is on the connection's own server. */
    public boolean isOwn(Place place) {
        return isOwn(connection.address().resolve(place.uri()));
    }

    private boolean isOwn(URI uri) {
        return uri.getRawAuthority().equals(connection.address().getRawAuthority());
    }

    /**
     * The URI that a text of the API means.
     *
     * @throws IllegalArgumentException when it is none
     */
    URI resolved(String url) {
        String star = "://*";
        int host = url.indexOf(star);
        URI own = connection.address();
        if (host < 0) {
            return own.resolve(url);
        }
        String rest = url.substring(host + star.length());
        return rest.startsWith(":")
                ? URI.create(own.getScheme() + "://" + own.getHost() + rest)
                : URI.create(own.getScheme() + "://" + own.getRawAuthority() + rest);
    }

    /**
     * Reads a file into a stream, which stays open.
     *
     * @return how many bytes it had
     * @throws TransferException when the server refuses
     */
    public long download(Place place, OutputStream to, TransferProgress progress)
            throws IOException, InterruptedException {
        return exchange(place, "GET", Outgoing.NONE, (response, watch) -> {
            long total = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            return copy(response.body(), to, total, (moved, of) -> {
                watch.moved();
                progress.moved(moved, of);
            });
        });
    }

    /** How long a file is, where the server says it. */
    public OptionalLong size(Place place) throws IOException, InterruptedException {
        return exchange(
                place,
                "HEAD",
                Outgoing.NONE,
                (response, _) -> response.headers().firstValueAsLong("Content-Length"));
    }

    /**
     * Writes a file from a stream, which stays open.
     *
     * @param method {@code PUT}, or {@code POST} where the API wants that
     * @param lengthBytes how many bytes come; -1 when it is not known, which not every server takes
     * @throws TransferException when the server refuses
     */
    public void upload(Place place, String method, InputStream from, long lengthBytes, TransferProgress progress)
            throws IOException, InterruptedException {
        exchange(place, method, new Outgoing(from, lengthBytes, progress), (response, _) -> response.statusCode());
    }

    /** Takes an answer as it comes. */
    @FunctionalInterface
    public interface AnswerReader {
        /** @param body to be read within the call */
        void read(int status, HttpHeaders headers, InputStream body) throws IOException;
    }

    /**
     * Sends a request and hands on the answer whatever it says, for whoever stands between a client and the server.
     *
     * @param body of the request, which stays open
     * @param lengthBytes of the body; -1 when it is not known, 0 for none
     */
    public void relay(Place place, String method, InputStream body, long lengthBytes, AnswerReader reader)
            throws IOException, InterruptedException {
        Outgoing outgoing = lengthBytes == 0 ? Outgoing.NONE : new Outgoing(body, lengthBytes, TransferProgress.NONE);
        send(place, method, outgoing, (response, watch) -> {
            InputStream counted =
                    new CountingInputStream(response.body(), (_, _) -> watch.moved(), new AtomicReference<>());
            reader.read(response.statusCode(), response.headers(), counted);
            return Boolean.TRUE;
        });
    }

    private <T> T exchange(Place place, String method, Outgoing body, Transport.WatchedReader<T> reader)
            throws IOException, InterruptedException {
        URI uri = connection.address().resolve(place.uri());
        return send(place, method, body, (response, watch) -> {
            refuse(uri, response);
            return reader.read(response, watch);
        });
    }

    private <T> T send(Place place, String method, Outgoing body, Transport.WatchedReader<T> whole)
            throws IOException, InterruptedException {
        URI uri = connection.address().resolve(place.uri());
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        place.headers().forEach(request::header);
        String cookie = connection.sessionCookie();
        boolean own = isOwn(uri);
        if (own && cookie != null && !place.headers().containsKey("Cookie")) {
            request.header("Cookie", SessionCookie.NAME + "=" + cookie);
        }
        if (own && place.thumbprint() == null) {
            return connection.transport().transfer(request, method, body, whole);
        }
        ConnectionConfig config = connection.config().at(uri, place.thumbprint());
        try (Transport elsewhere = Transport.open(config)) {
            return elsewhere.transfer(request, method, body, whole);
        }
    }

    private static void refuse(URI uri, HttpResponse<InputStream> response) throws IOException {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        String reason = new String(response.body().readNBytes(REASON_MAX_BYTES), StandardCharsets.UTF_8).strip();
        throw new TransferException(
                uri, status, "the server answers HTTP " + status + (reason.isEmpty() ? "" : " (" + reason + ")"));
    }

    private static long copy(InputStream from, OutputStream to, long total, TransferProgress progress)
            throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        long moved = 0;
        for (int n = from.read(piece); n >= 0; n = from.read(piece)) {
            to.write(piece, 0, n);
            moved += n;
            progress.moved(moved, total);
        }
        return moved;
    }
}
