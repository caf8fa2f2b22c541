package dev.carafe.kubernetes.kubelet.runtime;

/** A volume that cannot be made present. The message is what the FailedMount event says. */
public final class VolumeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String volume;

    /** @param volume the name of the volume in the pod's spec */
    public VolumeException(String volume, String message) {
        super(message);
        this.volume = volume;
    }

    /** The name of the volume in the pod's spec. */
    public String volume() {
        return volume;
    }
}
