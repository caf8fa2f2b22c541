package dev.carafe.kubernetes.kubelet.source;

import dev.carafe.kubernetes.api.core.v1.Pod;

/** Is told which pods there are to be. Called from the sources' threads. */
public interface PodSink {
    /** A pod is there, or has changed. */
    void declared(Pod pod);

    /** A pod is no longer declared. */
    void undeclared(String uid);

    /** The source has told all that it has at first. */
    void ready(String source);
}
