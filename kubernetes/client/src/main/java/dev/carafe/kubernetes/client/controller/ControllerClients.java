package dev.carafe.kubernetes.client.controller;

import dev.carafe.kubernetes.client.Client;

/** Makes clients by which controllers act, each as a service account of its own with no more than its rights. */
@FunctionalInterface
public interface ControllerClients {
    /**
     * A new client, which its user closes.
     *
     * @param serviceAccount an account of {@code kube-system}, such as {@code replicaset-controller}
     */
    Client of(String serviceAccount);
}
