package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.data.Versions;
import dev.carafe.cli.host.Host;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.kubelet.Kubelet;
import dev.carafe.kubernetes.kubelet.KubeletConfig;
import dev.carafe.kubernetes.kubelet.node.NodeConfig;
import dev.carafe.kubernetes.kubelet.server.KubeletServerConfig;
import dev.carafe.pki.PemFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carafe kubelet}. */
@Command(
        name = "kubelet",
        description = "Runs the kubelet alone: the pods of this machine, from an API server or from manifests.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe kubelet --kubeconfig kubelet.conf --tls-cert-file k.crt --tls-private-key-file k.key \\",
            "                 --client-ca-file ca.crt --cluster-dns 10.96.0.10",
            "  carafe kubelet --pod-manifest-path /etc/kubernetes/manifests    # without an API server"
        })
public final class KubeletCommand implements Callable<Integer> {

    private static final String SOCKET_SCHEME = "unix://";

    @Mixin
    Access access = new Access();

    @Option(names = "--hostname-override", paramLabel = "NAME", description = "The node's name (the host's).")
    @Nullable
    String nodeName;

    @Option(names = "--node-ip", split = ",", paramLabel = "ADDRESS", description = "The node's addresses (found out).")
    List<String> nodeIps = new ArrayList<>();

    @Option(names = "--node-labels", split = ",", paramLabel = "NAME=VALUE", description = "Labels to register with.")
    Map<String, String> labels = new LinkedHashMap<>();

    @Option(
            names = "--register-with-taints",
            split = ",",
            paramLabel = "KEY=VALUE:EFFECT",
            description = "Taints to register with.")
    List<String> taints = new ArrayList<>();

    @Option(
            names = "--cloud-provider",
            paramLabel = "PROVIDER",
            defaultValue = "",
            description = "'external' registers with the taint that a cloud controller manager removes.")
    String cloudProvider = "";

    @Option(
            names = "--root-dir",
            paramLabel = "DIR",
            defaultValue = "/var/lib/kubelet",
            description = "The kubelet's folder (${DEFAULT-VALUE}).")
    Path root = Path.of("");

    @Option(
            names = "--pod-logs-dir",
            paramLabel = "DIR",
            defaultValue = "/var/log/pods",
            description = "Where containers' logs are (${DEFAULT-VALUE}).")
    Path podLogs = Path.of("");

    @Option(
            names = "--container-runtime-endpoint",
            paramLabel = "SOCKET",
            defaultValue = "unix:///run/containerd/containerd.sock",
            description = "The container runtime (${DEFAULT-VALUE}).")
    String runtime = "";

    @Option(names = "--pod-manifest-path", paramLabel = "PATH", description = "Manifests of static pods.")
    @Nullable
    Path manifests;

    @Option(names = "--manifest-url", paramLabel = "URL", description = "A manifest of static pods.")
    @Nullable
    URI manifestUrl;

    @Option(
            names = "--file-check-frequency",
            paramLabel = "DURATION",
            converter = GoDuration.class,
            defaultValue = "20s",
            description = "How often manifests are looked at (${DEFAULT-VALUE}).")
    Duration fileCheckFrequency = Duration.ofSeconds(20);

    @Option(names = "--cluster-dns", split = ",", paramLabel = "ADDRESS", description = "Pods' name servers.")
    List<String> clusterDns = new ArrayList<>();

    @Option(
            names = "--cluster-domain",
            paramLabel = "NAME",
            defaultValue = "cluster.local",
            description = "The cluster's domain (${DEFAULT-VALUE}).")
    String clusterDomain = "";

    @Option(
            names = "--resolv-conf",
            paramLabel = "FILE",
            defaultValue = "/etc/resolv.conf",
            description = "The machine's resolver (${DEFAULT-VALUE}).")
    Path resolvConf = Path.of("");

    @Option(
            names = "--pod-cidr",
            paramLabel = "RANGE",
            defaultValue = "",
            description = "Pods' addresses, where no API " + "server gives them.")
    String podCidr = "";

    @Option(names = "--cni-conf-dir", paramLabel = "DIR", description = "Where to configure the pod network (not).")
    @Nullable
    Path cniDirectory;

    @Option(
            names = "--cni-bridge",
            paramLabel = "NAME",
            defaultValue = "cni0",
            description = "The bridge of the pod network (${DEFAULT-VALUE}).")
    String bridge = "";

