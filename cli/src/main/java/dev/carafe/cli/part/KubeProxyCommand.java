package dev.carafe.cli.part;

import dev.carafe.cli.host.Host;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.proxy.KubeProxy;
import dev.carafe.kubernetes.proxy.ProxyConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carafe kube-proxy}. */
@Command(
        name = "kube-proxy",
        description = "Runs the proxy of one node alone: Services to nftables, or to a relay.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe kube-proxy --kubeconfig kube-proxy.conf --cluster-cidr 10.244.0.0/16",
            "  carafe kube-proxy --kubeconfig kube-proxy.conf --proxy-mode userspace"
        })
public final class KubeProxyCommand implements Callable<Integer> {

    @Mixin
    Access access = new Access();

    @Option(names = "--hostname-override", paramLabel = "NAME", description = "The node's name (the host's).")
    @Nullable
    String nodeName;

    @Option(
            names = "--proxy-mode",
            defaultValue = "nftables",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    ProxyConfig.Mode mode = ProxyConfig.Mode.NFTABLES;

    @Option(
            names = "--cluster-cidr",
            paramLabel = "RANGE",
            defaultValue = "",
            description = "The range of pods; what comes to a cluster IP from elsewhere is masqueraded.")
    String clusterCidr = "";

    @Option(
            names = "--nodeport-addresses",
            split = ",",
            paramLabel = "ADDRESS",
            description = "The addresses at which node ports answer (the node's own).")
    List<String> nodePortAddresses = new ArrayList<>();

    @Option(
            names = "--nftables-min-sync-period",
            paramLabel = "DURATION",
            converter = GoDuration.class,
            defaultValue = "50ms",
            description = "How long changes are gathered (${DEFAULT-VALUE}).")
    Duration minSyncPeriod = ProxyConfig.MIN_SYNC_PERIOD_DEFAULT;

    @Option(
            names = "--nftables-sync-period",
            paramLabel = "DURATION",
            converter = GoDuration.class,
            defaultValue = "1h",
            description = "How often everything is made anew (${DEFAULT-VALUE}).")
    Duration syncPeriod = ProxyConfig.SYNC_PERIOD_DEFAULT;

    @Option(
            names = "--nftables-table",
            paramLabel = "NAME",
            defaultValue = ProxyConfig.TABLE_DEFAULT,
            description = "The proxy's own table (${DEFAULT-VALUE}).")
    String table = ProxyConfig.TABLE_DEFAULT;

    @Override
    public Integer call() throws IOException {
        ProxyConfig config = new ProxyConfig(
                nodeName != null ? nodeName : Host.name(),
                mode,
                nodePortAddresses.isEmpty() ? List.of(Host.address().getHostAddress()) : nodePortAddresses,
                clusterCidr,
                table,
                minSyncPeriod,
                syncPeriod);
        return PartProcess.run(
                access.verbosity,
                process -> process.keep(
                        KubeProxy.start(config, process.keep(access.client("kube-proxy")), Clock.system())));
    }
}
