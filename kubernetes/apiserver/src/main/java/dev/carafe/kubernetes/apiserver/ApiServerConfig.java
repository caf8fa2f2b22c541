package dev.carafe.kubernetes.apiserver;

import dev.carafe.etcd.Store;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How an API server runs; names are those of upstream's flags where there is one.
 *
 * @param bindAddress where it serves; port 0 takes a free one
 * @param advertiseAddress the address that the {@code kubernetes} service leads to, empty for the bind address
 * @param tlsCertFile PEM file with the serving chain
 * @param tlsPrivateKeyFile PEM file with its key
 * @param tlsProtocols the versions of TLS that are spoken, by the JDK's names
 * @param tlsCipherSuites those of TLS 1.2 that are spoken, by their IANA names; none for the usual ones
 * @param clientCaFile PEM file with the CAs that vouch for clients; empty where no certificates of theirs are looked at
 * @param serviceAccounts how service account tokens are made and read
 * @param serviceClusterIpRange the CIDR of services' cluster addresses
 * @param nodePortFirst the first port of node ports
 * @param nodePortLast the last one
 * @param kubeletClientCertFile PEM file with the certificate shown to kubelets; empty where none is
 * @param kubeletClientKeyFile PEM file with its key; there where the certificate is
 * @param kubeletCaFile PEM file with the CA that vouches for kubelets; empty where any certificate of theirs is taken
 * @param authorizationModes such as Node and RBAC, in order; AlwaysAllow allows everything
 * @param anonymousAuth whether requests without credentials go on as system:anonymous
 * @param disabledAdmissionPlugins names of plugins that are not to run
 * @param options what upstream's server takes whatever it serves
 * @param store where everything is kept; the caller closes it after the server
 */
public record ApiServerConfig(
        InetSocketAddress bindAddress,
        String advertiseAddress,
        Path tlsCertFile,
        Path tlsPrivateKeyFile,
        List<String> tlsProtocols,
        List<String> tlsCipherSuites,
        Optional<Path> clientCaFile,
        ServiceAccountOptions serviceAccounts,
        String serviceClusterIpRange,
        int nodePortFirst,
        int nodePortLast,
        Optional<Path> kubeletClientCertFile,
        Optional<Path> kubeletClientKeyFile,
        Optional<Path> kubeletCaFile,
        List<String> authorizationModes,
        boolean anonymousAuth,
        List<String> disabledAdmissionPlugins,
        ServerRunOptions options,
        Store store) {
    public ApiServerConfig {
        tlsProtocols = List.copyOf(tlsProtocols);
        tlsCipherSuites = List.copyOf(tlsCipherSuites);
        authorizationModes = List.copyOf(authorizationModes);
        disabledAdmissionPlugins = List.copyOf(disabledAdmissionPlugins);
    }
}
