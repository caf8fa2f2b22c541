package dev.carafe.cli.vsphere;

import java.nio.file.Path;

/**
 * A host of the cloud's own, as its vCenter is to know it.
 *
 * @param address where the vCenter reaches it, with the port unless it is the usual one
 * @param password of its user root
 * @param certificate the file with what it shows
 */
public record OwnHost(String address, String password, Path certificate) {
    /** A password is a secret. */
    @Override
    public String toString() {
        return "OwnHost[" + address + "]";
    }
}
