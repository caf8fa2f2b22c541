package dev.carafe.kubernetes.kubelet.runtime;

/**
 * A container whose declaration cannot be carried out as things are; it waits with the reason
 * CreateContainerConfigError and this message until they change.
 */
public final class ContainerConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    public ContainerConfigException(String message) {
        super(message);
    }
}
