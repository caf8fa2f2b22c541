package dev.carafe.kubernetes.proxy.nftables;

/** The names of sets, maps and fixed chains in the table. */
final class Names {
    static final String SERVICES = "services";
    static final String ENDPOINTS = "endpoints";
    static final String STICKY_ENDPOINTS = "sticky-endpoints";
    static final String INSIDE_SERVICES = "inside-services";
    static final String INSIDE_ENDPOINTS = "inside-endpoints";
    static final String INSIDE_STICKY_ENDPOINTS = "inside-sticky-endpoints";
    static final String INSIDE_IPS = "inside-ips";
    static final String FIREWALLED = "firewalled-services";
    static final String ALLOWED_SOURCES = "allowed-sources";
    static final String CLUSTER_IPS = "cluster-ips";
    static final String NODE_IPS = "node-ips";
    static final String HAIRPINS = "hairpins";
    static final String AFFINITY = "affinity";
    static final String NO_ENDPOINTS = "no-endpoint-services";
    static final String MASQUERADED_IPS = "masqueraded-ips";
    static final String REJECT = "reject-chain";

    private Names() {}

    /** One set a protocol: connection tracking's original port cannot stand beside the protocol in one key. */
    static String masqueradedNodePorts(String protocol) {
        return "masqueraded-" + protocol + "-node-ports";
    }
}
