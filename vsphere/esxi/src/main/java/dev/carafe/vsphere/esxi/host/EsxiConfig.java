package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.network.NetworkDefaults;
import dev.carafe.vsphere.esxi.qemu.QemuSearch;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a host agent is to run.
 *
 * @param dataDir where its state is, and its datastores unless they are said to be elsewhere; made when it is not there
 * @param address where it serves; port 0 takes a free one
 * @param name the host's, as its clients see it
 * @param datastores folders by name beside those that the host has already; those that are not there are made
 * @param rootPassword what the user root is to have for a password; empty to keep it, and at first to have one made
 * @param build what the product says that it is
 * @param qemu where QEMU is looked for
 * @param network what a new host's network is like; empty for a host without networks, which leaves the machine's alone
 */
public record EsxiConfig(
        Path dataDir,
        InetSocketAddress address,
        String name,
        Map<String, Path> datastores,
        Optional<String> rootPassword,
        String build,
        QemuSearch qemu,
        Optional<NetworkDefaults> network) {
    /** The port of vSphere's servers. */
    public static final int PORT = 443;

    /** The datastore that a new host has when it is told of no other. */
    public static final String FIRST_DATASTORE = "datastore1";

    public EsxiConfig {
        datastores = new LinkedHashMap<>(datastores);
    }

    /** A password is a secret. */
    @Override
    public String toString() {
        return "EsxiConfig[dataDir=" + dataDir + ", address=" + address + ", name=" + name + "]";
    }

    /** Where what the agent has to remember is. */
    Path stateFolder() {
        return dataDir.resolve("esxi");
    }

    /** Where a datastore is that is not said to be elsewhere. */
    Path usualFolder(String datastore) {
        return dataDir.resolve("datastores").resolve(datastore);
    }
}
