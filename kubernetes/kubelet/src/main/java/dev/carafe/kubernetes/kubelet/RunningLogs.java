package dev.carafe.kubernetes.kubelet;

import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.v1.ContainerState;
import dev.carafe.kubernetes.kubelet.logs.LogSweep;
import dev.carafe.kubernetes.kubelet.runtime.PodFiles;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeLabels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The logs that this kubelet's running containers write, for their rotation.
 *
 * @param owner the mark of this kubelet's things, see {@link RuntimeLabels#OWNER}
 */
record RunningLogs(CriClient cri, String owner, PodFiles files) implements LogSweep.Logs {
    @Override
    public List<LogSweep.Log> list() throws IOException {
        return cri.listContainers(Map.of(RuntimeLabels.OWNER, owner)).stream()
                .filter(container -> container.getState() == ContainerState.CONTAINER_RUNNING)
                .map(container -> new LogSweep.Log(
                        logOf(container.getLabelsMap(), container.getMetadata().getAttempt()),
                        () -> cri.reopenContainerLog(container.getId())))
                .toList();
    }

    private Path logOf(Map<String, String> labels, int attempt) {
        return files.podLogs(
                        labels.getOrDefault(RuntimeLabels.POD_NAMESPACE, ""),
                        labels.getOrDefault(RuntimeLabels.POD_NAME, ""),
                        labels.getOrDefault(RuntimeLabels.POD_UID, ""))
                .resolve(labels.getOrDefault(RuntimeLabels.CONTAINER_NAME, ""))
                .resolve(attempt + ".log");
    }
}
