package dev.carafe.kubernetes.controllermanager.garbagecollector;

import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.api.meta.v1.OwnerReference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who depends on whom, as far as it was seen. An owner that is only referred to is a virtual node until it is seen itself.
 *
 * <p>No I/O; every method is atomic, and tells which nodes to look at.
 */
final class Graph {
    static final String ORPHAN = "orphan";
    static final String FOREGROUND = "foregroundDeletion";

    /**
     * Nodes to look at, by UID.
     *
     * @param delete those that may have to be deleted
     * @param orphan those whose dependents are to be let go
     */
    record Effects(Set<String> delete, Set<String> orphan) {
        static Effects none() {
            return new Effects(new LinkedHashSet<>(), new LinkedHashSet<>());
        }
    }

    /** What a worker needs to know of a node. */
    record Snapshot(
            ObjectIdentity identity,
            boolean virtual,
            boolean beingDeleted,
            boolean deletingDependents,
            List<Dependent> dependents) {}

    /**
     * A dependent of a node.
     *
     * @param blocks whether its owner must wait for it in a foreground deletion
     */
    record Dependent(ObjectIdentity identity, boolean blocks, boolean deletingDependents) {}

    private static final class Node {
        private ObjectIdentity identity;
        private boolean virtual;
        private boolean beingDeleted;
        private boolean deletingDependents;
        private boolean orphaning;
        private List<OwnerReference> owners = List.of();
        private final Set<Node> dependents = new HashSet<>();

        Node(ObjectIdentity identity, boolean virtual) {
            this.identity = identity;
            this.virtual = virtual;
        }
    }

    private final Map<String, Node> nodes = new HashMap<>(); // guarded by this

    /** An object is there, or has changed. */
    synchronized Effects observed(ObjectIdentity identity, ObjectMeta meta) {
        Effects effects = Effects.none();
        Node node = nodes.computeIfAbsent(identity.uid(), _ -> new Node(identity, false));
        node.identity = identity;
        node.virtual = false;
        List<OwnerReference> before = node.owners;
        List<OwnerReference> after = List.copyOf(meta.ownerReferences());
        if (!before.equals(after)) {
            node.owners = after;
            relink(node, before, after, effects);
        }
        boolean deleting = meta.hasDeletionTimestamp();
        node.beingDeleted = deleting;
        boolean orphaning = deleting && meta.finalizers().contains(ORPHAN);
        if (orphaning && !node.orphaning) {
            effects.orphan().add(identity.uid());
        }
        node.orphaning = orphaning;
        boolean foreground = deleting && meta.finalizers().contains(FOREGROUND);
        if (foreground && !node.deletingDependents) {
            node.dependents.forEach(dependent -> effects.delete().add(dependent.identity.uid()));
            effects.delete().add(identity.uid());
        }
        node.deletingDependents = foreground;
        return effects;
    }

    private void relink(Node node, List<OwnerReference> before, List<OwnerReference> after, Effects effects) {
        Set<String> now = new HashSet<>();
        for (OwnerReference reference : after) {
            now.add(reference.uid());
            Node owner = nodes.get(reference.uid());
            if (owner == null) {
                owner = new Node(ObjectIdentity.of(reference, node.identity.namespace()), true);
                nodes.put(reference.uid(), owner);
            }
            if (owner.virtual) {
                effects.delete().add(reference.uid()); // to see whether it exists at all
            }
            owner.dependents.add(node);
            if (owner.deletingDependents) { // a block may have been lifted, or a new dependent has come
                effects.delete().add(reference.uid());
                effects.delete().add(node.identity.uid());
            }
        }
        for (OwnerReference reference : before) {
            Node owner = nodes.get(reference.uid());
            if (owner != null && !now.contains(reference.uid())) {
                owner.dependents.remove(node);
                dropIfUnused(owner);
                if (owner.deletingDependents) {
                    effects.delete().add(reference.uid());
                }
            }
        }
        if (!before.isEmpty()) {
            effects.delete().add(node.identity.uid()); // may have lost its last owner
        }
    }

    /** An object is gone: its dependents may have to follow, and owners that waited for it may go. */
    synchronized Effects removed(String uid) {
        Effects effects = Effects.none();
        Node node = nodes.get(uid);
        if (node == null) {
            return effects;
        }
        node.dependents.forEach(dependent -> effects.delete().add(dependent.identity.uid()));
        for (OwnerReference reference : node.owners) {
            Node owner = nodes.get(reference.uid());
            if (owner != null) {
                owner.dependents.remove(node);
                if (owner.deletingDependents) {
                    effects.delete().add(reference.uid());
                }
                dropIfUnused(owner);
            }
        }
        nodes.remove(uid);
        if (!node.dependents.isEmpty()) { // they still refer to it: it stays known as one that is not there
            Node absent = new Node(node.identity, true);
            absent.dependents.addAll(node.dependents);
            nodes.put(uid, absent);
        }
        return effects;
    }

    private void dropIfUnused(Node owner) {
        if (owner.virtual && owner.dependents.isEmpty()) {
            nodes.remove(owner.identity.uid());
        }
    }

    synchronized Optional<Snapshot> find(String uid) {
        Node node = nodes.get(uid);
        if (node == null) {
            return Optional.empty();
        }
        List<Dependent> dependents = node.dependents.stream()
                .map(dependent -> new Dependent(
                        dependent.identity,
                        dependent.owners.stream()
                                .anyMatch(reference -> reference.uid().equals(uid) && reference.blockOwnerDeletion()),
                        dependent.deletingDependents))
                .toList();
        return Optional.of(
                new Snapshot(node.identity, node.virtual, node.beingDeleted, node.deletingDependents, dependents));
    }

    /** How many objects are known. */
    synchronized int size() {
        return nodes.size();
    }
}
