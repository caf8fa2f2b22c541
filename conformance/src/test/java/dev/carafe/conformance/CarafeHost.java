package dev.carafe.conformance;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Carafe's own host agent as a server of the vSphere API. */
final class CarafeHost implements VSphereServer {
    private final Esxi esxi;

    private CarafeHost(Esxi esxi) {
        this.esxi = esxi;
    }

    /** @param folder for its files */
    static CarafeHost start(Path folder) {
        assumeThat(System.getProperty("user.name"))
                .as("machines' networks need root")
                .isEqualTo("root");
        return new CarafeHost(Esxi.start(folder));
    }

    /** Where its SOAP API is. */
    String url() {
        return esxi.url();
    }

    /** Without machines' networks, which need root. */
    static CarafeHost startWithoutNetwork(Path folder) {
        return new CarafeHost(Esxi.start(folder, "--without-network"));
    }

    /** As {@link #startWithoutNetwork(Path)}, with another search path for programs. */
    static CarafeHost startWithPath(Path folder, String path) {
        return new CarafeHost(Esxi.startWith(List.of("env", "PATH=" + path), folder, "--without-network"));
    }

    /** All that it said. */
    String log() {
        return esxi.log();
    }

    /** As {@link #startWithoutNetwork(Path)}, with one more datastore. */
    static CarafeHost startWithDatastore(Path folder, String name, Path datastore) {
        return new CarafeHost(Esxi.start(
                folder,
                "--without-network",
                "--datastore",
                "datastore1=" + folder.resolve("datastore1"),
                "--datastore",
                name + "=" + datastore));
    }

    @Override
    public VSphereClient client() throws IOException, InterruptedException {
        return client(Esxi.USER, Esxi.PASSWORD);
    }

    @Override
    public VSphereClient client(String user, String password) throws IOException, InterruptedException {
        return client(esxi, user, password);
    }

    /** A client of such a host. */
    static VSphereClient client(Esxi esxi) throws IOException, InterruptedException {
        return client(esxi, Esxi.USER, Esxi.PASSWORD);
    }

    private static VSphereClient client(Esxi esxi, String user, String password)
            throws IOException, InterruptedException {
        VSphereClient client = VSphereClient.connect(ConnectionConfig.of(esxi.url(), new Trust.Anything()));
        try {
            client.login(user, password);
            return client;
        } catch (IOException | InterruptedException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    @Override
    public void close() {
        esxi.close();
    }
}
