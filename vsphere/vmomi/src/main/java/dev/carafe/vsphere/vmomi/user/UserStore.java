package dev.carafe.vsphere.vmomi.user;

import java.io.IOException;
import java.util.List;

/** Keeps users. Called by one thread at a time, and by several processes. */
public interface UserStore {
    /** Ends what keeps others from changing users. */
    interface Lock extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /** Waits until no other process changes users, and keeps all from it until it is closed. */
    Lock lock() throws IOException;

    /** What is equal as long as nobody has kept other users. */
    Object stamp() throws IOException;

    /** All users that were kept last; none at first. */
    List<User> load() throws IOException;

    /** Keeps these and no others; they are safe when this returns. */
    void save(List<User> users) throws IOException;
}
