package dev.carafe.cli.cluster;

import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Settings;
import dev.carafe.cli.host.Host;
import dev.carafe.cli.kubeconfig.Credentials;
import dev.carafe.cli.kubeconfig.KubeconfigFile;
import dev.carafe.cli.pki.CertificateStore;
import dev.carafe.cli.pki.ClusterCertificates;
import dev.carafe.cli.pki.KeyPairFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files that parts need before they start: certificates, and for each part that is a client of the API server a
 * kubeconfig, named as kubeadm names them.
 *
 * @param certificates keys and certificates
 * @param nodeAddress the address under which the node and its API server are reached from pods
 */
record ClusterFiles(ClusterCertificates certificates, InetAddress nodeAddress) {

    /** Makes or renews them all. */
    static ClusterFiles prepare(DataDirectory directory, Settings settings) throws IOException {
        InetAddress node = nodeAddress(settings);
        Set<String> addresses = new TreeSet<>();
        addresses.add(node.getHostAddress());
        addresses.add(Host.address().getHostAddress());
        if (!InetAddress.ofLiteral(settings.bind()).isAnyLocalAddress()) {
            addresses.add(InetAddress.ofLiteral(settings.bind()).getHostAddress());
        }
        ClusterCertificates certificates;
        try {
            certificates = ClusterCertificates.ensure(
                    CertificateStore.open(directory.pki(), InstantSource.system()),
                    settings.nodeName(),
                    addresses.stream().toList(),
                    ServiceRange.address(settings.serviceCidr(), 1));
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates in " + directory.pki() + " cannot be made: " + e.getMessage(), e);
        }
        writeKubeconfigs(directory, settings, certificates);
        return new ClusterFiles(certificates, node);
    }

    private static void writeKubeconfigs(DataDirectory directory, Settings settings, ClusterCertificates certificates)
            throws IOException {
        Map<String, KeyPairFiles> users = new LinkedHashMap<>();
        users.put("admin", certificates.admin());
        users.put("controller-manager", certificates.controllerManager());
        users.put("scheduler", certificates.scheduler());
        users.put("kubelet", certificates.node());
        users.put("kube-proxy", certificates.proxy());
        users.put("cluster-dns", certificates.dns());
        for (Map.Entry<String, KeyPairFiles> user : users.entrySet()) {
            Path file = directory.kubeconfigs().resolve(user.getKey() + ".conf");
            KubeconfigFile.write(
                    file,
                    "carafe",
                    Credentials.read(
                            settings.localUrl(),
                            certificates.authority(),
                            user.getValue().certificate(),
                            user.getValue().key()));
        }
    }

    /** Where pods find the API server: the chosen address, or that of the way out for a server on all addresses. */
    private static InetAddress nodeAddress(Settings settings) {
        InetAddress bind = InetAddress.ofLiteral(settings.bind());
        return bind.isAnyLocalAddress() ? Host.address() : bind;
    }
}
