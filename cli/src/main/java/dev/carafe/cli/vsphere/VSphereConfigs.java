package dev.carafe.cli.vsphere;

import dev.carafe.cli.background.ThisProgram;
import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Settings;
import dev.carafe.cli.data.Versions;
import dev.carafe.cli.host.Host;
import dev.carafe.vsphere.esxi.host.EsxiConfig;
import dev.carafe.vsphere.esxi.host.EsxiHost;
import dev.carafe.vsphere.esxi.network.NetworkDefaults;
import dev.carafe.vsphere.esxi.network.PhysicalNetwork;
import dev.carafe.vsphere.esxi.qemu.QemuSearch;
import dev.carafe.vsphere.vcenter.server.VCenterConfig;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
                qemu(),
                settings.simulatedNode() ? Optional.empty() : Optional.of(NetworkDefaults.gateway()));
    }

    /** Where hosts look for QEMU; what the first one finds out of it is there for the others of this user. */
    public static QemuSearch qemu() {
        return new QemuSearch(System.getenv().getOrDefault("PATH", ""), DataDirectory.sharedRun(Host.isRoot()));
    }

    /**
     * A host that is a process of its own, in the network namespace of its place.
     *
     * @param number from 1
     */
    public HostProcess.Plan host(int number, PhysicalNetwork.Seat seat) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + seat.namespace(), "--"));
        command.addAll(ThisProgram.command());
        command.addAll(List.of("esxi", "--until-input-ends", "--data-dir"));
        command.add(directory.host(number).toString());
        command.addAll(List.of("--address", seat.address(), "--port", Integer.toString(EsxiConfig.PORT)));
        command.addAll(List.of("--name", hostPart(number), "--uplink", PhysicalNetwork.UPLINK));
        command.addAll(
                List.of("--datastore", datastore(number), "--datastore", "shared=" + directory.sharedDatastore()));
        return new HostProcess.Plan(
                hostPart(number), List.copyOf(command), directory.logs(), directory.hostPidFile(number));
    }

    private String datastore(int number) {
        Path folder = directory.host(number).resolve("datastores").resolve(EsxiConfig.FIRST_DATASTORE);
        return EsxiConfig.FIRST_DATASTORE + "=" + folder;
    }

    /** What a host that is a process of its own is called among the parts of the cloud. */
    public static String hostPart(int number) {
        return "esxi-" + number;
    }

    /** A host in this process as the vCenter is to know it. */
    public OwnHost own() throws IOException {
        return own(esxiAddress(), directory.root());
    }

    /** A host that is a process of its own as the vCenter is to know it. */
    public OwnHost own(int number, PhysicalNetwork.Seat seat) throws IOException {
        return own(seat.address(), directory.host(number));
    }

    private static OwnHost own(String address, Path data) throws IOException {
        return new OwnHost(address, firstLine(EsxiHost.passwordFile(data)), EsxiHost.certificateFile(data));
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
