package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code carafe esxi}, alone and without networks, driven by upstream's govc; no guest is booted. */
@Timeout(300)
class GovcEsxiTest {
    @TempDir
    private static Path folder;

    private static Esxi esxi;
    private static Govc govc;

    @BeforeAll
    static void startHost() throws IOException {
        assumeThat(Govc.PROGRAM)
                .as("govc was not built; ./carafe test does it where Go is")
                .isExecutable();
        esxi = Esxi.start(folder, "--without-network");
        govc = new Govc(esxi.url(), Esxi.USER, Esxi.PASSWORD, Files.createDirectory(folder.resolve("home")));
    }

    @AfterAll
    static void endHost() {
        if (esxi != null) {
            esxi.close();
        }
    }

    @Test
    void aboutTellsAHostAgent() {
        assertThat(govc.ok("about"))
                .contains("API type:     HostAgent", "Carafe ESXi")
                .containsPattern("API version: +9\\.");
        assertThat(govc.ok("about", "-l")).contains("Carafe");
    }

    @Test
    void theInventoryIsAHosts() {
        assertThat(govc.ok("ls").lines())
                .containsExactly(
                        "/ha-datacenter/vm",
                        "/ha-datacenter/host",
                        "/ha-datacenter/datastore",
                        "/ha-datacenter/network");
        assertThat(govc.ok("find", "/").lines())
                .contains(
                        "/",
                        "/ha-datacenter/host/host-under-test",
                        "/ha-datacenter/host/host-under-test/Resources",
                        "/ha-datacenter/host/host-under-test/host-under-test",
                        "/ha-datacenter/datastore/datastore1");
        assertThat(govc.ok("find", "/", "-type", "h").strip())
                .isEqualTo("/ha-datacenter/host/host-under-test/host-under-test");
        assertThat(govc.ok("tree", "/")).contains("ha-datacenter", "datastore1", "Resources");
    }

    @Test
    void theHostTellsItsHardware() throws IOException {
        assertThat(govc.ok("host.info"))
                .containsPattern("Name: +host-under-test")
                .containsPattern("State: +connected");
        String memory = govc.ok("object.collect", "-s", "host/host-under-test/host-under-test", "hardware.memorySize");
        long kibibytes = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
        assertThat(Long.parseLong(memory.strip())).isEqualTo(kibibytes * 1024);
        assertThat(govc.ok("object.collect", "-s", "host/host-under-test/host-under-test", "runtime.connectionState"))
                .isEqualTo("connected\n");
    }

    @Test
    void filesGoToTheDatastoreAndComeBack() throws IOException {
        byte[] content = new byte[3_000_001];
        new Random(1).nextBytes(content);
        Path sent = Files.write(folder.resolve("sent"), content);
        Path received = folder.resolve("received");

        govc.ok("datastore.mkdir", "-p", "files/deep");
        govc.ok("datastore.upload", sent.toString(), "files/one");
        assertThat(govc.ok("datastore.ls", "files").lines()).containsExactlyInAnyOrder("deep", "one");
        assertThat(govc.ok("datastore.ls", "-l", "files")).contains("2.9MB");
        govc.ok("datastore.download", "files/one", received.toString());
        assertThat(received).hasSameBinaryContentAs(sent);
        govc.ok("datastore.cp", "files/one", "files/two");
        govc.ok("datastore.mv", "files/two", "files/deep/three");
        assertThat(govc.ok("datastore.ls", "files/deep")).isEqualTo("three\n");
        assertThat(govc.refused("datastore.mv", "files/one", "files/deep/three"))
                .contains("already exists");
        govc.ok("datastore.rm", "files/deep");
        govc.ok("datastore.rm", "files/one");
        assertThat(govc.ok("datastore.ls", "files")).isEmpty();
        assertThat(govc.refused("datastore.rm", "files/one")).contains("[datastore1] files/one", "was not found");
    }

