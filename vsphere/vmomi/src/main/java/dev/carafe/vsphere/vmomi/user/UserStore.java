package dev.carafe.vsphere.vmomi.user;

import java.io.IOException;
import java.util.List;

/** Keeps users. Called by one thread at a time. */
public interface UserStore {
    /** All users that were kept last; none at first. */
    List<User> load() throws IOException;

    /** Keeps these and no others; they are safe when this returns. */
    void save(List<User> users) throws IOException;
}
