package dev.carafe.kubernetes.kubelet;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.pod.PodWorkers;
import dev.carafe.kubernetes.kubelet.source.ManifestDirectory;
import dev.carafe.kubernetes.kubelet.source.ManifestUrl;
import dev.carafe.kubernetes.kubelet.source.PodSink;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Feeds the workers what all sources declare, and tells them when every source has said all it has: what nobody named by
 * then may be ended. Thread-safe.
 */
final class PodSources implements PodSink {
    private final PodWorkers workers;
    private final KubeletConfig.Manifests manifests;
    private final String nodeName;

    /** Sources that have not yet told all they have. Guarded by this object. */
    private final Set<String> awaited = new HashSet<>();

    /** @param api whether the API server is one of the sources */
    PodSources(PodWorkers workers, KubeletConfig.Manifests manifests, String nodeName, boolean api) {
        this.workers = workers;
        this.manifests = manifests;
        this.nodeName = nodeName;
        if (api) {
            awaited.add("api");
        }
        if (manifests.path() != null) {
            awaited.add("file");
        }
        if (manifests.url() != null) {
            awaited.add("http");
        }
    }

    /** Starts to read the manifests that were named; the caller closes what is answered. */
    List<AutoCloseable> startManifests() {
        List<AutoCloseable> started = new ArrayList<>();
        Path path = manifests.path();
        if (path != null) {
            started.add(ManifestDirectory.start(path, nodeName, manifests.every(), this));
        }
        URI url = manifests.url();
        if (url != null) {
            started.add(ManifestUrl.start(url, nodeName, manifests.every(), this));
        }
        return started;
    }

    @Override
    public void declared(Pod pod) {
        workers.sync(pod);
    }

    @Override
    public void undeclared(String uid) {
        workers.remove(uid);
    }

    @Override
    public synchronized void ready(String source) {
        awaited.remove(source);
        if (awaited.isEmpty()) {
            workers.sourcesReady();
        }
    }
}
