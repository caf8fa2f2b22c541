package dev.carafe.kubernetes.kubelet.pod;

import static dev.carafe.kubernetes.kubelet.runtime.PodEvents.NORMAL;
import static dev.carafe.kubernetes.kubelet.runtime.PodEvents.WARNING;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.EnvVar;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.CriException;
import dev.carafe.kubernetes.kubelet.cri.v1.ContainerConfig;
import dev.carafe.kubernetes.kubelet.cri.v1.Image;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandboxConfig;
import dev.carafe.kubernetes.kubelet.image.ImagePuller;
import dev.carafe.kubernetes.kubelet.runtime.ContainerConfigException;
import dev.carafe.kubernetes.kubelet.runtime.ContainerEnvironment;
import dev.carafe.kubernetes.kubelet.runtime.CrashBackoff;
import dev.carafe.kubernetes.kubelet.runtime.CriConfigs;
import dev.carafe.kubernetes.kubelet.runtime.MountedVolumes;
import dev.carafe.kubernetes.kubelet.runtime.PodEvents;
import dev.carafe.kubernetes.kubelet.runtime.Pods;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Starts one container: its image, its environment, the container, its process, its postStart hook.
 * Blocks the pod's thread. Reasons and events are upstream's ({@code kuberuntime_container.go}).
 */
final class ContainerStarter {
    /**
     * What a container is started into.
     *
     * @param config the sandbox's, as it was created with
     */
    record Place(String sandboxId, PodSandboxConfig config, List<String> podIps, MountedVolumes volumes) {}

    /** A container that did not start, and waits with this reason. */
    record Failure(String reason, String message, Duration retryIn) {}

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final CriClient cri;
    private final CriConfigs configs;
    private final ContainerEnvironment environment;
    private final ImagePuller images;
    private final PodEvents events;
    private final Hooks hooks;

    ContainerStarter(
            CriClient cri, CriConfigs configs, ContainerEnvironment environment, ImagePuller images, PodEvents events) {
        this.cri = cri;
        this.configs = configs;
        this.environment = environment;
        this.images = images;
        this.events = events;
        this.hooks = new Hooks(cri);
    }

    /** Starts it; empty when it runs. */
    Optional<Failure> start(Pod pod, PodActions.Start start, Place place, CrashBackoff pullBackoff)
            throws InterruptedException {
        Container container = start.container();
        Image image;
        switch (images.ensure(pod, container, place.config(), pullBackoff)) {
            case ImagePuller.Result.Missing(String reason, String message, Duration retryIn) -> {
                failed(pod, container, reason);
                return Optional.of(new Failure(reason, message, retryIn));
            }
            case ImagePuller.Result.Present(Image present) -> image = present;
        }
        ContainerConfig config;
        try {
            List<EnvVar> env = environment.of(pod, container, place.podIps());
            config = configs.container(pod, container, start.restartCount(), image, env, place.volumes());
        } catch (ContainerConfigException | IOException e) {
            return fail(pod, container, "CreateContainerConfigError", e);
        }
        String id;
        try {
            id = cri.createContainer(place.sandboxId(), config, place.config());
        } catch (CriException e) {
            return fail(pod, container, "CreateContainerError", e.description());
        }
        events.event(pod, container.name(), NORMAL, "Created", "Container created");
        try {
            cri.startContainer(id);
        } catch (CriException e) {
            return fail(pod, container, "RunContainerError", e.description());
        }
        events.event(pod, container.name(), NORMAL, "Started", "Container started");
        return postStart(pod, container, id, place);
    }

    private Optional<Failure> postStart(Pod pod, Container container, String id, Place place)
            throws InterruptedException {
        if (!container.lifecycle().hasPostStart()) {
            return Optional.empty();
        }
        try {
            hooks.run(
                    container.lifecycle().postStart(),
                    container,
                    id,
                    place.podIps().stream().findFirst().orElse(""));
            return Optional.empty();
        } catch (IOException e) {
            events.event(pod, container.name(), WARNING, "FailedPostStartHook", "PostStartHook failed");
            events.event(pod, container.name(), NORMAL, "Killing", "FailedPostStartHook");
            try {
                cri.stopContainer(id, Duration.ofSeconds(Pods.gracePeriodSeconds(pod)));
            } catch (CriException stop) {
                e.addSuppressed(stop);
            }
            return Optional.of(new Failure("PostStartHookError", String.valueOf(e.getMessage()), RETRY));
        }
    }

    private Optional<Failure> fail(Pod pod, Container container, String reason, Exception cause) {
        return fail(pod, container, reason, String.valueOf(cause.getMessage()));
    }

    private Optional<Failure> fail(Pod pod, Container container, String reason, String message) {
        failed(pod, container, message);
        return Optional.of(new Failure(reason, message, RETRY));
    }

    private void failed(Pod pod, Container container, String message) {
        events.event(pod, container.name(), WARNING, "Failed", "Error: " + message);
    }
}
