package dev.carafe.kubernetes.kubelet;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.kubelet.lifecycle.PodAdmission;
import dev.carafe.kubernetes.kubelet.node.Machine;
import dev.carafe.kubernetes.kubelet.node.NodeConfig;
import dev.carafe.kubernetes.kubelet.node.NodeRegistration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** This machine's Node, by which pods are admitted: the API server's, or without one what it would be. Thread-safe. */
final class OwnNode implements PodAdmission.Nodes {
    private final @Nullable Client client;
    private final String name;
    private volatile Optional<Node> last;

    OwnNode(@Nullable Client client, Machine machine, NodeConfig config) {
        this.client = client;
        this.name = config.name();
        this.last = client == null ? Optional.of(NodeRegistration.describe(machine, config)) : Optional.empty();
    }

    /** The API server's Node changed. */
    void seen(Node node) {
        last = Optional.of(node);
    }

    @Override
    public Optional<Node> known() {
        return last;
    }

    @Override
    public Optional<Node> now() {
        if (client == null) {
            return last;
        }
        try {
            return client.of(CoreV1.NODES).find("", name);
        } catch (StatusError | ConnectionException _) {
            return last; // the server is away; what was heard last must do
        }
    }
}
