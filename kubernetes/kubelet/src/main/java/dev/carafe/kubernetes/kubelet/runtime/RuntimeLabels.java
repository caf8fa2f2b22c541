package dev.carafe.kubernetes.kubelet.runtime;

/**
 * The labels and annotations by which sandboxes and containers are found again, also by another kubelet
 * and by tools. Names are upstream's ({@code pkg/kubelet/types/labels.go}, {@code kuberuntime/labels.go}).
 */
public final class RuntimeLabels {
    public static final String POD_NAME = "io.kubernetes.pod.name";
    public static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
    public static final String POD_UID = "io.kubernetes.pod.uid";
    public static final String CONTAINER_NAME = "io.kubernetes.container.name";

    /**
     * Carafe's own: the root directory of the kubelet that made the thing. Two kubelets on one runtime are
     * told apart by it, and what does not carry it is never touched.
     */
    public static final String OWNER = "dev.carafe.kubelet.root";

    static final String HASH = "io.kubernetes.container.hash";
    static final String RESTART_COUNT = "io.kubernetes.container.restartCount";
    static final String TERMINATION_MESSAGE_PATH = "io.kubernetes.container.terminationMessagePath";
    static final String TERMINATION_MESSAGE_POLICY = "io.kubernetes.container.terminationMessagePolicy";
    static final String PRE_STOP_HANDLER = "io.kubernetes.container.preStopHandler";
    static final String PORTS = "io.kubernetes.container.ports";
    static final String POD_DELETION_GRACE_PERIOD = "io.kubernetes.pod.deletionGracePeriod";
    static final String POD_TERMINATION_GRACE_PERIOD = "io.kubernetes.pod.terminationGracePeriod";

    private RuntimeLabels() {}
}