    @Option(
            names = "--cgroup-root",
            paramLabel = "GROUP",
            defaultValue = "/",
            description = "Where pods' control groups are made (${DEFAULT-VALUE}).")
    String cgroupRoot = "";

    @Option(names = "--max-pods", paramLabel = "COUNT", defaultValue = "110", description = "(${DEFAULT-VALUE}).")
    int maxPods;

    @Option(
            names = "--container-log-max-files",
            paramLabel = "COUNT",
            defaultValue = "5",
            description = "Log files of a container (${DEFAULT-VALUE}).")
    int logFiles;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            defaultValue = "0.0.0.0",
            description = "Where it serves (${DEFAULT-VALUE}).")
    String address = "";

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "10250", description = "(${DEFAULT-VALUE}).")
    int port;

    @Option(
            names = "--healthz-port",
            paramLabel = "PORT",
            defaultValue = "10248",
            description = "On loopback (${DEFAULT-VALUE}); -1 for none.")
    int healthPort;

    @Option(
            names = "--tls-cert-file",
            paramLabel = "FILE",
            description = "Its certificate, PEM; without, it serves nothing.")
    @Nullable
    Path certificate;

    @Option(names = "--tls-private-key-file", paramLabel = "FILE", description = "Its key, PEM.")
    @Nullable
    Path key;

    @Option(names = "--client-ca-file", paramLabel = "FILE", description = "Who vouches for clients, PEM.")
    @Nullable
    Path clientCa;

    @Override
    public Integer call() throws IOException {
        KubeletConfig config = config();
        return PartProcess.run(access.verbosity, process -> {
            Client client = access.kubeconfig == null ? null : process.keep(access.client("kubelet"));
            process.keep(Kubelet.start(config, client));
        });
    }

    private KubeletConfig config() throws IOException {
        if (access.kubeconfig == null && manifests == null && manifestUrl == null) {
            throw CommandException.wrongUse(
                    "a kubelet needs --kubeconfig, --pod-manifest-path or --manifest-url: somebody must tell it what to run.");
        }
        String socket = runtime.startsWith(SOCKET_SCHEME) ? runtime.substring(SOCKET_SCHEME.length()) : runtime;
        return new KubeletConfig(
                new NodeConfig(
                        nodeName != null ? nodeName : Host.name(),
                        nodeIps,
                        labels,
                        taints.stream().map(KubeletCommand::taint).toList(),
                        port,
                        maxPods,
                        Versions.KUBERNETES_GIT,
                        isCloudExternal()),
                new KubeletConfig.Paths(root, podLogs, Path.of(socket)),
                new KubeletConfig.Manifests(manifests, manifestUrl, fileCheckFrequency),
                new KubeletConfig.Network(clusterDns, clusterDomain, resolvConf, podCidr, cniDirectory, bridge),
                cgroupRoot,
                new KubeletConfig.Logs(KubeletConfig.Logs.DEFAULT.maxBytes(), logFiles),
                server());
    }

    private boolean isCloudExternal() {
        if (!cloudProvider.isEmpty() && !cloudProvider.equals("external")) {
            throw CommandException.wrongUse("cloud provider \"" + cloudProvider
                    + "\" was specified, but built-in cloud providers are disabled; set --cloud-provider=external and "
                    + "run a cloud controller manager.");
        }
        return cloudProvider.equals("external");
    }

    private @Nullable KubeletServerConfig server() throws IOException {
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null || clientCa == null) {
            throw CommandException.wrongUse(
                    "serving needs all three of --tls-cert-file, --tls-private-key-file and --client-ca-file.");
        }
        return new KubeletServerConfig(
                new InetSocketAddress(InetAddress.ofLiteral(address), port),
                healthPort,
                PemFiles.certificates(certificate),
                PemFiles.privateKey(key),
                PemFiles.certificates(clientCa));
    }

    private static Taint taint(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw CommandException.wrongUse(
                    "--register-with-taints takes KEY=VALUE:EFFECT, such as dedicated=db:NoSchedule, not '" + text
                            + "'.");
        }
        String[] pair = text.substring(0, colon).split("=", 2);
        Taint taint = new Taint().withKey(pair[0]).withEffect(text.substring(colon + 1));
        return pair.length > 1 && !pair[1].isEmpty() ? taint.withValue(pair[1]) : taint;
    }
}
