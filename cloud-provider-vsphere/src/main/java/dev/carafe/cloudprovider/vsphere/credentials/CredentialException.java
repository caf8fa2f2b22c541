package dev.carafe.cloudprovider.vsphere.credentials;

import java.io.IOException;

/** A Secret has no credentials that can be used; the message is upstream's, with the key that it is about. */
public final class CredentialException extends IOException {
    private static final long serialVersionUID = 1L;

    CredentialException(String message) {
        super(message);
    }
}
