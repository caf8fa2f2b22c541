package dev.carafe.kubernetes.kubelet.runtime;

import java.time.Instant;
import java.util.List;

/**
 * A sandbox as the runtime reports it.
 *
 * @param attempt 0 for the pod's first
 * @param ips its addresses, the primary first; none on the machine's own network
 */
public record RuntimeSandbox(
        String id, int attempt, boolean ready, Instant createdAt, boolean hostNetwork, List<String> ips) {}
