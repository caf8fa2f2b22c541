package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import java.io.IOException;

/** There is no such instance (upstream's {@code cloudprovider.InstanceNotFound}). */
public final class InstanceNotFoundException extends IOException {
    private static final long serialVersionUID = 1L;

    public InstanceNotFoundException() {
        super("instance not found");
    }
}
