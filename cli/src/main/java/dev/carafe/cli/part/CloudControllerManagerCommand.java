package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.host.Host;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.controller.ControllerClients;
import dev.carafe.kubernetes.cloudcontrollermanager.CloudControllerManager;
import dev.carafe.kubernetes.cloudcontrollermanager.Config;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProvider;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProviders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carafe cloud-controller-manager}. */
@Command(
        name = "cloud-controller-manager",
        description = "Runs the controllers that ask a cloud: which instance a node is, load balancers, routes.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe cloud-controller-manager --kubeconfig ccm.conf --cloud-provider NAME \\",
            "                                  --cloud-config NAME.conf --use-service-account-credentials",
            "  carafe cloud-controller-manager --kubeconfig ccm.conf --cloud-provider NAME \\",
            "                                  --controllers '*,-node-route-controller'"
        })
public final class CloudControllerManagerCommand implements Callable<Integer> {

    private static final String NAME = "cloud-controller-manager";

    @Mixin
    Access access = new Access();

    @Mixin
    LeaderElection leaderElection = new LeaderElection();

    @Option(
            names = "--cloud-provider",
            paramLabel = "NAME",
            defaultValue = "",
            description = "The cloud: one of those on the class path.")
    String cloudProvider = "";

    @Option(names = "--cloud-config", paramLabel = "FILE", description = "The cloud's configuration.")
    @Nullable
    Path cloudConfig;

    @Option(
            names = "--allow-untagged-cloud",
            arity = "0..1",
            defaultValue = "false",
            fallbackValue = "true",
            description = "Run also where the cloud has no ID of the cluster (${DEFAULT-VALUE}).")
    boolean allowUntaggedCloud;

    @Option(
            names = "--use-service-account-credentials",
            arity = "0..1",
            defaultValue = "false",
            fallbackValue = "true",
            description = "Let each controller act as a service account of its own (${DEFAULT-VALUE}).")
    boolean useServiceAccountCredentials;

    @Option(
            names = "--controllers",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "*",
            description =
                    "'*' for all, NAME for that one, -NAME for not that one: cloud-node-controller, "
                            + "cloud-node-lifecycle-controller, service-lb-controller, node-route-controller, and the cloud's own.")
    List<String> controllers = new ArrayList<>();

    @Option(
            names = "--cluster-name",
            paramLabel = "NAME",
            defaultValue = "kubernetes",
            description = "The cluster's name in the cloud (${DEFAULT-VALUE}).")
    String clusterName = "";

    @Option(
            names = "--cluster-cidr",
            paramLabel = "RANGE",
            defaultValue = "",
            description = "The range of pods, or one of each family with a comma between; routes need it.")
    String clusterCidr = "";

    @Option(
            names = "--allocate-node-cidrs",
            arity = "0..1",
            defaultValue = "false",
            fallbackValue = "true",
            description = "Taken as the namesake takes it; nodes' ranges are kube-controller-manager's to give.")
    boolean allocateNodeCidrs;

    @Option(
            names = "--configure-cloud-routes",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Make routes to nodes' pods, where the cloud has routes (${DEFAULT-VALUE}).")
    boolean configureCloudRoutes = true;

    @Option(
            names = "--route-reconciliation-period",
            paramLabel = "DURATION",
            converter = GoDuration.class,
            defaultValue = "10s",
            description = "How often routes are looked at (${DEFAULT-VALUE}).")
    Duration routeReconciliationPeriod = Duration.ofSeconds(10);

    @Option(
            names = "--node-monitor-period",
            paramLabel = "DURATION",
            converter = GoDuration.class,
            defaultValue = "5s",
            description = "How often nodes are looked at that are not ready (${DEFAULT-VALUE}).")
    Duration nodeMonitorPeriod = Duration.ofSeconds(5);

    @Option(
            names = "--node-status-update-frequency",
            paramLabel = "DURATION",
            converter = GoDuration.class,
            defaultValue = "5m0s",
            description = "How often nodes' addresses are looked at (${DEFAULT-VALUE}).")
    Duration nodeStatusUpdateFrequency = Duration.ofMinutes(5);

    @Option(
            names = "--concurrent-service-syncs",
            paramLabel = "COUNT",
            defaultValue = "1",
            description = "How many services at a time (${DEFAULT-VALUE}).")
    int concurrentServiceSyncs = 1;

    @Option(
            names = "--concurrent-node-syncs",
            paramLabel = "COUNT",
            defaultValue = "1",
            description = "How many nodes at a time are initialised (${DEFAULT-VALUE}).")
    int concurrentNodeSyncs = 1;

    @Option(
            names = "--concurrent-node-status-updates",
            paramLabel = "COUNT",
            defaultValue = "0",
            description = "How many nodes' addresses at a time; 0 for as many as --concurrent-node-syncs.")
    int concurrentNodeStatusUpdates;

    @Override
    public Integer call() throws IOException {
        Config config = config();
        CloudProvider cloud = cloud(CloudProviders.installed());
        return PartProcess.run(access.verbosity, process -> {
            Client client = process.keep(access.client(NAME));
            ControllerClients clients =
                    useServiceAccountCredentials ? account -> access.client(NAME, client, account) : null;
            try {
                process.keep(CloudControllerManager.start(config, cloud, client, clients, Clock.system()));
            } catch (IllegalArgumentException e) {
                throw CommandException.wrongUse(e.getMessage() + "; see --controllers and --cluster-cidr.");
            }
        });
    }

    private Config config() {
        requirePositive("--concurrent-service-syncs", concurrentServiceSyncs);
        requirePositive("--concurrent-node-syncs", concurrentNodeSyncs);
        if (concurrentNodeStatusUpdates < 0) {
            throw CommandException.wrongUse("--concurrent-node-status-updates cannot be a negative number.");
        }
        Config usual = Config.of(Host.name() + "_" + UUID.randomUUID(), leaderElection.enabled, clusterCidr);
        return new Config(
                usual.identity(),
                usual.leaderElect(),
                leaderElection.times(),
                usual.leaseNamespace(),
                usual.leaseName(),
                controllers,
                clusterName,
                clusterCidr,
                configureCloudRoutes,
                routeReconciliationPeriod,
                nodeMonitorPeriod,
                nodeStatusUpdateFrequency,
                concurrentServiceSyncs,
                concurrentNodeSyncs,
                concurrentNodeStatusUpdates == 0 ? concurrentNodeSyncs : concurrentNodeStatusUpdates);
    }

    private static void requirePositive(String option, int count) {
        if (count <= 0) {
            throw CommandException.wrongUse(option + " must be a positive number.");
        }
    }

    private CloudProvider cloud(CloudProviders providers) {
        String found = providers.names().isEmpty()
                ? "there is none on the class path"
                : "those on the class path are " + String.join(", ", providers.names());
        if (cloudProvider.isEmpty()) {
            throw CommandException.wrongUse("--cloud-provider cannot be empty; " + found + ".");
        }
        if (!providers.isCloudProvider(cloudProvider)) {
            throw CommandException.wrongUse("unknown cloud provider \"" + cloudProvider + "\"; " + found + ".");
        }
        CloudProvider cloud;
        try {
            cloud = providers.init(cloudProvider, cloudConfig);
        } catch (IOException e) {
            throw new CommandException(e.getMessage() + "; see --cloud-config.", e);
        }
        if (!cloud.hasClusterID() && !allowUntaggedCloud) {
            throw new CommandException("no ClusterID found, which the cloud provider needs to function properly;"
                    + " --allow-untagged-cloud does without.");
        }
        return cloud;
    }
}
