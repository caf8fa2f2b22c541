package dev.carafe.cli.part;

import dev.carafe.cli.host.Host;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.controller.ControllerClients;
import dev.carafe.kubernetes.controllermanager.Config;
import dev.carafe.kubernetes.controllermanager.ControllerManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carafe kube-controller-manager}. */
@Command(
        name = "kube-controller-manager",
        description = "Runs the controllers alone.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe kube-controller-manager --kubeconfig cm.conf --use-service-account-credentials \\",
            "                                 --root-ca-file ca.crt --cluster-cidr 10.244.0.0/16",
            "  carafe kube-controller-manager --kubeconfig cm.conf --controllers '*,-job-controller'"
        })
public final class KubeControllerManagerCommand implements Callable<Integer> {

    private static final String NAME = "kube-controller-manager";

    @Mixin
    Access access = new Access();

    @Mixin
    LeaderElection leaderElection = new LeaderElection();

    @Option(
            names = "--use-service-account-credentials",
            arity = "0..1",
            defaultValue = "false",
            fallbackValue = "true",
            description = "Let each controller act as a service account of its own (${DEFAULT-VALUE}); without it, the "
                    + "kubeconfig's user needs the rights of all of them.")
    boolean useServiceAccountCredentials;

    @Option(
            names = "--root-ca-file",
            paramLabel = "FILE",
            description = "What each namespace's kube-root-ca.crt holds.")
    @Nullable
    Path rootCa;

    @Option(
            names = "--cluster-cidr",
            paramLabel = "RANGE",
            defaultValue = "",
            description = "The range of pods, of which each node gets a part.")
    String clusterCidr = "";

    @Option(
            names = "--node-cidr-mask-size",
            paramLabel = "BITS",
            defaultValue = "24",
            description = "The prefix of a node's part (${DEFAULT-VALUE}).")
    int nodeCidrMaskSize;

    @Option(
            names = "--node-monitor-period",
            paramLabel = "DURATION",
            converter = GoDuration.class,
            defaultValue = "5s",
            description = "How often nodes are looked at (${DEFAULT-VALUE}).")
    Duration nodeMonitorPeriod = Duration.ofSeconds(5);

    @Option(
            names = "--node-monitor-grace-period",
            paramLabel = "DURATION",
            converter = GoDuration.class,
            defaultValue = "50s",
            description = "How long a node may be silent (${DEFAULT-VALUE}).")
    Duration nodeMonitorGracePeriod = Duration.ofSeconds(50);

    @Option(
            names = "--terminated-pod-gc-threshold",
            paramLabel = "COUNT",
            defaultValue = "12500",
            description = "How many ended pods are kept (${DEFAULT-VALUE}).")
    int terminatedPodGcThreshold;

    @Option(
            names = "--controllers",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "*",
            description = "'*' for all, -NAME for all but that one.")
    List<String> controllers = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Config usual = Config.of(
                Host.name() + "_" + UUID.randomUUID(),
                leaderElection.enabled,
                rootCa == null ? "" : Files.readString(rootCa),
                clusterCidr);
        Set<String> disabled = controllers.stream()
                .filter(each -> each.startsWith("-"))
                .map(each -> each.substring(1))
                .collect(Collectors.toSet());
        Config config = new Config(
                usual.identity(),
                usual.leaderElect(),
                leaderElection.times(),
                usual.rootCaPem(),
                usual.clusterCidr(),
                nodeCidrMaskSize,
                nodeMonitorPeriod,
                nodeMonitorGracePeriod,
                terminatedPodGcThreshold,
                usual.concurrency(),
                disabled);
        return PartProcess.run(access.verbosity, process -> {
            Client client = process.keep(access.client(NAME));
            ControllerClients clients =
                    useServiceAccountCredentials ? account -> access.client(NAME, client, account) : null;
            process.keep(ControllerManager.start(config, client, clients, Clock.system()));
        });
    }
}
