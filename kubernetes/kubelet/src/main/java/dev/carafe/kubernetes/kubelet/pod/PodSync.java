package dev.carafe.kubernetes.kubelet.pod;

import static dev.carafe.kubernetes.kubelet.runtime.PodEvents.NORMAL;
import static dev.carafe.kubernetes.kubelet.runtime.PodEvents.WARNING;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.kubelet.cgroup.PodCgroups;
import dev.carafe.kubernetes.kubelet.cri.CriException;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandboxConfig;
import dev.carafe.kubernetes.kubelet.lifecycle.Admission;
import dev.carafe.kubernetes.kubelet.runtime.CrashBackoff;
import dev.carafe.kubernetes.kubelet.runtime.MountedVolumes;
import dev.carafe.kubernetes.kubelet.runtime.PodResources;
import dev.carafe.kubernetes.kubelet.runtime.Pods;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeSandbox;
import dev.carafe.kubernetes.kubelet.runtime.VolumeException;
import dev.carafe.kubernetes.kubelet.status.PodStatusMaker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Brings one pod nearer to its declaration, and reports where it is. Owned by the pod's thread; between
 * two calls it only remembers what the runtime cannot: why containers wait, and for how long.
 */
final class PodSync {
    /** How long a pod goes unlooked at when nothing happens. */
    private static final Duration RESYNC = Duration.ofMinutes(1);

    private static final Duration VOLUME_RETRY = Duration.ofMillis(500);
    private static final Duration VOLUME_RETRY_MAX = Duration.ofSeconds(122);
    /** Many init containers end at once, and the next one need not wait for the runtime's news. */
    private static final Duration INIT_LOOK = Duration.ofMillis(200);

    private static final Duration NETWORK_RETRY = Duration.ofSeconds(1);
    private static final Duration ADMISSION_RETRY = Duration.ofMillis(200);

    private final PodContext context;
    private final PodKiller killer;
    private final ContainerStarter starter;
    private final RemainsCleaner cleaner;
    private final CrashBackoff crashes = new CrashBackoff();
    private final CrashBackoff pulls = new CrashBackoff();
    private final PodReport report;
    private final ProbeVerdicts verdicts;
    private Duration volumeRetry = VOLUME_RETRY;
    private boolean networkReported;
    private boolean admitted;

    /** Whether the pod's status is final as it stands: nothing of it ever ran here, or is known to have run. */
    private boolean settled;

    PodSync(PodContext context) {
        this.context = context;
        this.report = new PodReport(context);
        this.verdicts = new ProbeVerdicts(context.probes());
        this.killer = new PodKiller(context.cri(), context.events());
        this.starter = new ContainerStarter(
                context.cri(), context.configs(), context.environment(), context.images(), context.events());
        this.cleaner = new RemainsCleaner(context.cri(), context.configs().files());
    }

    /** What was reported last; empty before the first time. Any thread may ask. */
    Optional<PodStatus> reported() {
        return report.told();
    }

    /** What one round came to: look again after {@code next}; {@code ended} when no container will run again. */
    record Round(Duration next, boolean ended) {}

    /** One round. The caller calls again at once when something interrupts it. */
    Round sync(Pod declared) throws IOException, InterruptedException {
        Pod pod = report.newest(declared);
        RuntimePod runtime = read(pod);
        if (report.last().isEmpty() && PodStatusMaker.isTerminal(pod.status()) && runtime.isEmpty()) {
            settled = true;
            return new Round(Duration.ZERO, true);
        }
        if (!admitted && !PodStatusMaker.isTerminal(pod.status())) {
            Optional<Round> held = admit(pod, runtime);
            if (held.isPresent()) {
                return held.get();
            }
        }
        if (report.last().isEmpty()) {
            context.probes().takeOver(pod, context.runtimeName() + "://");
        }
        PodStatus status = report.observed(pod, runtime, false);
        if (PodStatusMaker.isTerminal(status)) {
            return new Round(Duration.ZERO, true);
        }
        Optional<Duration> active = Deadline.left(pod, status, context.clock().instant());
        if (active.isPresent() && active.get().isZero()) {
            event(pod, NORMAL, Deadline.REASON, Deadline.MESSAGE);
            report.failed(pod, Deadline.REASON, Deadline.MESSAGE);
            return new Round(Duration.ZERO, true);
        }
        Round round = bring(pod, runtime);
        return active.isPresent() ? new Round(shorter(round.next(), active.get()), round.ended()) : round;
    }

