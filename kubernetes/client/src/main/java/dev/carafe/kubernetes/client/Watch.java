package dev.carafe.kubernetes.client;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.watch.WatchEvent;
import org.jspecify.annotations.Nullable;

/**
 * A watch of typed objects. One thread reads; any thread may close.
 *
 * @param <T> the objects' type
 */
public final class Watch<T extends ApiObject<T>> implements AutoCloseable {
    private final WatchStream stream;
    private final ResourceType<T> type;

    Watch(WatchStream stream, ResourceType<T> type) {
        this.stream = stream;
        this.type = type;
    }

    /**
     * An event whose object is typed; never one of {@link WatchEvent.Type#ERROR}.
     *
     * @param <T> the object's type
     */
    public record Event<T>(WatchEvent.Type type, T object) {}

    /**
     * Waits for the next event; null at the end of the watch.
     *
     * @throws StatusError what an error event says, such as 410 for a version that is too old
     * @throws ConnectionException when the connection broke
     */
    public @Nullable Event<T> next() throws InterruptedException {
        WatchEvent event = stream.next();
        if (event == null) {
            return null;
        }
        if (event.type() == WatchEvent.Type.ERROR) {
            throw StatusError.ofStatus(event.object());
        }
        return new Event<>(event.type(), type.view().apply(event.object()));
    }

    @Override
    public void close() {
        stream.close();
    }
}
