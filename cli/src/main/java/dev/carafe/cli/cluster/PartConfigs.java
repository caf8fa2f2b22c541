package dev.carafe.cli.cluster;

import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Settings;
import dev.carafe.cli.data.Versions;
import dev.carafe.cli.host.LoopbackAddress;
import dev.carafe.cli.pki.ClusterCertificates;
import dev.carafe.etcd.Store;
import dev.carafe.kubernetes.apiserver.ApiServerConfig;
import dev.carafe.kubernetes.apiserver.ServerRunOptions;
import dev.carafe.kubernetes.apiserver.ServiceAccountOptions;
import dev.carafe.kubernetes.client.leaderelection.LeaseTimes;
import dev.carafe.kubernetes.controllermanager.Config;
import dev.carafe.kubernetes.dns.DnsConfig;
import dev.carafe.kubernetes.kubelet.KubeletConfig;
import dev.carafe.kubernetes.kubelet.node.NodeConfig;
import dev.carafe.kubernetes.kubelet.server.KubeletServerConfig;
import dev.carafe.kubernetes.proxy.ProxyConfig;
import dev.carafe.kubernetes.scheduler.SchedulerConfig;
import dev.carafe.pki.PemFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How each part of one cloud is configured.
 *
 * @param directory the cloud's files
 * @param settings what was chosen for it
 * @param files its certificates
 */
record PartConfigs(DataDirectory directory, Settings settings, ClusterFiles files) {

    /** The cluster's DNS domain. */
    static final String DOMAIN = "cluster.local";

    private static final int NODE_PORT_FIRST = 30_000;
    private static final int NODE_PORT_LAST = 32_767;
    private static final int PODS_MAX = 110;
    private static final Duration MANIFESTS_EVERY = Duration.ofSeconds(20);

    /** systemd-resolved's list of real name servers, for machines whose own resolver is on loopback. */
    private static final Path SYSTEMD_RESOLV_CONF = Path.of("/run/systemd/resolve/resolv.conf");

    ApiServerConfig apiServer(Store store) {
        ClusterCertificates certificates = files.certificates();
        return new ApiServerConfig(
                new InetSocketAddress(InetAddress.ofLiteral(settings.bind()), settings.securePort()),
                files.nodeAddress().getHostAddress(),
                certificates.apiServer().certificate(),
                certificates.apiServer().key(),
                List.of("TLSv1.3", "TLSv1.2"),
                List.of(),
                Optional.of(certificates.authority()),
                ServiceAccountOptions.of(
                        certificates.serviceAccount().key(), "https://kubernetes.default.svc." + DOMAIN),
                settings.serviceCidr(),
                NODE_PORT_FIRST,
                NODE_PORT_LAST,
                Optional.of(certificates.apiServerKubeletClient().certificate()),
                Optional.of(certificates.apiServerKubeletClient().key()),
                Optional.of(certificates.authority()),
                List.of("Node", "RBAC"),
                true,
                List.of(),
                ServerRunOptions.builder().allowPrivileged(true).build(),
                store);
    }

    SchedulerConfig scheduler(String identity) {
        return new SchedulerConfig(
                SchedulerConfig.NAME_DEFAULT, true, LeaseTimes.DEFAULT, identity, SchedulerConfig.BINDINGS_MAX_DEFAULT);
    }

    Config controllerManager(String identity) throws IOException {
        String authority = Files.readString(files.certificates().authority());
        return Config.of(identity, true, authority, settings.clusterCidr());
    }

    NodeConfig node() {
        return new NodeConfig(
                settings.nodeName(),
                List.of(files.nodeAddress().getHostAddress()),
                Map.of(),
                List.of(),
                settings.kubeletPort(),
                PODS_MAX,
                Versions.KUBERNETES_GIT);
    }

    KubeletConfig kubelet() throws IOException {
        NodeNames names = NodeNames.of(directory);
        Files.createDirectories(directory.manifests());
        return new KubeletConfig(
                node(),
                new KubeletConfig.Paths(directory.kubelet(), directory.podLogs(), directory.containerdSocket()),
                new KubeletConfig.Manifests(directory.manifests(), null, MANIFESTS_EVERY),
                new KubeletConfig.Network(
                        List.of(dnsAddress()),
                        DOMAIN,
                        resolvConf(),
                        // Until the controller manager gives the node its range: the first, which this node gets.
                        ServiceRange.part(settings.clusterCidr(), 0, 24),
                        directory.cniConfig(),
                        names.bridge()),
                "/" + names.cgroup(),
                KubeletConfig.Logs.DEFAULT,
                kubeletServer());
    }

    private KubeletServerConfig kubeletServer() throws IOException {
        ClusterCertificates certificates = files.certificates();
        return new KubeletServerConfig(
                new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), settings.kubeletPort()),
                0,
                PemFiles.certificates(certificates.kubelet().certificate()),
                PemFiles.privateKey(certificates.kubelet().key()),
                PemFiles.certificates(certificates.authority()));
    }

    ProxyConfig proxy() {
        return new ProxyConfig(
                settings.nodeName(),
                ProxyConfig.Mode.NFTABLES,
                List.of(files.nodeAddress().getHostAddress()),
                settings.clusterCidr(),
                NodeNames.of(directory).nftablesTable(),
                ProxyConfig.MIN_SYNC_PERIOD_DEFAULT,
                ProxyConfig.SYNC_PERIOD_DEFAULT);
    }

    /** The DNS server on {@code address}, on any port: the Service tells which. */
    DnsConfig dns(LoopbackAddress address) {
        InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral(address.address()), 0);
        return new DnsConfig(List.of(any), DOMAIN, DnsConfig.DEFAULT_TTL_SECONDS, resolvConf());
    }

    /** The DNS server's address for pods: the tenth of the range of Services, as in every cluster that kubeadm makes. */
    String dnsAddress() {
        return ServiceRange.address(settings.serviceCidr(), 10);
    }

    static Path resolvConf() {
        return Files.exists(SYSTEMD_RESOLV_CONF) ? SYSTEMD_RESOLV_CONF : Path.of("/etc/resolv.conf");
    }
}
