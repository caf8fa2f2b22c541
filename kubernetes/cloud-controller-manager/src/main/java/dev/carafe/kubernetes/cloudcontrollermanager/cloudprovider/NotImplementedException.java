package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import java.io.IOException;

/** The provider cannot do this (upstream's {@code cloudprovider.NotImplemented}). */
public final class NotImplementedException extends IOException {
    private static final long serialVersionUID = 1L;

    public NotImplementedException() {
        super("unimplemented");
    }
}
