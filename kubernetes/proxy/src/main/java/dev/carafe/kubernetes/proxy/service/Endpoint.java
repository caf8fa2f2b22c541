package dev.carafe.kubernetes.proxy.service;

/**
 * Where a service's traffic may go.
 *
 * @param address the pod's address
 * @param port the pod's port
 */
public record Endpoint(String address, int port) {}
