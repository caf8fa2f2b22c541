package dev.carafe.kubernetes.apiserver.registry;

/**
 * What the server publishes of itself.
 *
 * @param advertiseAddress where the cluster's members reach this server
 * @param securePort on which port
 * @param serviceAddress the cluster IP of the service {@code kubernetes}
 * @param serviceRange what service addresses are taken from, such as {@code 10.96.0.0/12}
 * @param clientCa the CA of client certificates in PEM; empty where it is not published
 */
public record BootstrapConfig(
        String advertiseAddress, int securePort, String serviceAddress, String serviceRange, String clientCa) {}