    /** Whether this machine takes the pod at all; empty when it does. */
    private Optional<Round> admit(Pod pod, RuntimePod runtime) {
        if (!runtime.isEmpty() || pod.status().hasStartTime()) {
            context.admission().take(pod); // it was admitted by an earlier process
            admitted = true;
            return Optional.empty();
        }
        return switch (context.admission().admit(pod)) {
            case Admission.Admitted() -> {
                admitted = true;
                yield Optional.empty();
            }
            case Admission.Later() -> Optional.of(new Round(ADMISSION_RETRY, false));
            case Admission.Rejected(String reason, String message) -> {
                settled = true;
                event(pod, WARNING, reason, message);
                report.rejected(pod, reason, "Pod was rejected: " + message);
                yield Optional.of(new Round(Duration.ZERO, true));
            }
        };
    }

    private Round bring(Pod pod, RuntimePod runtime) throws IOException, InterruptedException {
        String networkProblem =
                pod.spec().hostNetwork() ? "" : context.network().problem();
        if (!networkProblem.isEmpty() && runtime.sandbox().isEmpty()) {
            if (!networkReported) {
                networkReported = true;
                event(pod, WARNING, "NetworkNotReady", "network is not ready: " + networkProblem);
            }
            return new Round(NETWORK_RETRY, false);
        }
        String qos = PodResources.qosClass(pod);
        String uid = pod.metadata().uid();
        context.configs().files().create(pod);
        PodResources.PodLimits limits = PodResources.ofPod(pod);
        context.cgroups()
                .create(
                        uid,
                        qos,
                        new PodCgroups.Limits(
                                limits.cpuShares(), limits.quotaUs(), limits.periodUs(), limits.memoryBytes()));
        MountedVolumes volumes;
        try {
            volumes = new MountedVolumes(context.volumes().mount(pod), context.volumes());
            volumeRetry = VOLUME_RETRY;
        } catch (VolumeException e) {
            event(pod, WARNING, "FailedMount", Objects.requireNonNull(e.getMessage()));
            Duration next = volumeRetry;
            volumeRetry = shorter(volumeRetry.multipliedBy(2), VOLUME_RETRY_MAX);
            return new Round(next, false);
        }
        PodActions actions = PodActionsCompute.compute(pod, runtime, verdicts, backOffs());
        Duration next =
                carryOut(pod, runtime, actions, volumes, context.cgroups().parentOf(uid, qos));
        if (!actions.isEmpty() || !actions.backOffs().isEmpty()) {
            RuntimePod after = read(pod);
            if (PodStatusMaker.isTerminal(report.observed(pod, after, false))) {
                return new Round(Duration.ZERO, true);
            }
            cleaner.pruneDead(after);
        }
        return new Round(next, false);
    }

    /**
     * Stops the pod for good.
     *
     * @param grace how long it may take; empty for what its containers were started with
     */
    void terminate(Pod pod, Optional<Duration> grace) throws IOException, InterruptedException {
        context.probes().stopLiveness(pod.metadata().uid());
        RuntimePod runtime = read(pod);
        report.nothingWaits();
        killer.killPod(pod, runtime, grace);
        RuntimePod after = read(pod);
        if (after.active()) {
            throw new IOException("containers of " + Pods.format(pod) + " still run");
        }
        if (!pod.spec().isEmpty() && !settled) {
            report.observed(pod, after, true);
        }
    }

    /** Gives back what the stopped pod held, but for its logs and its containers' remains. */
    void cleanUp(Pod pod) throws IOException {
        String uid = pod.metadata().uid();
        RuntimePod runtime = read(pod);
        context.probes().remove(uid, runtime);
        context.volumes().unmount(uid);
        context.cgroups().remove(uid);
        context.admission().release(uid);
        if (!pod.spec().isEmpty()) {
            context.reporter().terminated(pod, report.newest(pod).status());
        }
    }

    /** Removes what is left of a pod nobody wants to know of any more. */
    void remove(Pod pod) throws IOException {
        cleaner.removeAll(pod, read(pod));
        context.images().forget(pod.metadata().uid());
    }

