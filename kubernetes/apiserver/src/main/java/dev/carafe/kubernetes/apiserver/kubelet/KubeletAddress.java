package dev.carafe.kubernetes.apiserver.kubelet;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import java.util.List;

/**
 * Where a kubelet listens.
 *
 * @param host an address, or a name where the node has no address
 * @param port usually 10250
 */
record KubeletAddress(String host, int port) {
    private static final int DEFAULT_PORT = 10_250;

    /** The kinds of addresses, the best first; a host name last, since it may not resolve here. */
    private static final List<String> TYPES =
            List.of("InternalIP", "ExternalIP", "InternalDNS", "ExternalDNS", "Hostname");

    static KubeletAddress of(Node node) {
        int port = node.status().daemonEndpoints().kubeletEndpoint().Port();
        for (String type : TYPES) {
            for (NodeAddress address : node.status().addresses()) {
                if (address.type().equals(type)) {
                    return new KubeletAddress(address.address(), port == 0 ? DEFAULT_PORT : port);
                }
            }
        }
        throw StatusError.internal("no preferred addresses found; known addresses: []");
    }

    /** Host and port as they stand in a URL. */
    String authority() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
