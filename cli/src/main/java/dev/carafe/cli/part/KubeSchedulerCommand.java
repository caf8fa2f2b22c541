package dev.carafe.cli.part;

import dev.carafe.cli.host.Host;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.scheduler.KubeScheduler;
import dev.carafe.kubernetes.scheduler.SchedulerConfig;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carafe kube-scheduler}. */
@Command(
        name = "kube-scheduler",
        description = "Runs the scheduler alone.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe kube-scheduler --kubeconfig scheduler.conf",
            "  carafe kube-scheduler --kubeconfig s.conf --leader-elect=false"
        })
public final class KubeSchedulerCommand implements Callable<Integer> {

    @Mixin
    Access access = new Access();

    @Mixin
    LeaderElection leaderElection = new LeaderElection();

    @Option(
            names = "--scheduler-name",
            paramLabel = "NAME",
            defaultValue = SchedulerConfig.NAME_DEFAULT,
            description = "Which pods it takes, by their spec.schedulerName (${DEFAULT-VALUE}).")
    String schedulerName = SchedulerConfig.NAME_DEFAULT;

    @Override
    public Integer call() throws IOException {
        String identity = Host.name() + "_" + UUID.randomUUID();
        SchedulerConfig config = new SchedulerConfig(
                schedulerName,
                leaderElection.enabled,
                leaderElection.times(),
                identity,
                SchedulerConfig.BINDINGS_MAX_DEFAULT);
        return PartProcess.run(
                access.verbosity,
                process -> process.keep(
                        KubeScheduler.start(config, process.keep(access.client("kube-scheduler")), Clock.system())));
    }
}