    private RuntimePod read(Pod pod) throws CriException {
        return context.runtime()
                .read(
                        pod.metadata().uid(),
                        pod.metadata().namespace(),
                        pod.metadata().name());
    }

    private Duration carryOut(Pod pod, RuntimePod runtime, PodActions actions, MountedVolumes volumes, String cgroup)
            throws IOException, InterruptedException {
        if (actions.killPod()) {
            if (actions.createSandbox()) {
                event(pod, NORMAL, "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
            }
            killer.killPod(pod, runtime, Optional.empty());
        }
        for (PodActions.Kill kill : actions.kills()) {
            killer.kill(pod, kill.container(), runtime, kill.message(), verdicts.graceOf(pod, kill));
        }
        Duration next = RESYNC;
        for (PodActions.BackOff backOff : actions.backOffs()) {
            String message = "back-off " + format(backOff.delay()) + " restarting failed container="
                    + backOff.container().name() + " pod=" + Pods.format(pod);
            report.waits(backOff.container().name(), "CrashLoopBackOff", message);
            context.events()
                    .event(
                            pod,
                            backOff.container().name(),
                            WARNING,
                            "BackOff",
                            "Back-off restarting failed container "
                                    + backOff.container().name() + " in pod " + Pods.format(pod));
            next = shorter(next, backOff.remaining().plusMillis(50));
        }
        if (actions.starts().isEmpty() && !actions.createSandbox()) {
            return next;
        }
        ContainerStarter.Place place = place(pod, runtime, actions, volumes, cgroup);
        for (PodActions.Start start : actions.starts()) {
            next = shorter(next, start(pod, runtime, start, place));
        }
        return next;
    }

    private Duration start(Pod pod, RuntimePod runtime, PodActions.Start start, ContainerStarter.Place place)
            throws InterruptedException {
        String name = start.container().name();
        Optional<RuntimeContainer> ended = runtime.latest(name).filter(RuntimeContainer::exited);
        if (ended.isPresent()) {
            crashes.next(name, ended.get().finishedAt(), context.clock().instant());
        }
        Optional<ContainerStarter.Failure> failure = starter.start(pod, start, place, pulls);
        if (failure.isEmpty()) {
            report.goesOn(name);
            if (!start.init()) {
                return RESYNC;
            }
            return PodResources.isSidecar(start.container()) ? Duration.ZERO : INIT_LOOK;
        }
        report.waits(name, failure.get().reason(), failure.get().message());
        return failure.get().retryIn().isZero() ? RESYNC : failure.get().retryIn();
    }

    private ContainerStarter.Place place(
            Pod pod, RuntimePod runtime, PodActions actions, MountedVolumes volumes, String cgroup) throws IOException {
        Optional<RuntimeSandbox> existing = actions.createSandbox() ? Optional.empty() : runtime.sandbox();
        int attempt = existing.map(RuntimeSandbox::attempt).orElse(actions.attempt());
        PodSandboxConfig config = context.configs().sandbox(pod, attempt, cgroup);
        String id;
        if (existing.isPresent()) {
            id = existing.get().id();
        } else {
            try {
                id = context.cri().runPodSandbox(config, "");
            } catch (CriException e) {
                event(pod, WARNING, "FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.getMessage());
                throw e;
            }
        }
        RuntimePod after = read(pod);
        List<String> ips = pod.spec().hostNetwork() ? context.hostIps().get() : after.ips();
        context.configs().writeHosts(pod, ips);
        report.observed(pod, after, false);
        return new ContainerStarter.Place(id, config, ips, volumes);
    }

    private PodActionsCompute.BackOffs backOffs() {
        Instant now = context.clock().instant();
        return new PodActionsCompute.BackOffs() {
            @Override
            public Duration remaining(Container container, RuntimeContainer ended) {
                return crashes.remaining(container.name(), ended.finishedAt(), now);
            }

            @Override
            public Duration current(Container container) {
                return crashes.current(container.name());
            }
        };
    }

    private void event(Pod pod, String type, String reason, String message) {
        context.events().event(pod, "", type, reason, message);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** As Go prints durations: {@code 10s}, {@code 2m40s}. */
    private static String format(Duration duration) {
        long minutes = duration.toMinutes();
        return (minutes > 0 ? minutes + "m" : "") + duration.toSecondsPart() + "s";
    }
}
