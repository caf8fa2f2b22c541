package dev.carafe.vsphere.vcenter.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a vCenter is to run.
 *
 * @param dataDir where its state is; made when it is not there
 * @param address where it serves; port 0 takes a free one
 * @param name its own, in its certificate
 * @param password what its administrator is to have; empty to keep it, and at first to have one made
 * @param build what the product says that it is
 */
public record VCenterConfig(
        Path dataDir, InetSocketAddress address, String name, Optional<String> password, String build) {
    /** The port of vSphere's servers. */
    public static final int PORT = 443;

    /** A password is a secret. */
    @Override
    public String toString() {
        return "VCenterConfig[dataDir=" + dataDir + ", address=" + address + ", name=" + name + "]";
    }

    /** Where what it has to remember is. */
    Path stateFolder() {
        return dataDir.resolve("vcenter");
    }
}
