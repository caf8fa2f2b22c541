package dev.carafe.kubernetes.proxy.userspace;

import java.net.InetSocketAddress;

/** One listening address and the traffic that comes by it. */
interface Relay extends AutoCloseable {
    /** Where it listens. */
    InetSocketAddress address();

    /** Stops listening and ends what it carries. */
    @Override
    void close();
}
