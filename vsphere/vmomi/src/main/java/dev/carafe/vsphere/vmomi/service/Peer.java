package dev.carafe.vsphere.vmomi.service;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Who sent a request and waits for the answer. */
@FunctionalInterface
public interface Peer {
    /** One that neither goes away nor takes an answer before it is whole. */
    Peer PATIENT = _ -> {};

    /** Where the pieces of an answer go, each of which does not change any more. */
    @FunctionalInterface
    interface Pieces {
        /** @throws IOException when the client has gone */
        void write(ByteBuffer piece) throws IOException;
    }

    /** Has an action run when the client goes away. */
    void onDisconnect(Runnable action);

    /** Begins an answer that succeeded and of which the end is not there yet; null when it has to be whole. */
    default @Nullable Pieces begin() throws IOException {
        return null;
    }
}
