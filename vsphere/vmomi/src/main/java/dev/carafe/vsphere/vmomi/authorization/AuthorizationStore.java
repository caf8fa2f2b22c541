package dev.carafe.vsphere.vmomi.authorization;

import java.io.IOException;
import java.util.Optional;

/** Keeps roles and permissions. Called by one thread at a time. */
public interface AuthorizationStore {
    /** What was kept last; empty at first. */
    Optional<AuthorizationState> load() throws IOException;

    /** Keeps this in the place of what was; it is safe when this returns. */
    void save(AuthorizationState state) throws IOException;
}
