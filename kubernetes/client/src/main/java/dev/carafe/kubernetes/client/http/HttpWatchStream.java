package dev.carafe.kubernetes.client.http;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.watch.WatchEvent;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.WatchStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The body of a watch: one JSON object a line. */
final class HttpWatchStream implements WatchStream {
    private static final int LINE_BYTES_MAX = 64 << 20;
    private static final int BUFFER_BYTES = 16 << 10;

    private final InputStream body;
    private final Consumer<HttpWatchStream> onClose;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private volatile boolean closed;

    HttpWatchStream(InputStream body, Consumer<HttpWatchStream> onClose) {
        this.body = body;
        this.onClose = onClose;
    }

    @Override
    public @Nullable WatchEvent next() {
        try {
            byte[] line = line();
            while (line != null && line.length == 0) {
                line = line();
            }
            return line == null ? null : event(line);
        } catch (IOException e) {
            if (closed) {
                return null;
            }
            throw new ConnectionException("the watch broke: " + e.getMessage(), e);
        } catch (MalformedJsonException e) {
            throw new ConnectionException("the watch is not readable: " + e.getMessage(), e);
        }
    }

    private static WatchEvent event(byte[] line) throws MalformedJsonException {
        return WatchEvent.ofTree(Json.decodeStruct(line))
                .orElseThrow(() -> new ConnectionException("the watch has something that is no event"));
    }

    /** The next line; null at the end. What an end cuts off is no line. */
    private byte @Nullable [] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (position == limit) {
                limit = body.read(buffer, 0, buffer.length);
                position = 0;
                if (limit < 0) {
                    limit = 0;
                    return null;
                }
            }
            int start = position;
            while (position < limit && buffer[position] != '\n') {
                position++;
            }
            line.write(buffer, start, position - start);
            if (position < limit) {
                position++;
                return line.toByteArray();
            }
            if (line.size() > LINE_BYTES_MAX) {
                throw new IOException("an event is too large");
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        onClose.accept(this);
        try {
            body.close();
        } catch (IOException _) {
            // the connection is gone either way
        }
    }
}