    @Test
    void noPathLeadsOutOfADatastore() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Path escape = folder.resolve("data/datastores/datastore1/link");
        Files.createSymbolicLink(escape, folder);
        try {
            for (String path : List.of("../../secret", "a/../../../secret", "link/secret")) {
                assertThat(govc.run("datastore.download", path, "-").out())
                        .as(path)
                        .doesNotContain("secret");
                assertThat(govc.run("datastore.upload", secret.toString(), path + "2")
                                .status())
                        .as(path)
                        .isNotZero();
                assertThat(govc.run("datastore.rm", path).status()).as(path).isNotZero();
            }
            assertThat(govc.refused("datastore.ls", "../..")).contains("Invalid datastore path");
            assertThat(govc.refused("datastore.mkdir", "../x")).contains("Invalid datastore path");
        } finally {
            Files.delete(escape);
        }
        assertThat(secret).hasContent("secret");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(each -> each.getFileName().toString())).doesNotContain("secret2", "x");
        }
    }

    @Test
    void whoHasAnotherPasswordIsRefused() throws IOException {
        Govc stranger = new Govc(esxi.url(), Esxi.USER, "another", Files.createDirectory(folder.resolve("stranger")));
        assertThat(stranger.refused("ls")).contains("Cannot complete login due to an incorrect user name or password.");
        assertThat(govc.ok("session.ls")).contains("root");
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThat(govc.refused("object.collect", "-s", "host/host-under-test/host-under-test", "nope"))
                .contains("nope");
        assertThat(govc.refused("object.collect", "-s", "VirtualMachine:12345", "name"))
                .contains("has already been deleted or has not been completely created");
        assertThat(govc.refused("vm.power", "-on", "nobody")).contains("vm 'nobody' not found");
        assertThat(govc.refused("datastore.info", "nothing")).contains("datastore 'nothing' not found");
    }

    @Test
    void poolsDivideTheHost() {
        String root = "/ha-datacenter/host/host-under-test/Resources";
        govc.ok("pool.create", "-cpu.shares", "high", "-mem.limit", "2048", root + "/shop", root + "/lab");
        assertThat(govc.refused("pool.create", root + "/shop")).contains("already exists");
        govc.ok("pool.change", "-cpu.limit", "1500", "-name", "market", root + "/shop");
        assertThat(govc.ok("pool.info", root + "/market"))
                .containsPattern("Name: +market")
                .containsPattern("CPU Shares: +high")
                .containsPattern("CPU Limit: +1500MHz")
                .containsPattern("Mem Limit: +2048MB");
        assertThat(govc.ok("find", root, "-type", "p").lines()).contains(root + "/market", root + "/lab");
        govc.ok("pool.create", root + "/market/stall");
        assertThat(govc.refused("pool.create", "-mem.reservation", "999999999", root + "/huge"))
                .contains("insufficient");
        govc.ok("pool.destroy", root + "/market");
        assertThat(govc.ok("find", root, "-type", "p").lines()).contains(root + "/stall", root + "/lab");
        govc.ok("pool.destroy", "-children", root);
        assertThat(govc.ok("find", root, "-type", "p").lines()).containsExactly(root);
    }

    @Test
    void disksSayWhatTheyAre() {
        govc.ok("datastore.mkdir", "-p", "disks");
        govc.ok("datastore.disk.create", "-size", "8M", "disks/one.vmdk");
        assertThat(govc.ok("datastore.disk.info", "disks/one.vmdk"))
                .containsPattern("Name: +disks/one.vmdk")
                .containsPattern("Type: +thin");
        govc.ok("datastore.disk.inflate", "disks/one.vmdk");
        assertThat(govc.ok("datastore.disk.info", "disks/one.vmdk")).doesNotContainPattern("Type: +thin");
        govc.ok("datastore.disk.shrink", "disks/one.vmdk");
        assertThat(govc.refused("datastore.disk.info", "disks/two.vmdk")).contains("was not found");
        govc.ok("datastore.rm", "disks");
    }

    @Test
    void theClockIsTheMachines() {
        assertThat(govc.ok("host.date.info"))
                .containsPattern("Current date and time: +\\S+")
                .contains("UTC");
        assertThat(govc.refused("host.date.change", "-server", "time.example")).contains("is its machine's");
    }

    @Test
    void theLogComesInABundle() throws IOException {
        Path into = Files.createDirectory(folder.resolve("bundles"));
        Command.Result done = Command.run(
                Duration.ofMinutes(2),
                govc.environment(),
                "",
                List.of("sh", "-c", "cd '" + into + "' && exec '" + Govc.PROGRAM + "' logs.download"));
        done.orFail();
        try (Stream<Path> files = Files.list(into)) {
            Path bundle = files.findFirst().orElseThrow();
            assertThat(Command.run(
                                    Duration.ofMinutes(1),
                                    govc.environment(),
                                    "",
                                    List.of("tar", "-tzf", bundle.toString()))
                            .orFail())
                    .contains("var/log/hostd.log", "commands/about.txt")
                    .doesNotContain("host.key", "password", "users");
        }
    }

    @Test
    void theCertificateCanBeAnother() throws IOException {
        assertThat(govc.ok("host.cert.csr")).startsWith("-----BEGIN CERTIFICATE REQUEST-----");
        assertThat(govc.ok("host.cert.info"))
                .containsPattern("Certificate Status: +good")
                .containsPattern("\\(CN\\): +host-under-test");
        Path own = folder.resolve("data/esxi/host.crt");
        assertThat(govc.withInput(Files.readString(own), "host.cert.import").status())
                .isZero();
        assertThat(govc.withInput("nothing", "host.cert.import").err()).contains("cannot be used");
    }

    @Test
    void thePastIsKept() {
        govc.ok("datastore.mkdir", "-p", "past");
        govc.ok("datastore.ls", "past");
        assertThat(govc.ok("tasks")).contains("HostDatastoreBrowser.search", "root", "success");
        Struct session = govc.json("session.ls");
        assertThat(session.toString()).contains("127.0.0.1");
    }

    @Test
    void esxcliTellsOfTheHost() {
        assertThat(govc.ok("host.esxcli", "storage", "filesystem", "list").lines())
                .first()
                .asString()
                .matches("Mount Point +Volume Name +Mounted +Type +Size +Free *");
        assertThat(govc.ok("host.esxcli", "storage", "filesystem", "list")).contains("datastore1");
        assertThat(govc.ok("host.esxcli", "hardware", "platform", "get")).containsPattern("UUID: +[0-9a-f]{8}-");
        assertThat(govc.ok("host.esxcli", "system", "maintenanceMode", "get")).isEqualTo("Disabled\n");
        assertThat(govc.ok("host.esxcli", "--", "system", "settings", "advanced", "list", "-o", "/Misc/HostName"))
                .contains("host-under-test");
        assertThat(govc.refused("host.esxcli", "--", "system", "settings", "advanced", "list", "-o", "/No/Such"))
                .contains("Unable to find option /No/Such");
        assertThat(govc.refused("host.esxcli", "network", "vm", "port", "list")).contains("--world-id");
        assertThat(govc.refused("host.esxcli", "make", "coffee")).contains("could not be found");
    }
}
