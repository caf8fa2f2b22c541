package dev.carafe.kubernetes.kubelet.server;

import java.util.Optional;

/** Decides about those whom a certificate alone does not identify or permit. Any thread; may block. */
public interface KubeletAuthorizer {
    /** Whose bearer token it is; empty when it is nobody's. */
    Optional<User> authenticate(String token);

    /** Whether a user may do that with a subresource of the node, such as {@code proxy} or {@code stats}. */
    boolean allowed(User user, String verb, String subresource);
}
