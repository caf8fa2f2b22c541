package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.ResourceListDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.ClusterCells;
import dev.carafe.kubernetes.apiserver.registry.validation.cluster.NodeValidator;
import java.util.List;
import java.util.Map;

/** Nodes: a kubelet registers its node with its status, which is therefore kept on create. */
final class NodeStrategy extends DefaultStrategy {
    NodeStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        Node node = new Node(object);
        if (node.spec().podCIDRs().isEmpty() && !node.spec().podCIDR().isEmpty()) {
            node = node.withSpec(node.spec().withPodCIDRs(List.of(node.spec().podCIDR())));
        }
        if (!node.hasStatus()) {
            return node.struct();
        }
        Struct tree = ResourceListDefaults.canonical(node.status().struct(), "capacity");
        NodeStatus status = new NodeStatus(ResourceListDefaults.canonical(tree, "allocatable"));
        if (!status.hasAllocatable() && status.hasCapacity()) {
            status = status.withAllocatable(status.capacity());
        }
        return node.withStatus(status).struct();
    }

    /** Where a kubelet's configuration is was told here in former times. */
    @Override
    public Struct prepareForCreate(Struct object) {
        Node node = withoutConfigSource(new Node(object));
        return node.status().hasConfig()
                ? node.withStatus(node.status().withoutConfig()).struct()
                : node.struct();
    }

    @Override
    public Struct prepareForUpdate(Struct object, Struct old) {
        Node node = new Node(super.prepareForUpdate(object, old));
        return new Node(old).spec().hasConfigSource()
                ? node.struct()
                : withoutConfigSource(node).struct();
    }

    private static Node withoutConfigSource(Node node) {
        return node.spec().hasConfigSource() ? node.withSpec(node.spec().withoutConfigSource()) : node;
    }

    /** The kubelet may also label and annotate its node while it reports status. */
    @Override
    public Struct prepareForStatusUpdate(Struct object, Struct old) {
        Node before = new Node(old);
        return before.hasSpec()
                ? new Node(object).withSpec(before.spec()).struct()
                : new Node(object).withoutSpec().struct();
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        NodeValidator.node(new Node(object), errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        NodeValidator.changed(new Node(object), new Node(old), errors);
    }

    @Override
    public Map<String, String> selectableFields(Struct object) {
        return Map.of(
                "spec.unschedulable", Boolean.toString(new Node(object).spec().unschedulable()));
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        NodeValidator.changed(new Node(object), new Node(old), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return ClusterCells.node(new Node(object));
    }
}
