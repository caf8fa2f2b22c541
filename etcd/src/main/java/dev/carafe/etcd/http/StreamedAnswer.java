package dev.carafe.etcd.http;

/** Takes an answer that comes in pieces. Its methods block while the client does not read. */
interface StreamedAnswer {
    /** The next message of a stream of several. */
    void piece(String json);

    /** Whether the client has gone. */
    boolean isGone();

    /** Calls when the client goes, at once when it has gone. */
    void onGone(Runnable then);
}
