package dev.carafe.kubernetes.kubelet.image;

import static dev.carafe.kubernetes.kubelet.runtime.PodEvents.NORMAL;
import static dev.carafe.kubernetes.kubelet.runtime.PodEvents.WARNING;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.CriException;
import dev.carafe.kubernetes.kubelet.cri.v1.AuthConfig;
import dev.carafe.kubernetes.kubelet.cri.v1.Image;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandboxConfig;
import dev.carafe.kubernetes.kubelet.runtime.CrashBackoff;
import dev.carafe.kubernetes.kubelet.runtime.PodEvents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes an image present, by its container's pull policy. Thread-safe; blocks the pod's thread for as
 * long as a pull takes. Reasons and messages are upstream's ({@code pkg/kubelet/images}).
 */
public final class ImagePuller {
    /** Whether the image is there now. */
    public sealed interface Result {
        /** It is. */
        record Present(Image image) implements Result {}

        /** It is not, and the container waits with this reason. {@code retryIn} zero for "as things are, never". */
        record Missing(String reason, String message, Duration retryIn) implements Result {}
    }

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final CriClient cri;
    private final PullCredentials credentials;
    private final PodEvents events;
    private final InstantSource clock;
    /** Why an image's last pull failed, by pod and image, for the message of those who wait. */
    private final Map<String, String> lastErrors = new ConcurrentHashMap<>();

    public ImagePuller(CriClient cri, PullCredentials credentials, PodEvents events, InstantSource clock) {
        this.cri = cri;
        this.credentials = credentials;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Makes the container's image present.
     *
     * @param backoff the pod's own, of failed pulls
     */
    public Result ensure(Pod pod, Container container, PodSandboxConfig sandbox, CrashBackoff backoff) {
        Optional<String> name = ImageName.withTag(container.image());
        if (name.isEmpty()) {
            String message = "Failed to apply default image tag \"" + container.image()
                    + "\": couldn't parse image name \"" + container.image() + "\": invalid reference format";
            event(pod, container, WARNING, "InspectFailed", message);
            return new Result.Missing("InvalidImageName", message, Duration.ZERO);
        }
        Optional<Image> present;
        try {
            present = cri.imageStatus(name.get());
        } catch (CriException e) {
            String message = "Failed to inspect image \"" + container.image() + "\": " + e.getMessage();
            event(pod, container, WARNING, "InspectFailed", message);
            return new Result.Missing("ImageInspectError", message, RETRY);
        }
        String policy = policy(container, name.get());
        if (present.isPresent() && !policy.equals("Always")) {
            event(
                    pod,
                    container,
                    NORMAL,
                    "Pulled",
                    "Container image \"" + container.image()
                            + "\" already present on machine and can be accessed by the pod");
            return new Result.Present(present.get());
        }
        if (policy.equals("Never")) {
            String message = "Container image \"" + container.image() + "\" is not present with pull policy of Never";
            event(pod, container, WARNING, "ErrImageNeverPull", message);
            return new Result.Missing("ErrImageNeverPull", message, Duration.ZERO);
        }
        return pull(pod, container, name.get(), sandbox, backoff);
    }

    private Result pull(Pod pod, Container container, String image, PodSandboxConfig sandbox, CrashBackoff backoff) {
        String key = pod.metadata().uid() + "_" + container.image();
        Instant now = clock.instant();
        Duration remaining = backoff.remaining(key, now);
        if (!remaining.isZero()) {
            String message = "Back-off pulling image \"" + container.image() + "\"";
            event(pod, container, NORMAL, "BackOff", message);
            String cause = lastErrors.get(key);
            return new Result.Missing(
                    "ImagePullBackOff", cause == null ? message : message + ": ErrImagePull: " + cause, remaining);
        }
        event(pod, container, NORMAL, "Pulling", "Pulling image \"" + container.image() + "\"");
        try {
            String reference = pullWithAny(pod, image, sandbox);
            Image pulled = cri.imageStatus(image)
                    .or(() -> Optional.of(Image.newBuilder().setId(reference).build()))
                    .orElseThrow();
            lastErrors.remove(key);
            String took = seconds(Duration.between(now, clock.instant()));
            event(
                    pod,
                    container,
                    NORMAL,
                    "Pulled",
                    "Successfully pulled image \"" + container.image() + "\" in " + took + " (" + took
                            + " including waiting). Image size: " + pulled.getSize() + " bytes.");
            return new Result.Present(pulled);
        } catch (CriException e) {
            String message = String.valueOf(e.getMessage());
            event(pod, container, WARNING, "Failed", "Failed to pull image \"" + container.image() + "\": " + message);
            Instant failed = clock.instant();
            backoff.next(key, failed, failed);
            lastErrors.put(key, message);
            return new Result.Missing("ErrImagePull", message, RETRY);
        }
    }

    /** With each credential in turn, and with none where there is none. */
    private String pullWithAny(Pod pod, String image, PodSandboxConfig sandbox) throws CriException {
        List<AuthConfig> found = credentials.of(pod, image);
        for (int i = 0; i < found.size() - 1; i++) {
            try {
                return cri.pullImage(image, found.get(i), sandbox);
            } catch (CriException _) {
                // The next one may be the right one; the last one's failure is the one to tell.
            }
        }
        return cri.pullImage(image, found.isEmpty() ? null : found.getLast(), sandbox);
    }

    /** Forgets what a pod that is gone left. */
    public void forget(String podUid) {
        lastErrors.keySet().removeIf(key -> key.startsWith(podUid + "_"));
    }

    private static String policy(Container container, String image) {
        if (!container.imagePullPolicy().isEmpty()) {
            return container.imagePullPolicy();
        }
        return image.endsWith(":latest") ? "Always" : "IfNotPresent";
    }

    private static String seconds(Duration duration) {
        long ms = duration.toMillis();
        return ms < 1_000 ? ms + "ms" : ms / 1_000 + "." + String.format("%03d", ms % 1_000) + "s";
    }

    private void event(Pod pod, Container container, String type, String reason, String message) {
        events.event(pod, container.name(), type, reason, message);
    }
}
