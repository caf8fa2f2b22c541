package dev.carafe.kubernetes.kubelet.source;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.meta.v1.DeleteOptions;
import dev.carafe.kubernetes.api.meta.v1.OwnerReference;
import dev.carafe.kubernetes.api.meta.v1.Preconditions;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.kubelet.runtime.Pods;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Shows static pods in the API: a pod of the same name and spec that nobody runs, whose status is the
 * static pod's. Called by the one thread that writes statuses.
 */
public final class MirrorPods {
    private final ResourceClient<Pod> pods;
    private final String nodeName;
    private final Supplier<Optional<String>> nodeUid;

    /** @param nodeUid the uid of this machine's Node, which owns the mirrors, once it is known */
    public MirrorPods(Client client, String nodeName, Supplier<Optional<String>> nodeUid) {
        this.pods = client.of(CoreV1.PODS);
        this.nodeName = nodeName;
        this.nodeUid = nodeUid;
    }

    /** The mirror of a static pod, made if there is none, or another one's; empty while it cannot be made. */
    public Optional<Pod> ensure(Pod staticPod) {
        Optional<Pod> found = find(staticPod);
        if (found.isPresent() && shows(found.get(), staticPod)) {
            return found;
        }
        found.ifPresent(this::delete);
        Optional<String> uid = nodeUid.get();
        if (uid.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(pods.create(mirrorOf(staticPod, uid.get())));
    }

    /** Takes the mirror of a static pod away that is gone. */
    public void remove(Pod staticPod) {
        find(staticPod)
                .filter(mirror -> Pods.isMirror(mirror) && hash(mirror).equals(hash(staticPod)))
                .ifPresent(this::delete);
    }

    private Optional<Pod> find(Pod staticPod) {
        return pods.find(staticPod.metadata().namespace(), staticPod.metadata().name());
    }

    private void delete(Pod mirror) {
        try {
            pods.delete(
                    mirror.metadata().namespace(),
                    mirror.metadata().name(),
                    new DeleteOptions(Struct.EMPTY)
                            .withGracePeriodSeconds(0)
                            .withPreconditions(new Preconditions(
                                    Struct.of("uid", mirror.metadata().uid()))));
        } catch (StatusError e) {
            if (e.code() != 404 && e.code() != 409) {
                throw e;
            }
        }
    }

    private static boolean shows(Pod mirror, Pod staticPod) {
        return Pods.isMirror(mirror)
                && !mirror.metadata().hasDeletionTimestamp()
                && hash(mirror).equals(hash(staticPod));
    }

    private Pod mirrorOf(Pod staticPod, String nodeUid) {
        Map<String, String> annotations = new HashMap<>(staticPod.metadata().annotations());
        annotations.put(Pods.CONFIG_MIRROR, hash(staticPod));
        return staticPod
                .withoutStatus()
                .withMetadata(staticPod
                        .metadata()
                        .withoutUid()
                        .withAnnotations(annotations)
                        .withOwnerReferences(List.of(new OwnerReference(Struct.EMPTY)
                                .withApiVersion("v1")
                                .withKind("Node")
                                .withName(nodeName)
                                .withUid(nodeUid)
                                .withController(true))));
    }

    private static String hash(Pod pod) {
        return pod.metadata()
                .annotations()
                .getOrDefault(Pods.CONFIG_MIRROR, pod.metadata().annotations().getOrDefault(Pods.CONFIG_HASH, ""));
    }
}
