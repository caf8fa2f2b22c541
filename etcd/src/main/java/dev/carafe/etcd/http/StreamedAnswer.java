package dev.carafe.etcd.http;

import java.io.OutputStream;
import java.util.Map;

/** Takes an answer that comes in pieces. Its methods block while the client does not read. */
interface StreamedAnswer {
    /** The next message of a stream of several. */
    void piece(String json);

    /** Begins an answer of bytes, in the place of messages; {@code headers} are others, by their names. */
    OutputStream bytes(String contentType, Map<String, String> headers);

    /** Whether the client has gone. */
    boolean isGone();

    /** Calls when the client goes, at once when it has gone. */
    void onGone(Runnable then);
}
