package dev.carafe.kubernetes.kubelet.runtime;

import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.CriException;
import dev.carafe.kubernetes.kubelet.cri.v1.Container;
import dev.carafe.kubernetes.kubelet.cri.v1.ContainerState;
import dev.carafe.kubernetes.kubelet.cri.v1.ContainerStatus;
import dev.carafe.kubernetes.kubelet.cri.v1.NamespaceMode;
import dev.carafe.kubernetes.kubelet.cri.v1.PodIP;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandbox;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandboxState;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandboxStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads from the runtime what it holds of this kubelet's pods. Stateless: every answer is asked for
 * anew, so that whoever reconciles looks at the truth.
 */
public final class RuntimePods {
    /** What a listing tells of a pod; it changes whenever something of the pod came, went or changed state. */
    public record Summary(String namespace, String name, List<String> states) {}

    private final CriClient cri;
    private final String owner;

    /** @param owner the mark of this kubelet's things, see {@link RuntimeLabels#OWNER} */
    public RuntimePods(CriClient cri, String owner) {
        this.cri = cri;
        this.owner = owner;
    }

    /** All pods that this kubelet has in the runtime, by uid. Costs two calls, however many there are. */
    public Map<String, Summary> list() throws CriException {
        Map<String, String> mine = Map.of(RuntimeLabels.OWNER, owner);
        Map<String, List<String>> states = new HashMap<>();
        Map<String, Map<String, String>> labels = new HashMap<>();
        for (PodSandbox sandbox : cri.listPodSandbox(mine)) {
            note(sandbox.getLabelsMap(), sandbox.getId() + sandbox.getState(), states, labels);
        }
        for (Container container : cri.listContainers(mine)) {
            note(container.getLabelsMap(), container.getId() + container.getState(), states, labels);
        }
        Map<String, Summary> pods = new HashMap<>();
        states.forEach((uid, found) -> {
            Map<String, String> of = labels.getOrDefault(uid, Map.of());
            found.sort(Comparator.naturalOrder());
            pods.put(
                    uid,
                    new Summary(
                            of.getOrDefault(RuntimeLabels.POD_NAMESPACE, ""),
                            of.getOrDefault(RuntimeLabels.POD_NAME, ""),
                            List.copyOf(found)));
        });
        return pods;
    }

    private static void note(
            Map<String, String> labels,
            String state,
            Map<String, List<String>> states,
            Map<String, Map<String, String>> labelsOf) {
        String uid = labels.getOrDefault(RuntimeLabels.POD_UID, "");
        if (!uid.isEmpty()) {
            states.computeIfAbsent(uid, _ -> new ArrayList<>()).add(state);
            labelsOf.putIfAbsent(uid, labels);
        }
    }

    /** All that the runtime holds of one pod now. */
    public RuntimePod read(String uid, String namespace, String name) throws CriException {
        Map<String, String> mine = Map.of(RuntimeLabels.OWNER, owner, RuntimeLabels.POD_UID, uid);
        List<RuntimeSandbox> sandboxes = new ArrayList<>();
        for (PodSandbox sandbox : cri.listPodSandbox(mine)) {
            try {
                sandboxes.add(sandbox(cri.podSandboxStatus(sandbox.getId())));
            } catch (CriException e) {
                passIfGone(e);
            }
        }
        List<RuntimeContainer> containers = new ArrayList<>();
        for (Container container : cri.listContainers(mine)) {
            try {
                containers.add(container(container.getPodSandboxId(), cri.containerStatus(container.getId())));
            } catch (CriException e) {
                passIfGone(e);
            }
        }
        sandboxes.sort(Comparator.comparing(RuntimeSandbox::createdAt).reversed());
        containers.sort(Comparator.comparing(RuntimeContainer::createdAt).reversed());
        return new RuntimePod(uid, namespace, name, List.copyOf(sandboxes), List.copyOf(containers));
    }

    /** Things may go between a listing and the look at each. */
    private static void passIfGone(CriException e) throws CriException {
        if (!e.isNotFound()) {
            throw e;
        }
    }

    private static RuntimeSandbox sandbox(PodSandboxStatus status) {
        List<String> ips = new ArrayList<>();
        if (!status.getNetwork().getIp().isEmpty()) {
            ips.add(status.getNetwork().getIp());
        }
        status.getNetwork().getAdditionalIpsList().stream().map(PodIP::getIp).forEach(ips::add);
        return new RuntimeSandbox(
                status.getId(),
                status.getMetadata().getAttempt(),
                status.getState() == PodSandboxState.SANDBOX_READY,
                time(status.getCreatedAt()),
                status.getLinux().getNamespaces().getOptions().getNetwork() == NamespaceMode.NODE,
                List.copyOf(ips));
    }

    private static RuntimeContainer container(String sandboxId, ContainerStatus status) {
        Map<String, String> annotations = status.getAnnotationsMap();
        boolean ended = status.getState() == ContainerState.CONTAINER_EXITED;
        return new RuntimeContainer(
                status.getId(),
                sandboxId,
                status.getLabelsMap().getOrDefault(RuntimeLabels.CONTAINER_NAME, ""),
                number(annotations.get(RuntimeLabels.RESTART_COUNT)).orElse(0L).intValue(),
                state(status.getState()),
                status.getImage().getImage(),
                status.getImageRef(),
                annotations.getOrDefault(RuntimeLabels.HASH, ""),
                time(status.getCreatedAt()),
                time(status.getStartedAt()),
                time(status.getFinishedAt()),
                status.getExitCode(),
                status.getReason(),
                ended ? TerminationMessage.of(status).orElse(status.getMessage()) : status.getMessage(),
                status.getLogPath(),
                number(annotations.get(RuntimeLabels.POD_DELETION_GRACE_PERIOD))
                        .or(() -> number(annotations.get(RuntimeLabels.POD_TERMINATION_GRACE_PERIOD)))
                        .orElse(0L),
                Optional.ofNullable(annotations.get(RuntimeLabels.PRE_STOP_HANDLER)));
    }

    private static RuntimeContainer.State state(ContainerState state) {
        return switch (state) {
            case CONTAINER_CREATED -> RuntimeContainer.State.CREATED;
            case CONTAINER_RUNNING -> RuntimeContainer.State.RUNNING;
            case CONTAINER_EXITED -> RuntimeContainer.State.EXITED;
            case CONTAINER_UNKNOWN, UNRECOGNIZED -> RuntimeContainer.State.UNKNOWN;
        };
    }

    private static Instant time(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    private static Optional<Long> number(@org.jspecify.annotations.Nullable String text) {
        return text != null && text.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }
}
