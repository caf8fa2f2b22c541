package dev.carafe.kubernetes.cloudcontrollermanager;

import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.controller.ControllerClients;
import dev.carafe.kubernetes.client.controller.ControllerRunner;
import dev.carafe.kubernetes.client.leaderelection.LeaderElectionConfig;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProvider;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The running cloud controller manager. When it loses the lead it stops its controllers and stands for election again.
 *
 * <p>Closing it ends all its threads; the client stays its maker's.
 */
public final class CloudControllerManager implements AutoCloseable {
    private final ControllerRunner runner;

    private CloudControllerManager(ControllerRunner runner) {
        this.runner = runner;
    }

    /**
     * Starts and returns at once.
     *
     * @param clients by which the controllers act, each as its own service account
     *     ({@code --use-service-account-credentials}); null lets all act as {@code client}, which then needs all their rights
     * @throws IllegalArgumentException when the configuration cannot be followed with this provider
     */
    public static CloudControllerManager start(
            Config config, CloudProvider cloud, Client client, @Nullable ControllerClients clients, Clock clock) {
        Controllers controllers = new Controllers(config, cloud);
        Optional<LeaderElectionConfig> election = config.leaderElect()
                ? Optional.of(new LeaderElectionConfig(
                        config.leaseNamespace(), config.leaseName(), config.identity(), config.leaseTimes()))
                : Optional.empty();
        return new CloudControllerManager(
                ControllerRunner.start("cloud-controller-manager", election, client, clients, clock, context -> {
                    cloud.initialize(context);
                    return controllers.make(context);
                }));
    }

    /** Whether its controllers run; false while another leads. */
    public boolean isReady() {
        return runner.isReady();
    }

    @Override
    public void close() {
        runner.close();
    }
}
