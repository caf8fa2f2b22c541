package dev.carafe.kubernetes.kubelet.pod;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.CriException;
import dev.carafe.kubernetes.kubelet.runtime.PodFiles;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeSandbox;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Removes what pods leave behind. Called by each pod's own thread, so nothing is removed that is just made. */
final class RemainsCleaner {
    /** Of each container its last dead start is kept, for its logs. */
    private static final int DEAD_KEPT = 1;

    private final CriClient cri;
    private final PodFiles files;

    RemainsCleaner(CriClient cri, PodFiles files) {
        this.cri = cri;
        this.files = files;
    }

    /** Removes older dead containers with their logs, and dead sandboxes that hold none, of a pod that lives on. */
    void pruneDead(RuntimePod runtime) throws IOException {
        Map<String, Integer> kept = new HashMap<>();
        for (RuntimeContainer container : runtime.containers()) {
            boolean newest = runtime.latest(container.name()).orElseThrow().id().equals(container.id());
            if (newest || !container.exited()) {
                continue;
            }
            if (kept.merge(container.name(), 1, Integer::sum) > DEAD_KEPT) {
                cri.removeContainer(container.id());
                removeLog(container);
            }
        }
        for (RuntimeSandbox sandbox : runtime.sandboxes().stream().skip(1).toList()) {
            boolean empty = runtime.containers().stream()
                    .noneMatch(container -> container.sandboxId().equals(sandbox.id()));
            if (!sandbox.ready() && empty) {
                cri.removePodSandbox(sandbox.id());
            }
        }
    }

    /** Removes everything of a pod that is gone. */
    void removeAll(Pod pod, RuntimePod runtime) throws IOException {
        for (RuntimeContainer container : runtime.containers()) {
            passIfGone(() -> cri.removeContainer(container.id()));
        }
        for (RuntimeSandbox sandbox : runtime.sandboxes()) {
            passIfGone(() -> {
                cri.stopPodSandbox(sandbox.id());
                cri.removePodSandbox(sandbox.id());
            });
        }
        files.delete(pod.metadata().uid());
        files.deleteLogs(pod.metadata().uid());
    }

    private interface Call {
        void run() throws CriException;
    }

    private static void passIfGone(Call call) throws CriException {
        try {
            call.run();
        } catch (CriException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    /** The current file and those it was rotated to. */
    private static void removeLog(RuntimeContainer container) throws IOException {
        if (container.logPath().isEmpty()) {
            return;
        }
        Path log = Path.of(container.logPath());
        Path directory = Objects.requireNonNull(log.getParent());
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, log.getFileName() + "*")) {
            for (Path file : found) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException _) {
            // The pod's logs were removed as a whole.
        }
    }
}
