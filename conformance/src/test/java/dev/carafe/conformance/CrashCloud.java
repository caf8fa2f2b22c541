package dev.carafe.conformance;

import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.Thumbprint;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Some hosts that share a datastore and the vCenter over them, each in a process of its own that can be killed. */
final class CrashCloud implements AutoCloseable {
    private static final String ADMINISTRATOR = "administrator@vsphere.local";
    private static final String PASSWORD = "only-for-tests";

    /** A process, and where it serves. */
    private record Server(KilledPart part, int port) {}

    private final Path folder;
    private final List<Server> hosts = new ArrayList<>();
    private final Server vcenter;

    /** @param folder for all files */
    CrashCloud(Path folder, int hosts) throws IOException {
        this.folder = folder;
        Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        try {
            for (int number = 0; number < hosts; number++) {
                this.hosts.add(server(
                        "esxi",
                        number,
                        password,
                        "--without-network",
                        "--datastore",
                        CrashPlaces.SHARED + "=" + datastore()));
            }
            vcenter = server("vcenter", hosts, password);
        } catch (IOException | RuntimeException | Error e) {
            end(this.hosts);
            throw e;
        }
    }

    private Server server(String part, int number, Path password, String... more) throws IOException {
        int port = Ports.free();
        List<String> arguments = new ArrayList<>(List.of(
                part,
                "--data-dir",
                Files.createDirectory(data(number)).toString(),
                "--address",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--name",
                part + number + "-under-test",
                "--password-file",
                password.toString()));
        arguments.addAll(List.of(more));
        return new Server(KilledPart.start(part, folder.resolve(part + number + ".log"), arguments), port);
    }

    private Path data(int number) {
        return folder.resolve("data" + number);
    }

    /** The folder of the datastore that all hosts reach. */
    Path datastore() {
        return folder.resolve(CrashPlaces.SHARED);
    }

    /** The folder that everything is below. */
    Path folder() {
        return folder;
    }

    int hosts() {
        return hosts.size();
    }

    /** Has vCenter own the hosts. */
    CrashPlaces places() throws Exception {
        List<HostConnectSpec> specs = new ArrayList<>();
        for (int number = 0; number < hosts.size(); number++) {
            specs.add(HostConnectSpec.builder()
                    .hostName("127.0.0.1")
                    .port(hosts.get(number).port())
                    .userName("root")
                    .password(PASSWORD)
                    .sslThumbprint(thumbprint(number))
                    .force(false)
                    .build());
        }
        try (VSphereClient client = vcenterClient()) {
            return CrashPlaces.make(client, specs, Files.createDirectory(folder.resolve("packages")));
        }
    }

    private String thumbprint(int number) throws Exception {
        try (var in = Files.newInputStream(data(number).resolve("esxi/host.crt"))) {
            return Thumbprint.sha1((X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in))
                    .toString();
        }
    }

    VSphereClient vcenterClient() throws IOException, InterruptedException {
        return client(vcenter, ADMINISTRATOR);
    }

    VSphereClient hostClient(int number) throws IOException, InterruptedException {
        return client(hosts.get(number), "root");
    }

    private static VSphereClient client(Server server, String user) throws IOException, InterruptedException {
        VSphereClient client =
                VSphereClient.connect(ConnectionConfig.of("127.0.0.1:" + server.port(), new Trust.Anything()));
        client.login(user, PASSWORD);
        return client;
    }

    /** The hosts by their numbers, then vCenter. */
    private List<KilledPart> parts() {
        List<KilledPart> parts = new ArrayList<>();
        hosts.forEach(host -> parts.add(host.part()));
        parts.add(vcenter.part());
        return parts;
    }

    /** @param victims numbers of hosts; how many hosts there are for vCenter */
    void kill(Set<Integer> victims) {
        victims.forEach(victim -> parts().get(victim).kill());
    }

    /** Starts again who was killed, and waits until all serve. */
    void restart(Set<Integer> victims) {
        victims.forEach(victim -> parts().get(victim).restart());
        parts().forEach(KilledPart::awaitServing);
    }

    /** How often all were killed. */
    int kills() {
        return parts().stream().mapToInt(KilledPart::restarts).sum();
    }

    /** The ends of what all said. */
    String logs() {
        return parts().stream()
                .map(part -> part + ":\n"
                        + part.log().substring(Math.max(0, part.log().length() - 5_000)))
                .collect(Collectors.joining("\n"));
    }

    /** Has all write down their threads, into files that outlive the test; says where, or why not. */
    String writeThreads() {
        Path into = Cloud.REPOSITORY.resolve("conformance/target/crash");
        try {
            Files.createDirectories(into);
        } catch (IOException e) {
            return e.toString();
        }
        List<KilledPart> parts = parts();
        return IntStream.range(0, parts.size())
                .mapToObj(number ->
                        parts.get(number).writeThreads(into.resolve(parts.get(number) + "-" + number + "-threads.txt")))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() throws IOException {
        vcenter.part().close();
        end(hosts);
        for (QemuProcesses.Running left : QemuProcesses.below(folder)) {
            ProcessHandle.of(left.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static void end(List<Server> servers) {
        servers.forEach(server -> server.part().close());
    }
}
