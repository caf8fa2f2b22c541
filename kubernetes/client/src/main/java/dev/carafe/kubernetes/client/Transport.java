package dev.carafe.kubernetes.client;

import dev.carafe.kubernetes.apimachinery.value.Struct;

/**
 * Carries requests to an API server: over HTTP, or by a call within this JVM.
 *
 * <p>Implementations are thread-safe and block the caller.
 */
public interface Transport extends AutoCloseable {
    /**
     * Sends a request and returns the object of the answer; an answer without an object is the empty struct.
     *
     * @throws dev.carafe.kubernetes.apimachinery.errors.StatusError for an answer other than 2xx
     * @throws ConnectionException when no answer came; the server may or may not have done the work
     */
    Struct call(ApiRequest request);

    /**
     * Opens a watch; the request is a GET whose query has {@code watch=true}.
     *
     * @throws dev.carafe.kubernetes.apimachinery.errors.StatusError for an answer other than 200
     * @throws ConnectionException when no answer came
     */
    WatchStream watch(ApiRequest request);

    /** Ends open watches and connections. */
    @Override
    void close();
}
