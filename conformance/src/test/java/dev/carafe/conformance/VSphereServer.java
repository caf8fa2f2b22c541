package dev.carafe.conformance;

import dev.carafe.vsphere.client.VSphereClient;
import java.io.IOException;

/** A server of the vSphere API that a test started, upstream's or ours. */
interface VSphereServer extends AutoCloseable {
    /** A client with a session of a user who may do all. */
    VSphereClient client() throws IOException, InterruptedException;

    /** A client with a session of somebody else. */
    VSphereClient client(String user, String password) throws IOException, InterruptedException;

    /** Ends it. */
    @Override
    void close();
}
