package dev.carafe.kubernetes.cloudcontrollermanager.controller;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeCondition;
import dev.carafe.kubernetes.api.core.v1.Taint;
import java.util.Optional;

/** Names and looks that several controllers share (k8s.io/cloud-provider api); no I/O. */
public final class Nodes {
    /** The taint of a node that no cloud has initialised yet; the kubelet registers with it. */
    public static final String UNINITIALIZED = "node.cloudprovider.kubernetes.io/uninitialized";
    /** The taint of a node whose instance is shut down. */
    public static final String SHUTDOWN = "node.cloudprovider.kubernetes.io/shutdown";
    /** Where the kubelet says which addresses it was told ({@code --node-ip}). */
    public static final String PROVIDED_NODE_IP = "alpha.kubernetes.io/provided-node-ip";

    private Nodes() {}

    /** Whether a node still waits for its cloud. */
    public static boolean isUninitialized(Node node) {
        return node.spec().taints().stream().anyMatch(taint -> taint.key().equals(UNINITIALIZED));
    }

    /** Whether two taints are the same one: key and effect tell. */
    public static boolean matches(Taint one, Taint other) {
        return one.key().equals(other.key()) && one.effect().equals(other.effect());
    }

    public static Optional<NodeCondition> condition(Node node, String type) {
        return node.status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }
}
