package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import java.io.IOException;

/** Another controller does this (upstream's {@code cloudprovider.ImplementedElsewhere}). */
public final class ImplementedElsewhereException extends IOException {
    private static final long serialVersionUID = 1L;

    public ImplementedElsewhereException() {
        super("implemented by alternate to cloud provider");
    }
}
