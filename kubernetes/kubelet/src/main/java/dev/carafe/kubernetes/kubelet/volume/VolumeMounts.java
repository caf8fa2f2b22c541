package dev.carafe.kubernetes.kubelet.volume;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.kubelet.downward.NodeFacts;
import dev.carafe.kubernetes.kubelet.objects.ReferencedObjects;
import dev.carafe.kubernetes.kubelet.runtime.HostPath;
import dev.carafe.kubernetes.kubelet.runtime.PodVolumes;
import dev.carafe.kubernetes.kubelet.runtime.VolumeException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Makes pods' volumes and takes them away. Every call looks at what is there, so it does not matter
 * which process made it; a configMap, secret, token or downward file that changed is written anew by the
 * next {@link #mount}. Safe for one thread a pod.
 */
public final class VolumeMounts implements PodVolumes {
    private static final String SUBPATHS = "volume-subpaths";

    private final Path pods;
    private final Payloads payloads;
    private final Claims claims;
    private final ServiceAccountTokens tokens;
    private final InstantSource clock;

    /**
     * @param root the kubelet's root directory; pods' volumes are in {@code <root>/pods/<uid>/volumes}
     * @param node what files may tell of the node
     */
    public VolumeMounts(Path root, ReferencedObjects objects, Supplier<NodeFacts> node, InstantSource clock) {
        this.pods = root.toAbsolutePath().normalize().resolve("pods");
        this.tokens = new ServiceAccountTokens(objects, clock);
        this.payloads = new Payloads(objects, tokens, node);
        this.claims = new Claims(objects);
        this.clock = clock;
    }

    @Override
    public Map<String, HostPath> mount(Pod pod) throws VolumeException, InterruptedException {
        Map<String, HostPath> places = new HashMap<>();
        VolumeException failed = null;
        for (Volume volume : pod.spec().volumes()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            try {
                places.put(volume.name(), mount(pod, volume));
            } catch (VolumeException e) {
                failed = failed == null ? e : failed; // the others are made meanwhile
            }
        }
        if (failed != null) {
            throw failed;
        }
        return places;
    }

    private HostPath mount(Pod pod, Volume volume) throws VolumeException {
        try {
            return place(pod, volume);
        } catch (IOException | StatusError e) {
            String why = Objects.requireNonNullElse(e.getMessage(), e.toString());
            throw new VolumeException(
                    volume.name(), "MountVolume.SetUp failed for volume \"" + volume.name() + "\" : " + why);
        }
    }

    private HostPath place(Pod pod, Volume volume) throws IOException, VolumeException {
        long group = PodUsers.group(pod);
        if (volume.hasHostPath()) {
            Path path = Path.of(volume.hostPath().path());
            HostPaths.check(path, volume.hostPath().type());
            return new HostPath(path, false);
        }
        if (volume.hasEmptyDir()) {
            Path path = directory(pod, "empty-dir", volume.name());
            switch (volume.emptyDir().medium()) {
                case "" -> EmptyDirs.onDisk(path, group);
                case "Memory" -> EmptyDirs.inMemory(path, memoryLimit(pod, volume), group);
                default ->
                    throw new IOException(
                            "unknown storage medium \"" + volume.emptyDir().medium() + "\"");
            }
            return new HostPath(path, false);
        }
        if (volume.hasConfigMap()) {
            Path path = directory(pod, "configmap", volume.name());
            EmptyDirs.onDisk(path, group);
            return written(pod, volume, path);
        }
        if (volume.hasSecret() || volume.hasProjected() || volume.hasDownwardAPI()) {
            String plugin = volume.hasSecret() ? "secret" : volume.hasProjected() ? "projected" : "downward-api";
            Path path = directory(pod, plugin, volume.name());
            EmptyDirs.inMemory(path, 0, group); // what is secret never reaches a disk
            return written(pod, volume, path);
        }
        if (volume.hasPersistentVolumeClaim() || volume.hasEphemeral()) {
            return claims.place(pod, volume);
        }
        throw new VolumeException(
                volume.name(),
                Claims.unprocessed(
                        volume.name(),
                        "failed to get Plugin from volumeSpec for volume \"" + volume.name()
                                + "\" err=no volume plugin matched"));
    }

    private HostPath written(Pod pod, Volume volume, Path path) throws IOException {
        Map<String, ProjectedFile> files = payloads.of(pod, volume);
        long group = PodUsers.group(pod);
        new AtomicWriter(path, clock).write(files, fresh -> {
            if (group >= 0) {
                Trees.giveToGroup(fresh, group);
            }
        });
        return new HostPath(path, true);
    }

    private Path directory(Pod pod, String plugin, String volume) {
        return pods.resolve(pod.metadata().uid())
                .resolve("volumes")
                .resolve("kubernetes.io~" + plugin)
                .resolve(volume);
    }

    /** The least of the volume's own limit and the pod's memory; 0 for none. */
    private static long memoryLimit(Pod pod, Volume volume) {
        long own = volume.emptyDir().sizeLimit().value();
        long sum = 0;
        for (var container : pod.spec().containers()) {
            var limits = container.resources().limits();
            if (!limits.containsKey("memory")) {
                return own;
            }
            sum += Objects.requireNonNull(limits.get("memory")).value();
        }
        return own > 0 ? Math.min(own, sum) : sum;
    }

    /**
     * Makes a path inside a volume mountable; what containers do in the volume meanwhile cannot lead it out
     * of there. Called before each start of the container, so that it sees the newest files.
     *
     * @param index the mount's place among the container's volume mounts
     * @param volume the volume's place as {@link #mount} answered it
     * @param subPath the mount's subPath or expanded subPathExpr, not empty
     * @return what to mount
     * @throws IOException in upstream's words
     */
    @Override
    public Path subPath(Pod pod, String container, int index, String volumeName, HostPath volume, String subPath)
            throws IOException {
        Path relative = Path.of(subPath);
        if (relative.isAbsolute()) {
            throw new IOException("error SubPath `" + subPath + "` must not be an absolute path");
        }
        for (Path step : relative) {
            if (step.toString().equals("..")) {
                throw new IOException("unable to provision SubPath `" + subPath + "`: must not contain '..'");
            }
        }
        Path target = pods.resolve(pod.metadata().uid())
                .resolve(SUBPATHS)
                .resolve(volumeName)
                .resolve(container)
                .resolve(Integer.toString(index));
        try {
            SubPaths.bind(volume.path(), relative, target);
        } catch (IOException e) {
            throw new IOException(
                    "failed to prepare subPath for volumeMount \"" + volumeName + "\" of container \"" + container
                            + "\": " + e.getMessage(),
                    e);
        }
        return target;
    }

    /** The uids of the pods that have anything on this machine, made by whichever process. */
    public Set<String> present() throws IOException {
        Set<String> uids = new TreeSet<>();
        if (Files.isDirectory(pods)) {
            try (var found = Files.newDirectoryStream(pods)) {
                found.forEach(path ->
                        uids.add(Objects.requireNonNull(path.getFileName()).toString()));
            }
        }
        return uids;
    }

    @Override
    public void unmount(String podUid) throws IOException {
        tokens.forget(podUid);
        Path pod = pods.resolve(podUid).normalize();
        if (podUid.isEmpty() || !pods.equals(pod.getParent())) {
            throw new IOException("not a pod's uid: \"" + podUid + "\"");
        }
        for (Path part : List.of(pod.resolve(SUBPATHS), pod.resolve("volumes"))) {
            for (Path mount : MountTable.beneath(part)) {
                Libc.unmount(mount.toString(), Libc.MNT_DETACH);
            }
            // A mount that came meanwhile may show others' files: never delete through it.
            if (!MountTable.beneath(part).isEmpty()) {
                throw new IOException("still mounted: " + MountTable.beneath(part));
            }
            Trees.delete(part);
        }
        try {
            Files.deleteIfExists(pod);
        } catch (DirectoryNotEmptyException _) {
            // the rest is not volumes
        }
    }
}
