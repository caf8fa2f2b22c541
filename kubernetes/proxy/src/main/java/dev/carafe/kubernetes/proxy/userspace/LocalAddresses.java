package dev.carafe.kubernetes.proxy.userspace;

import java.io.IOException;

/** Makes a service's address one of this machine's own, so that a relay can listen there. */
public interface LocalAddresses {
    /**
     * Adds an address to the loopback interface; one that is there already is fine.
     *
     * @throws IOException when the machine refuses, such as without the right to
     */
    void add(String address) throws IOException;

    /** Takes back what {@link #add} did. */
    void remove(String address);
}
