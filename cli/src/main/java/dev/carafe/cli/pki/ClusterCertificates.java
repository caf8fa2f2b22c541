package dev.carafe.cli.pki;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/**
 * All files of keys and certificates that one cluster on one machine needs, made or renewed.
 *
 * @param authority the cluster's authority certificate
 * @param authorityKey its key
 * @param apiServer the API server's serving certificate
 * @param apiServerKubeletClient what the API server shows to kubelets
 * @param serviceAccount the key pair of service account tokens (public key in place of the certificate)
 * @param admin the administrator, {@code kubernetes-admin}
 * @param controllerManager the controller manager's client certificate
 * @param scheduler the scheduler's client certificate
 * @param node the kubelet's client certificate, {@code system:node:NAME}
 * @param kubelet the kubelet's serving certificate
 * @param proxy kube-proxy's client certificate
 * @param dns the cluster DNS server's client certificate
 */
public record ClusterCertificates(
        Path authority,
        Path authorityKey,
        KeyPairFiles apiServer,
        KeyPairFiles apiServerKubeletClient,
        KeyPairFiles serviceAccount,
        KeyPairFiles admin,
        KeyPairFiles controllerManager,
        KeyPairFiles scheduler,
        KeyPairFiles node,
        KeyPairFiles kubelet,
        KeyPairFiles proxy,
        KeyPairFiles dns) {

    /** The user that the cluster DNS server is. */
    public static final String DNS_USER = "system:cluster-dns";

    /**
     * Makes or renews them in {@code store}.
     *
     * <p>The controller manager is of {@code system:masters}, since its controllers do not act as service accounts of their
     * own (upstream's {@code --use-service-account-credentials}), to which the bootstrap policy gives their rights.
     *
     * @param nodeName the node's name
     * @param addresses the literal addresses under which this machine is reached
     * @param serviceAddress the first address of the service range, the {@code kubernetes} Service's
     */
    public static ClusterCertificates ensure(
            CertificateStore store, String nodeName, List<String> addresses, String serviceAddress)
            throws IOException, GeneralSecurityException {
        List<String> local = new ArrayList<>(List.of("127.0.0.1", "0:0:0:0:0:0:0:1"));
        local.addAll(addresses);
        List<String> serving = new ArrayList<>(local);
        serving.add(serviceAddress);
        return new ClusterCertificates(
                store.authorityFile(),
                store.authorityKeyFile(),
                store.ensure(CertificateRequest.server(
                        "apiserver",
                        "kube-apiserver",
                        List.of(
                                "localhost",
                                nodeName,
                                "kubernetes",
                                "kubernetes.default",
                                "kubernetes.default.svc",
                                "kubernetes.default.svc.cluster.local"),
                        serving)),
                store.ensure(CertificateRequest.client(
                        "apiserver-kubelet-client", "kube-apiserver-kubelet-client", "system:masters")),
                store.ensureServiceAccountKeys(),
                store.ensure(CertificateRequest.client("admin", "kubernetes-admin", "system:masters")),
                store.ensure(CertificateRequest.client(
                        "controller-manager", "system:kube-controller-manager", "system:masters")),
                store.ensure(CertificateRequest.client("scheduler", "system:kube-scheduler")),
                store.ensure(CertificateRequest.client("kubelet-client", "system:node:" + nodeName, "system:nodes")),
                store.ensure(CertificateRequest.server(
                        "kubelet", "system:node:" + nodeName, List.of(nodeName, "localhost"), local)),
                store.ensure(CertificateRequest.client("kube-proxy", "system:kube-proxy")),
                store.ensure(CertificateRequest.client("cluster-dns", DNS_USER)));
    }
}
