package dev.carafe.kubernetes.controllermanager.podgc;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodCondition;
import dev.carafe.kubernetes.api.meta.v1.DeleteOptions;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.WriteOptions;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.controllermanager.controller.Disruptions;
import dev.carafe.kubernetes.controllermanager.controller.Pods;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pod garbage collector. */
public final class PodGcController implements Controller {
    private static final Logger LOG = System.getLogger(PodGcController.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(20);

    /** How long a node must be missing before its pods are, too; a node may register late. */
    private static final Duration QUARANTINE = Duration.ofSeconds(40);

    private final Clock clock;
    private final int terminatedMax;
    private final ResourceClient<Pod> podClient;
    private final ResourceClient<Node> nodeClient;
    private final Lister<Pod> pods;
    private final Lister<Node> nodes;
    private final Map<String, Instant> missingSince = new HashMap<>(); // the thread's alone
    private @Nullable Thread thread;

    /** @param terminatedMax how many ended pods may stay; 0 for any number */
    public PodGcController(ControllerContext context, int terminatedMax) {
        this.clock = context.clock();
        this.terminatedMax = terminatedMax;
        this.podClient = context.client().of(CoreV1.PODS);
        this.nodeClient = context.client().of(CoreV1.NODES);
        this.pods = context.informers().informer(CoreV1.PODS).lister();
        this.nodes = context.informers().informer(CoreV1.NODES).lister();
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("pod-garbage-collector").start(this::run);
    }

    @Override
    public void close() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            try {
                running.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                collect();
                clock.sleep(PERIOD);
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    /** One look at all pods. */
    void collect() {
        List<Pod> all = pods.list();
        collectTerminated(all);
        collectOrphaned(all);
        for (Pod pod : all) {
            if (Pods.isTerminating(pod) && pod.spec().nodeName().isEmpty()) {
                delete(pod, "");
            }
        }
    }

    private void collectTerminated(List<Pod> all) {
        if (terminatedMax <= 0) {
            return;
        }
        List<Pod> ended = all.stream()
                .filter(pod -> Pods.isTerminal(pod) && !Pods.isTerminating(pod))
                .sorted(Comparator.comparing(
                        pod -> pod.metadata().creationTimestamp().orElse(Instant.EPOCH)))
                .toList();
        ended.subList(0, Math.max(0, ended.size() - terminatedMax)).forEach(pod -> delete(pod, ""));
    }

    private void collectOrphaned(List<Pod> all) {
        Instant now = clock.instant();
        Set<String> missing = new HashSet<>();
        for (Pod pod : all) {
            String node = pod.spec().nodeName();
            if (!node.isEmpty() && nodes.get(new ObjectKey("", node)) == null) {
                missing.add(node);
            }
        }
        missingSince.keySet().retainAll(missing);
        missing.forEach(node -> missingSince.putIfAbsent(node, now));
        Set<String> gone = new HashSet<>();
        missingSince.forEach((node, since) -> {
            if (!since.plus(QUARANTINE).isAfter(now) && isGone(node)) {
                gone.add(node);
            }
        });
        for (Pod pod : all) {
            if (gone.contains(pod.spec().nodeName())) {
                delete(pod, "PodGC: node no longer exists");
            }
        }
    }

    private boolean isGone(String node) {
        try {
            return nodeClient.find("", node).isEmpty();
        } catch (StatusError | ConnectionException e) {
            LOG.log(Level.WARNING, "node {0}: {1}", node, e.getMessage());
            return false;
        }
    }

    /** @param disruption why the pod is ended for others' reasons; empty where it is not */
    private void delete(Pod pod, String disruption) {
        try {
            if (!disruption.isEmpty() && !Pods.isTerminal(pod)) {
                Pod marked = Disruptions.mark(pod, "DeletionByPodGC", disruption, clock.instant());
                podClient.patch(
                        pod.namespace(),
                        pod.name(),
                        PatchType.STRATEGIC, // this controller may patch a pod's status, not replace it
                        Struct.of(
                                "metadata",
                                Struct.of("uid", pod.metadata().uid()),
                                "status",
                                Struct.of(
                                        "phase",
                                        "Failed",
                                        "conditions",
                                        marked.status().conditions().stream()
                                                .map(PodCondition::struct)
                                                .toList())),
                        "status",
                        WriteOptions.DEFAULT);
            }
            podClient.delete(pod.namespace(), pod.name(), new DeleteOptions(Struct.EMPTY).withGracePeriodSeconds(0));
        } catch (StatusError | ConnectionException e) {
            LOG.log(Level.DEBUG, "pod {0}: {1}", ObjectKey.of(pod), e.getMessage());
        }
    }
}
