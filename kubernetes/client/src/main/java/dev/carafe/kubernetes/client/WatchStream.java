package dev.carafe.kubernetes.client;

import dev.carafe.kubernetes.apimachinery.watch.WatchEvent;
import org.jspecify.annotations.Nullable;

/** The open answer to a watch. One thread reads; any thread may close. */
public interface WatchStream extends AutoCloseable {
    /**
     * Waits for the next event; null once the server has ended the watch or it was closed here.
     *
     * @throws ConnectionException when the connection broke, or what came was no event
     * @throws InterruptedException when the reader was interrupted
     */
    @Nullable
    WatchEvent next() throws InterruptedException;

    @Override
    void close();
}
