package dev.carafe.kubernetes.controllermanager;

import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.controller.ControllerClients;
import dev.carafe.kubernetes.client.controller.ControllerRunner;
import dev.carafe.kubernetes.client.leaderelection.LeaderElectionConfig;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The running controller manager. When it loses the lead it stops its controllers and stands for election again.
 *
 * <p>Closing it ends all its threads; the client stays its maker's.
 */
public final class ControllerManager implements AutoCloseable {
    private static final String NAME = "kube-controller-manager";

    private final ControllerRunner runner;

    private ControllerManager(ControllerRunner runner) {
        this.runner = runner;
    }

    /** Starts with the machine's clock and returns at once; all controllers act as {@code client}. */
    public static ControllerManager start(Config config, Client client) {
        return start(config, client, null, Clock.system());
    }

    /**
     * Starts and returns at once.
     *
     * @param clients by which the controllers act, each as its own service account
     *     ({@code --use-service-account-credentials}); null lets all act as {@code client}, which then needs all their rights
     */
    public static ControllerManager start(
            Config config, Client client, @Nullable ControllerClients clients, Clock clock) {
        Optional<LeaderElectionConfig> election = config.leaderElect()
                ? Optional.of(new LeaderElectionConfig("kube-system", NAME, config.identity(), config.leaseTimes()))
                : Optional.empty();
        return new ControllerManager(ControllerRunner.start(
                NAME, election, client, clients, clock, context -> Controllers.make(config, context)));
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
