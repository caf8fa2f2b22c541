package dev.carafe.vsphere.esxi.guest;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The agents of a host's machines, one a socket: QEMU serves one connection at a time, so that two clients would wait for each other.
 * Thread-safe.
 */
public final class GuestAgents implements AutoCloseable {
    private final RandomGenerator random;
    private final Map<Path, GuestAgent> agents = new ConcurrentHashMap<>();

    public GuestAgents(RandomGenerator random) {
        this.random = random;
    }

    /** The agent behind a machine's socket, whether or not one answers. */
    public GuestAgent of(Path socket) {
        return agents.computeIfAbsent(socket, path -> new GuestAgent(path, random));
    }

    /** Lets go of an agent whose machine is gone. */
    public void forget(Path socket) {
        GuestAgent agent = agents.remove(socket);
        if (agent != null) {
            agent.close();
        }
    }

    @Override
    public void close() {
        agents.keySet().forEach(this::forget);
    }
}
