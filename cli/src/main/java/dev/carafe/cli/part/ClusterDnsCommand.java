package dev.carafe.cli.part;

import dev.carafe.kubernetes.dns.ClusterDns;
import dev.carafe.kubernetes.dns.DnsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carafe cluster-dns}. */
@Command(
        name = "cluster-dns",
        description = "Runs the cluster's DNS server alone.",
        footerHeading = "%nExamples:%n",
        footer = {"  carafe cluster-dns --kubeconfig dns.conf --listen-address 10.0.0.5:53"})
public final class ClusterDnsCommand implements Callable<Integer> {

    @Mixin
    Access access = new Access();

    @Option(
            names = "--listen-address",
            split = ",",
            required = true,
            paramLabel = "HOST:PORT",
            description = "Where it answers, by UDP and TCP.")
    List<String> listen = List.of();

    @Option(
            names = "--cluster-domain",
            paramLabel = "NAME",
            defaultValue = DnsConfig.DEFAULT_ZONE,
            description = "The cluster's domain (${DEFAULT-VALUE}).")
    String domain = DnsConfig.DEFAULT_ZONE;

    @Option(names = "--ttl", paramLabel = "SECONDS", defaultValue = "30", description = "(${DEFAULT-VALUE}).")
    int ttlSeconds;

    @Option(
            names = "--resolv-conf",
            paramLabel = "FILE",
            defaultValue = "/etc/resolv.conf",
            description = "Whom to ask for the rest (${DEFAULT-VALUE}).")
    Path resolvConf = Path.of("");

    @Override
    public Integer call() throws IOException {
        DnsConfig config = new DnsConfig(
                listen.stream()
                        .map(each -> Addresses.hostPort("--listen-address", each))
                        .toList(),
                domain,
                ttlSeconds,
                resolvConf);
        return PartProcess.run(
                access.verbosity,
                process -> process.keep(ClusterDns.start(config, process.keep(access.client("cluster-dns")))));
    }
}
