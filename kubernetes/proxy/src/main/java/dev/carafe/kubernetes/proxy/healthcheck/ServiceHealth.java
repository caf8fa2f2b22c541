package dev.carafe.kubernetes.proxy.healthcheck;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The listeners of all services' {@code healthCheckNodePort}. Used by one thread at a time. */
public final class ServiceHealth implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ServiceHealth.class.getName());

    private final Map<String, HealthListener> listeners = new HashMap<>();

    /**
     * What a service is now. A port that cannot be opened is logged and tried again at the service's next change.
     *
     * @param namespace the service's
     * @param port where load balancers ask, 0 for nowhere
     * @param localEndpoints how many of its endpoints are on this node
     */
    public void update(String namespace, String name, int port, int localEndpoints) {
        String service = namespace + "/" + name;
        HealthListener listener = listeners.get(service);
        if (listener != null && listener.port() != port) {
            listeners.remove(service);
            listener.close();
            listener = null;
        }
        if (port == 0) {
            return;
        }
        if (listener == null) {
            try {
                listener = HealthListener.open(namespace, name, port);
                listeners.put(service, listener);
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "load balancers cannot ask for " + service + " at port " + port + ": " + e.getMessage());
                return;
            }
        }
        listener.localEndpoints(localEndpoints);
    }

    @Override
    public void close() {
        listeners.values().forEach(HealthListener::close);
        listeners.clear();
    }
}
