package dev.carafe.cloudprovider.vsphere.config;

import java.io.IOException;

/** A configuration cannot be used; the message, upstream's own where it has one, says why. */
public final class ConfigException extends IOException {
    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        super(message);
    }
}
