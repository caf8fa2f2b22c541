package dev.carafe.kubernetes.apiserver.kubelet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The beginning of an HTTP/1.1 reply.
 *
 * @param headers by name in lower case
 */
record ReplyHead(int status, Map<String, String> headers) {
    private static final int LINE_MAX = 8 << 10;
    private static final int LINES_MAX = 100;
    private static final int BODY_MAX = 64 << 10;

    static ReplyHead read(InputStream in) throws IOException {
        String[] words = line(in).split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("[1-5][0-9]{2}")) {
            throw new IOException("no HTTP reply from the kubelet");
        }
        Map<String, String> headers = new HashMap<>();
        for (int count = 0; count < LINES_MAX; count++) {
            String line = line(in);
            if (line.isEmpty()) {
                return new ReplyHead(Integer.parseInt(words[1]), Map.copyOf(headers));
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        throw new IOException("too many headers in the kubelet's reply");
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() == LINE_MAX) {
                throw new IOException("malformed reply from the kubelet");
            }
            line.write(b);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** The body of a short reply of known length, such as an error; else what there is of it. */
    String body(InputStream in) throws IOException {
        String length = header("content-length");
        if (!length.matches("[0-9]{1,6}")) {
            return "";
        }
        return new String(in.readNBytes(Math.min(Integer.parseInt(length), BODY_MAX)), UTF_8).strip();
    }
}
