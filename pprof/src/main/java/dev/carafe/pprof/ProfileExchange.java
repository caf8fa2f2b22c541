package dev.carafe.pprof;

import java.io.IOException;
import java.io.OutputStream;

/** A request for a profile and its answer, as a server of HTTP hands it in. Belongs to the thread that answers. */
public interface ProfileExchange {
    /** What the request's query says for a name, the first of several; empty for nothing. */
    String asked(String name);

    /** Sets a header of the answer, before that begins. */
    void header(String name, String value);

    /** Answers whole. */
    void reply(int status, String contentType, byte[] body) throws IOException;

    /** Begins to answer; the answer ends when the stream is closed. */
    OutputStream stream(int status, String contentType) throws IOException;

    /** Calls when the client goes. */
    void onGone(Runnable then);
}
