package dev.carafe.kubernetes.kubelet.volume;

import dev.carafe.kubernetes.api.core.v1.PersistentVolume;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.kubelet.objects.ReferencedObjects;
import dev.carafe.kubernetes.kubelet.runtime.HostPath;
import dev.carafe.kubernetes.kubelet.runtime.VolumeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds what claims are bound to, as far as it lies on this machine: volumes of kind hostPath and local. */
final class Claims {
    private final ReferencedObjects objects;

    Claims(ReferencedObjects objects) {
        this.objects = objects;
    }

    HostPath place(Pod pod, Volume volume) throws IOException, VolumeException {
        String name = volume.hasEphemeral()
                ? pod.name() + "-" + volume.name()
                : volume.persistentVolumeClaim().claimName();
        PersistentVolume bound = bound(pod, volume.name(), name);
        boolean readOnly = volume.persistentVolumeClaim().readOnly();
        if (bound.spec().hasHostPath()) {
            Path path = Path.of(bound.spec().hostPath().path());
            HostPaths.check(path, bound.spec().hostPath().type());
            return new HostPath(path, readOnly);
        }
        if (bound.spec().hasLocal()) {
            Path path = Path.of(bound.spec().local().path());
            if (!Files.exists(path)) {
                throw new IOException("path \"" + path + "\" does not exist");
            }
            return new HostPath(path, readOnly);
        }
        throw new VolumeException(
                volume.name(),
                unprocessed(
                        volume.name(),
                        "failed to get Plugin from volumeSpec for volume \"" + bound.name()
                                + "\" err=no volume plugin matched"));
    }

    private PersistentVolume bound(Pod pod, String volume, String claim) throws IOException, VolumeException {
        String about = "error processing PVC " + pod.namespace() + "/" + claim + ": ";
        PersistentVolumeClaim found;
        try {
            found = objects.persistentVolumeClaim(pod.namespace(), claim);
        } catch (StatusError e) {
            throw new VolumeException(
                    volume, unprocessed(volume, about + "failed to fetch PVC from API server: " + e.getMessage()));
        }
        if (!found.status().phase().equals("Bound") || found.spec().volumeName().isEmpty()) {
            throw new VolumeException(volume, unprocessed(volume, about + "PVC is not bound"));
        }
        try {
            PersistentVolume bound = objects.persistentVolume(found.spec().volumeName());
            if (!bound.spec().claimRef().uid().equals(found.metadata().uid())) {
                throw new VolumeException(
                        volume,
                        unprocessed(
                                volume,
                                about + "error processing PVC: PV " + bound.name() + " is bound to another claim"));
            }
            return bound;
        } catch (StatusError e) {
            throw new VolumeException(
                    volume,
                    unprocessed(
                            volume,
                            about + "failed to fetch PV " + found.spec().volumeName() + " from API server: "
                                    + e.getMessage()));
        }
    }

    /** The event's text for a volume of which it is not even known what to mount. */
    static String unprocessed(String volume, String why) {
        return "Unable to attach or mount volumes: unmounted volumes=[" + volume
                + "], unattached volumes=[], failed to process volumes=[" + volume + "]: " + why;
    }
}
