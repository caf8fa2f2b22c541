package dev.carafe.kubernetes.scheduler;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Namespace;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.informer.Informer;
import dev.carafe.kubernetes.client.informer.InformerFactory;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.Scope;
import dev.carafe.kubernetes.client.leaderelection.LeaderElectionConfig;
import dev.carafe.kubernetes.client.leaderelection.LeaderElector;
import dev.carafe.kubernetes.client.record.SeriesRecorder;
import dev.carafe.kubernetes.scheduler.framework.AffinityTerm;
import dev.carafe.kubernetes.scheduler.framework.Framework;
import dev.carafe.kubernetes.scheduler.plugins.DefaultPlugins;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler as a part that is started and closed: informers in, decisions out, while it leads. When it loses the lead it
 * stops scheduling and stands for election again.
 */
public final class KubeScheduler implements AutoCloseable {
    private static final Duration SYNC_MAX = Duration.ofDays(365);

    /** Pods that ended take nothing from a node and are left out. */
    private static final Scope UNFINISHED = Scope.fields("status.phase!=Succeeded,status.phase!=Failed");

    private final SchedulerConfig config;
    private final Client client;
    private final Clock clock;
    private final Thread thread;
    private final AtomicReference<@Nullable LeaderElector> elector = new AtomicReference<>();
    private volatile boolean closed;

    private KubeScheduler(SchedulerConfig config, Client client, Clock clock) {
        this.config = config;
        this.client = client;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("kube-scheduler").unstarted(this::run);
    }

    /** Starts a scheduler; it goes on by itself until it is closed. */
    public static KubeScheduler start(SchedulerConfig config, Client client, Clock clock) {
        KubeScheduler scheduler = new KubeScheduler(config, client, clock);
        scheduler.thread.start();
        return scheduler;
    }

    /** Whether this scheduler is the one that schedules. */
    public boolean isLeading() {
        LeaderElector running = elector.get();
        return !config.leaderElect() || (running != null && running.isLeader());
    }

    /** Stops scheduling; bindings under way are ended or forgotten, and leadership is given up. */
    @Override
    public void close() {
        closed = true;
        LeaderElector running = elector.get();
        if (running != null) {
            running.close();
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        if (!config.leaderElect()) {
            schedule();
            return;
        }
        while (!closed) {
            LeaderElector candidate = new LeaderElector(
                    new LeaderElectionConfig("kube-system", "kube-scheduler", config.identity(), config.leaseTimes()),
                    client,
                    clock);
            elector.set(candidate);
            if (closed) {
                return;
            }
            Leadership leadership = new Leadership();
            candidate.run(leadership::begin, leadership::end);
        }
    }

    /** Scheduling on a thread of its own, from winning to losing the lease. */
    private final class Leadership {
        private final Thread scheduling =
                Thread.ofVirtual().name("kube-scheduler leading").unstarted(KubeScheduler.this::schedule);

        void begin() {
            scheduling.start();
        }

        /** A lead lost before {@link #begin} ran leaves the interrupt behind, so that scheduling ends as it starts. */
        void end() {
            scheduling.interrupt();
            try {
                scheduling.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs until interrupted. */
    private void schedule() {
        try (InformerFactory informers = new InformerFactory(client, clock);
                SeriesRecorder recorder = SeriesRecorder.start(
                        client, config.schedulerName(), config.schedulerName() + "-" + config.identity(), clock)) {
            Informer<Pod> pods = informers.informer(CoreV1.PODS, UNFINISHED);
            Informer<Node> nodes = informers.informer(CoreV1.NODES);
            Informer<Namespace> namespaces = informers.informer(CoreV1.NAMESPACES);
            PodApi podApi = new PodApi(client, recorder, config.schedulerName());
            Framework framework = DefaultPlugins.framework(podApi, labelsOf(namespaces.lister()));
            SchedulingLoop loop =
                    new SchedulingLoop(config, framework, podApi, clock, new SplittableRandom(clock.nanoTime()));
            nodes.addHandler(loop.nodeHandler());
            pods.addHandler(loop.podHandler());
            informers.start();
            if (informers.awaitSync(SYNC_MAX)) {
                loop.run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static AffinityTerm.NamespaceLabels labelsOf(Lister<Namespace> namespaces) {
        return name -> namespaces
                .find("", name)
                .map(namespace -> namespace.metadata().labels())
                .orElse(Map.of());
    }
}
