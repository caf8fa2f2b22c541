package dev.carafe.cli.vsphere;

import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Settings;
import dev.carafe.cli.data.Versions;
import dev.carafe.cli.host.Host;
import dev.carafe.vsphere.esxi.host.EsxiConfig;
import dev.carafe.vsphere.esxi.host.EsxiHost;
import dev.carafe.vsphere.esxi.network.NetworkDefaults;
import dev.carafe.vsphere.vcenter.server.VCenterConfig;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How the host and the vCenter of one cloud are configured.
 *
 * @param directory the cloud's files
 * @param settings what was chosen for it
 */
public record VSphereConfigs(DataDirectory directory, Settings settings) {

    /** The host, with a network of its own for machines, which goes out by NAT; beside a simulated node without networks. */
    public EsxiConfig esxi() {
        return new EsxiConfig(
                directory.root(),
                address(settings.vsphere().esxiPort()),
                Host.name(),
                Map.of(),
                Optional.empty(),
                Versions.carafe(),
                System.getenv().getOrDefault("PATH", ""),
                settings.simulatedNode() ? Optional.empty() : Optional.of(NetworkDefaults.gateway()));
    }

    /** The vCenter. */
    public VCenterConfig vcenter() {
        return new VCenterConfig(
                directory.root(),
                address(settings.vsphere().vcenterPort()),
                Host.name(),
                Optional.empty(),
                Versions.carafe());
    }

    /** Under which address the vCenter reaches the host. */
    public String esxiAddress() {
        return settings.localAddress(settings.vsphere().esxiPort());
    }

    /** The password of the host's user root. */
    public String rootPassword() throws IOException {
        return firstLine(EsxiHost.passwordFile(directory.root()));
    }

    /** The password of the vCenter's administrator. */
    public String administratorPassword() throws IOException {
        return firstLine(VCenterServer.passwordFile(directory.root()));
    }

    private InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(settings.bind()), port);
    }

    private static String firstLine(Path file) throws IOException {
        return Files.readString(file)
                .lines()
                .findFirst()
                .orElseThrow(() -> new IOException(file + " is empty; its first line is to be a password"));
    }
}
