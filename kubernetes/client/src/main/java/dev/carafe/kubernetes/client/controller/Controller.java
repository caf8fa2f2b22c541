package dev.carafe.kubernetes.client.controller;

/** One loop of a controller manager. Its constructor asks for the informers it needs; it may be started once they are in sync. */
public interface Controller extends AutoCloseable {
    /** Starts its threads. */
    void start();

    /** Ends its threads and waits for them. */
    @Override
    void close();
}
