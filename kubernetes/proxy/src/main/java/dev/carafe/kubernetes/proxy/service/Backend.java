package dev.carafe.kubernetes.proxy.service;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Something that makes routings real on this node, for one IP family. Used by one thread at a time. */
public interface Backend extends AutoCloseable {
    /**
     * Replaces everything that an earlier process or state left by these routings.
     *
     * @param services the routings of every service, by {@code namespace/name}
     * @throws IOException when the node refused; nothing changed then
     */
    void replaceAll(Map<String, List<ServicePortRouting>> services) throws IOException;

    /**
     * Carries out changes, all or none.
     *
     * @param changed the routings of each changed service; an empty list for one that is gone
     * @throws IOException when the node refused; what is loaded is then unknown, and {@link #replaceAll} comes next
     */
    void apply(Map<String, List<ServicePortRouting>> changed) throws IOException;

    /** Lets go of what lives in this process only; rules in the kernel stay, so that traffic goes on. */
    @Override
    void close();
}
