package dev.carafe.cli.cluster;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.watch.WatchEvent;
import dev.carafe.kubernetes.apiserver.InProcess;
import dev.carafe.kubernetes.apiserver.endpoints.TreeReplies;
import dev.carafe.kubernetes.client.ApiRequest;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.Transport;
import dev.carafe.kubernetes.client.WatchStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Joins the client with an API server in the same process: requests are calls, and both ends share the same trees. The server
 * authorizes, admits and validates as it does for requests by HTTP. Thread-safe.
 */
final class InProcessTransport implements Transport {

    private final InProcess server;
    private final Set<Stream> watches = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** A transport to {@code server}, which says who the client is. */
    InProcessTransport(InProcess server) {
        this.server = server;
    }

    @Override
    public Struct call(ApiRequest request) {
        requireOpen(request);
        return server.call(request.method(), request.path(), request.query(), request.contentType(), request.body());
    }

    @Override
    public WatchStream watch(ApiRequest request) {
        requireOpen(request);
        Stream stream = new Stream(server.watch(request.path(), request.query()));
        watches.add(stream);
        if (closed) {
            stream.close();
        }
        return stream;
    }

    private void requireOpen(ApiRequest request) {
        if (closed) {
            throw new ConnectionException(request + ": the client is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        watches.forEach(Stream::close);
    }

    /** A watch of the server's as the client reads it. */
    private final class Stream implements WatchStream {

        private final TreeReplies.Watch watch;

        Stream(TreeReplies.Watch watch) {
            this.watch = watch;
        }

        @Override
        public @Nullable WatchEvent next() throws InterruptedException {
            TreeReplies.Event event = watch.next();
            if (event == null) {
                close();
                return null;
            }
            return new WatchEvent(WatchEvent.Type.valueOf(event.type()), event.object());
        }

        @Override
        public void close() {
            watches.remove(this);
            watch.close();
        }
    }
}
