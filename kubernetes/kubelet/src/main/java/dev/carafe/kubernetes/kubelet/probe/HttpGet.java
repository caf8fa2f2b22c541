package dev.carafe.kubernetes.kubelet.probe;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One HTTP/1.1 GET on a connection of its own, of which only the status and the head are read. Made for
 * asking containers how they are, so it verifies nobody's certificate, as upstream's probes do not; it
 * carries no credentials and must not be used where any could be.
 */
public final class HttpGet {
    private static final int HEAD_MAX_BYTES = 64 << 10;
    private static final int REDIRECTS_MAX = 10;

    /** @param location where it sends its caller, empty for nowhere */
    private record Answer(int status, String location) {}

    private HttpGet() {}

    /**
     * Asks, following redirections on the same host, and answers the last status. A redirection to another
     * host is not followed, and its own status is the answer.
     *
     * @param headers to send, beside and instead of the ordinary ones
     * @throws SocketTimeoutException when all of it took longer than {@code timeout}
     * @throws IOException when there was no answer
     */
    public static int status(URI uri, Map<String, String> headers, Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        URI at = uri;
        for (int i = 0; i <= REDIRECTS_MAX; i++) {
            Answer answer = ask(at, headers, deadline);
            if (answer.status() < 300
                    || answer.status() >= 400
                    || answer.location().isEmpty()) {
                return answer.status();
            }
            URI next = at.resolve(answer.location());
            if (next.getHost() == null || !next.getHost().equals(uri.getHost())) {
                return answer.status();
            }
            at = next;
        }
        throw new IOException("stopped after " + REDIRECTS_MAX + " redirects");
    }

    private static Answer ask(URI uri, Map<String, String> headers, long deadline) throws IOException {
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
        String host = uri.getHost().startsWith("[")
                ? uri.getHost().substring(1, uri.getHost().length() - 1)
                : uri.getHost();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), left(deadline));
            plain.setSoTimeout(left(deadline));
            if (!tls) {
                return exchange(plain, uri, headers, deadline);
            }
            try (Socket secure = unverified().createSocket(plain, host, port, true)) {
                return exchange(secure, uri, headers, deadline);
            }
        }
    }

    private static Answer exchange(Socket socket, URI uri, Map<String, String> headers, long deadline)
            throws IOException {
        Map<String, String> sent = new LinkedHashMap<>();
        sent.put("host", "Host: " + uri.getRawAuthority());
        sent.put("user-agent", "User-Agent: kube-probe/1.37");
        sent.put("accept", "Accept: */*");
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (value.isEmpty() && (lower.equals("accept") || lower.equals("user-agent"))) {
                sent.remove(lower); // an empty one asks for none
            } else {
                sent.put(lower, name + ": " + value);
            }
        });
        sent.put("connection", "Connection: close");
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String request = "GET " + path + query + " HTTP/1.1\r\n" + String.join("\r\n", sent.values()) + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String statusLine = line(socket, in, deadline);
        String[] words = statusLine.split(" ", 3);
        if (!statusLine.startsWith("HTTP/") || words.length < 2 || !words[1].matches("[1-5][0-9]{2}")) {
            throw new IOException("malformed HTTP response \"" + statusLine + "\"");
        }
        String location = "";
        int total = 0;
        for (String header = line(socket, in, deadline); !header.isEmpty(); header = line(socket, in, deadline)) {
            total += header.length();
            if (total > HEAD_MAX_BYTES) {
                throw new IOException("server response headers exceeded " + HEAD_MAX_BYTES + " bytes");
            }
            int colon = header.indexOf(':');
            if (colon > 0 && header.substring(0, colon).equalsIgnoreCase("location")) {
                location = header.substring(colon + 1).strip();
            }
        }
        return new Answer(Integer.parseInt(words[1]), location);
    }

    private static String line(Socket socket, InputStream in, long deadline) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            socket.setSoTimeout(left(deadline));
            int next = in.read();
            if (next < 0) {
                throw new IOException("EOF");
            }
            if (next == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            if (line.size() > HEAD_MAX_BYTES) {
                throw new IOException("server response headers exceeded " + HEAD_MAX_BYTES + " bytes");
            }
            line.write(next);
        }
    }

    private static int left(long deadline) throws SocketTimeoutException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("context deadline exceeded");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    private static SSLSocketFactory unverified() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anyone()}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Trusts whoever answers: a probe asks whether something serves there, not who it is. */
    private static final class Anyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
