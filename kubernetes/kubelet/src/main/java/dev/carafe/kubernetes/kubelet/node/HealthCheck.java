package dev.carafe.kubernetes.kubelet.node;

import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.CriException;
import dev.carafe.kubernetes.kubelet.cri.v1.Image;
import dev.carafe.kubernetes.kubelet.cri.v1.RuntimeCondition;
import dev.carafe.kubernetes.kubelet.cri.v1.StatusResponse;
import dev.carafe.kubernetes.kubelet.cri.v1.VersionResponse;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Looks how this machine is. Thread-safe; blocks its caller for a few calls to the runtime. */
public final class HealthCheck {
    /** Upstream's hard eviction thresholds. */
    private static final long MEMORY_MIN_BYTES = 100L << 20;

    private static final double DISK_MIN_FREE = 0.10;
    private static final double PIDS_MAX_USED = 0.95;
    private static final Duration GOOD_FOR = Duration.ofSeconds(10);

    private final CriClient cri;
    private final Machine machine;
    private final Path directory;
    private final InstantSource clock;
    private volatile Instant networkGoodUntil = Instant.EPOCH;

    public HealthCheck(CriClient cri, Machine machine, Path directory, InstantSource clock) {
        this.cri = cri;
        this.machine = machine;
        this.directory = directory;
        this.clock = clock;
    }

    /** A full look. */
    public NodeHealth look() {
        boolean memory = false;
        boolean disk = false;
        boolean pids = false;
        try {
            memory = Machine.availableMemoryBytes() < MEMORY_MIN_BYTES;
            pids = Machine.processes() > machine.pidMax() * PIDS_MAX_USED;
            File folder =
                    directory.toFile(); // of its file system, also where that is not among the mounts, as in a chroot
            disk = folder.getUsableSpace() < folder.getTotalSpace() * DISK_MIN_FREE;
        } catch (IOException e) {
            return new NodeHealth(
                    "cannot read the machine's state: " + e.getMessage(), "", List.of(), false, false, false);
        }
        String version = "";
        List<Image> images = List.of();
        String problem;
        try {
            VersionResponse runtime = cri.version();
            version = runtime.getRuntimeName() + "://" + runtime.getRuntimeVersion();
            images = cri.listImages();
            problem = problemOf(cri.status());
        } catch (CriException e) {
            problem = "container runtime is down: " + e.getMessage();
        }
        return new NodeHealth(problem, version, images, memory, disk, pids);
    }

    /** Why pods cannot be given addresses now; empty when they can. A good answer is believed for a while. */
    public String networkProblem() {
        if (clock.instant().isBefore(networkGoodUntil)) {
            return "";
        }
        try {
            String problem = problemOf(cri.status());
            if (problem.isEmpty()) {
                networkGoodUntil = clock.instant().plus(GOOD_FOR);
            }
            return problem;
        } catch (CriException e) {
            return "container runtime is down: " + e.getMessage();
        }
    }

    private static String problemOf(StatusResponse response) {
        return failed(response, "RuntimeReady")
                .map(text -> "container runtime not ready: " + text)
                .or(() -> failed(response, "NetworkReady").map(text -> "container runtime network not ready: " + text))
                .orElse("");
    }

    private static Optional<String> failed(StatusResponse response, String type) {
        for (RuntimeCondition condition : response.getStatus().getConditionsList()) {
            if (condition.getType().equals(type)) {
                return condition.getStatus()
                        ? Optional.empty()
                        : Optional.of(
                                type + "=false reason:" + condition.getReason() + " message:" + condition.getMessage());
            }
        }
        return Optional.of(type + " is unknown");
    }
}
