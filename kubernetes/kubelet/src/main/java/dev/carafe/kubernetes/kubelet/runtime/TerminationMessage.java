package dev.carafe.kubernetes.kubelet.runtime;

import dev.carafe.kubernetes.kubelet.cri.v1.ContainerStatus;
import dev.carafe.kubernetes.kubelet.cri.v1.Mount;
import dev.carafe.kubernetes.kubelet.logs.LogOptions;
import dev.carafe.kubernetes.kubelet.logs.LogReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** What a container wrote about its own end: to its termination message file, or as its last log lines. */
final class TerminationMessage {
    /** Limits of upstream's {@code pkg/kubelet/container}. */
    private static final int FILE_MAX_BYTES = 4 << 10;

    private static final int LOG_MAX_BYTES = 2 << 10;
    private static final int LOG_MAX_LINES = 80;

    private TerminationMessage() {}

    static Optional<String> of(ContainerStatus status) {
        String path = status.getAnnotationsMap().getOrDefault(RuntimeLabels.TERMINATION_MESSAGE_PATH, "");
        boolean fallsBackToLog = status.getAnnotationsMap()
                        .getOrDefault(RuntimeLabels.TERMINATION_MESSAGE_POLICY, "")
                        .equals("FallbackToLogsOnError")
                && status.getExitCode() != 0;
        Optional<String> written = status.getMountsList().stream()
                .filter(mount -> !path.isEmpty() && mount.getContainerPath().equals(path))
                .findFirst()
                .map(TerminationMessage::read)
                .filter(text -> !text.isEmpty());
        return written.isPresent() || !fallsBackToLog ? written : lastLines(Path.of(status.getLogPath()));
    }

    private static String read(Mount mount) {
        Path file = Path.of(mount.getHostPath());
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(FILE_MAX_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "Error on reading termination log " + file + ": " + e.getMessage();
        }
    }

    private static Optional<String> lastLines(Path log) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new LogReader(
                            log,
                            new LogOptions(false, null, LOG_MAX_LINES, -1, false, LogOptions.Streams.ALL),
                            out,
                            () -> false)
                    .run();
        } catch (IOException _) {
            return Optional.empty(); // no log, no message: the exit code stands for itself
        }
        byte[] text = out.toByteArray();
        int from = Math.max(0, text.length - LOG_MAX_BYTES);
        return Optional.of(new String(text, from, text.length - from, StandardCharsets.UTF_8))
                .filter(message -> !message.isEmpty());
    }
}
