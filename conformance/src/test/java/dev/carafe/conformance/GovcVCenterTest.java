package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.vsphere.esxi.host.EsxiConfig;
import dev.carafe.vsphere.esxi.host.EsxiHost;
import dev.carafe.vsphere.esxi.qemu.QemuSearch;
import dev.carafe.vsphere.vcenter.server.VCenterConfig;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an administrator does of a vCenter itself and of a host through it, by upstream's govc: one vCenter with one host, which
 * runs no machine. Each test leaves both as they were.
 */
@Timeout(300)
@BesideOthers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GovcVCenterTest {
    private static final String PASSWORD = "only-for-tests";
    private static final String KEY = "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE";

    @TempDir
    private static Path folder;

    private EsxiHost host;
    private VCenterServer server;
    private Govc govc;
    private String hostName;

    @BeforeAll
    void start() throws IOException {
        assumeThat(Govc.PROGRAM)
                .as("govc was not built; ./carafe test does it where Go is")
                .isExecutable();
        host = EsxiHost.start(new EsxiConfig(
                folder.resolve("esx"),
                new InetSocketAddress("127.0.0.1", 0),
                "esx",
                Map.of(),
                Optional.of(PASSWORD),
                "1",
                new QemuSearch(System.getenv().getOrDefault("PATH", ""), Path.of("target", "qemu")),
                Optional.empty()));
        server = VCenterServer.start(new VCenterConfig(
                folder.resolve("vcenter"),
                new InetSocketAddress("127.0.0.1", 0),
                "vcenter",
                Optional.of(PASSWORD),
                "1"));
        govc = new Govc(
                "https://127.0.0.1:" + server.address().getPort() + "/sdk",
                VCenterServer.administrator(),
                PASSWORD,
                Files.createDirectory(folder.resolve("home")));
        hostName = "127.0.0.1:" + host.address().getPort();
        govc.ok("datacenter.create", "dc");
        govc.ok("cluster.create", "lab");
        govc.ok(
                "cluster.add",
                "-cluster",
                "lab",
                "-hostname",
                hostName,
                "-username",
                "root",
                "-password",
                PASSWORD,
                "-noverify");
    }

    @AfterAll
    void end() {
        if (server != null) {
            server.close();
        }
        if (host != null) {
            host.close();
        }
    }

    private String collected(String object, String property) {
        return govc.ok("object.collect", "-s", object, property).strip();
    }

    @Test
    void licencesAreAddedLabelledAssignedAndRemoved() {
        assertThat(govc.ok("license.add", KEY)).contains(KEY);
        assertThat(govc.ok("license.decode", KEY)).contains(KEY);
        govc.ok("license.label.set", KEY, "team", "cnx");
        assertThat(govc.ok("license.ls", "-json")).contains("team", "cnx");
        govc.ok("license.label.set", KEY, "team", "");
        assertThat(govc.ok("license.ls", "-json")).doesNotContain("cnx");

        govc.ok("license.assign", "-cluster", "lab", "-name", "the lab", KEY);
        govc.ok("license.assign", "-host", hostName, KEY);
        govc.ok("license.assign", KEY);
        assertThat(govc.ok("license.assigned.ls").lines())
                .filteredOn(line -> line.contains(KEY))
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("the lab"))
                .anySatisfy(line -> assertThat(line).startsWith("host-").contains(hostName));
        assertThat(govc.ok("license.ls")).containsPattern(KEY + " +\\S+ +3 ");
        assertThat(govc.refused("license.remove", KEY)).contains("in use");

        govc.ok("license.assign", "-remove", "-cluster", "lab", KEY);
        govc.ok("license.assign", "-remove", "-host", hostName, KEY);
        govc.ok("license.assign", "-remove", KEY);
        govc.ok("license.remove", KEY);
        assertThat(govc.ok("license.ls"))
                .contains("00000-00000-00000-00000-00000")
                .doesNotContain(KEY);
        assertThat(govc.refused("license.assign", KEY)).contains("There is no licence");
    }

    @Test
    void aClusterIsChangedAndAHostMovesIn() {
        govc.ok("cluster.create", "other");
        govc.ok("cluster.change", "-drs-enabled", "-drs-mode=manual", "-ha-enabled", "/dc/host/other");
        assertThat(collected("/dc/host/other", "configurationEx.drsConfig.enabled"))
                .isEqualTo("true");
        assertThat(collected("/dc/host/other", "configurationEx.drsConfig.defaultVmBehavior"))
                .isEqualTo("manual");
        assertThat(collected("/dc/host/other", "configurationEx.dasConfig.enabled"))
                .isEqualTo("true");
        assertThat(govc.ok("cluster.usage", "lab")).contains("CPU usage", "Memory usage");

        String moved = "/dc/host/lab/" + hostName;
        govc.ok("host.maintenance.enter", moved);
        govc.ok("cluster.mv", "-cluster", "/dc/host/other", moved);
        assertThat(govc.ok("ls", "/dc/host/other")).contains(hostName);
        govc.ok("cluster.mv", "-cluster", "/dc/host/lab", "/dc/host/other/" + hostName);
        govc.ok("host.maintenance.exit", moved);
        govc.ok("cluster.group.create", "-cluster=lab", "-name=hosts", "-host", hostName);
        assertThat(govc.ok("cluster.group.ls", "-cluster=lab", "-name=hosts")).contains(hostName);
        govc.ok("cluster.group.remove", "-cluster=lab", "-name=hosts");
        assertThat(govc.ok("cluster.group.ls", "-cluster=lab")).doesNotContain("hosts");
        govc.ok("object.destroy", "/dc/host/other");
    }

    @Test
    void fieldsAreAddedRenamedSetAndRemoved() {
        String key = govc.ok("fields.add", "-type", "Datacenter", "owner").strip();
        govc.ok("fields.rename", "owner", "keeper");
        assertThat(govc.ok("fields.ls")).contains("keeper").doesNotContain("owner");
        govc.ok("fields.set", "keeper", "me", "/dc");
        assertThat(govc.ok("fields.info", "/dc")).containsPattern("/dc +keeper +me");
        govc.ok("fields.rm", key);
        assertThat(govc.ok("fields.ls")).doesNotContain("keeper");
    }

    @Test
    void extensionsAreRegisteredChangedAndTheirCertificatesSet() throws IOException {
        String extension = """
            {"key": "com.example.lab", "version": "1", "lastHeartbeatTime": "2026-01-02T03:04:05Z",
             "description": {"label": "lab", "summary": "an example"},
             "taskList": [{"taskID": "com.example.lab.walk"}]}
            """;
        govc.withInput(extension, "extension.register").orFail();
        govc.withInput(extension.replace("\"version\": \"1\"", "\"version\": \"2\""), "extension.register", "-update")
                .orFail();
        assertThat(govc.ok("extension.info", "com.example.lab")).containsPattern("Version: +2");
        govc.withInput(
                        Files.readString(server.certificateFile()),
                        "extension.setcert",
                        "-cert-pem",
                        "-",
                        "com.example.lab")
                .orFail();
        assertThat(govc.refused("extension.setcert", "-cert-pem", "no certificate", "com.example.lab"))
                .contains("one certificate in PEM form");

        String task = "Task:" + govc.ok("task.create", "com.example.lab.walk").strip();
        String id = task.substring("Task:".length());
        govc.ok("task.set", "-s", "running", id);
        govc.ok("task.set", "-d", "com.example.lab.half", "-m", "half of the way", "-p", "50", id);
        assertThat(collected(task, "info.description.message")).isEqualTo("half of the way");
        assertThat(collected(task, "info.progress")).isEqualTo("50");
        govc.ok("task.set", "-s", "success", id);
        assertThat(collected(task, "info.state")).isEqualTo("success");
        assertThat(govc.ok("tasks", "-n", "100")).contains("success");
        govc.ok("extension.unregister", "com.example.lab");
        assertThat(govc.ok("extension.info")).doesNotContain("com.example.lab");
    }

    @Test
    void alarmsAreMadeChangedAndRaisedByEvents() {
        String id = govc.ok("alarm.create", "-n=lab", "-type=Datacenter", "-green=lab.well", "-yellow=lab.ill")
                .strip();
        govc.ok("alarm.create", "-r", "-n=lab", "-d=of the lab", "-type=Datacenter", "-green=lab.well", "-red=lab.ill");
        assertThat(govc.ok("alarm.info", "-n", "lab")).contains("of the lab");
        govc.ok("event.post", "-i", "lab.ill", "-s", "error", "/dc");
        Await.until(
                "the alarm to be raised",
                Duration.ofMinutes(1),
                () -> govc.ok("alarms", "/dc"),
                shown -> shown.contains("\nlab ") && shown.contains("Alert"));
        govc.ok("event.post", "-i", "lab.well", "/dc");
        Await.until(
                "the alarm to end",
                Duration.ofMinutes(1),
                () -> govc.ok("alarms", "/dc"),
                shown -> !shown.contains("\nlab "));
        govc.ok("alarm.rm", id);
        assertThat(govc.ok("alarm.info")).doesNotContain("of the lab");
    }

    @Test
    void aHostsStorageServicesAndAccountsAreKept() {
        assertThat(govc.ok("host.storage.info", "-host", hostName, "-rescan", "-rescan-vmfs", "-refresh"))
                .isNotBlank();
        govc.ok("host.service.ls", "-host", hostName);
        for (String action : List.of("start", "stop", "restart", "enable", "disable")) {
            assertThat(govc.refused("host.service", "-host", hostName, action, "ntpd"))
                    .contains("There is no service 'ntpd'");
        }
        assertThat(govc.json("host.vnic.hint", "-host", hostName).toString()).isNotBlank();
        assertThat(govc.refused("host.option.set", "-host", hostName, "Annotations.WelcomeMessage", "hello"))
                .contains("is not valid");
        govc.ok("host.option.set", "-host", hostName, "config.lab.walk", "yes");
        assertThat(govc.ok("host.option.ls", "-host", hostName, "config.lab.walk"))
                .contains("yes");
        govc.ok("host.disconnect", hostName);
        govc.ok("host.reconnect", hostName);
        Govc direct = new Govc("https://" + hostName + "/sdk", "root", PASSWORD, folder.resolve("home"));
        direct.ok("host.account.create", "-id", "walker", "-password", "Secret-of-the-walker-1");
        direct.ok("host.account.update", "-id", "walker", "-password", "Secret-of-the-walker-2", "-description", "w");
        new Govc(direct.url(), "walker", "Secret-of-the-walker-2", folder.resolve("home")).run("about");
        direct.ok("host.account.remove", "-id", "walker");
    }

    /** A machine without disks and cards, that is off. */
    private void register(String name) throws IOException {
        Path configuration = folder.resolve(name + ".vmx");
        Files.writeString(configuration, """
                .encoding = "UTF-8"
                config.version = "8"
                virtualHW.version = "20"
                displayName = "%s"
                guestOS = "otherlinux-64"
                memsize = "64"
                """.formatted(name));
        govc.ok("datastore.mkdir", name);
        govc.ok("datastore.upload", configuration.toString(), name + "/" + name + ".vmx");
        govc.ok("vm.register", name + "/" + name + ".vmx");
    }

    @Test
    void aMachineIsRecommendedACluster() throws IOException {
        register("placed");
        String pool = govc.ok("find", "/", "-type", "p").lines().findFirst().orElseThrow();
        assertThat(govc.ok("folder.place", "-pool", pool, "-vm", "placed", "-type", "relocate"))
                .containsPattern("Vm:\\s+/.*placed")
                .containsPattern("Host:\\s+/")
                .containsPattern("Datastore:\\s+/")
                .containsPattern("Pool:\\s+" + Pattern.quote(pool));
        govc.ok("vm.destroy", "placed");
    }

    @Test
    void dataSetsOfAMachineGoWithIt() throws IOException {
        register("keeper");
        assertThat(govc.ok("vm.dataset.ls", "-vm", "keeper")).isBlank();
        String id = govc.ok(
                        "vm.dataset.create", "-vm", "keeper", "-d", "of tests", "-guest-access", "NONE", "com.example")
                .strip();
        govc.ok("vm.dataset.create", "-vm", "keeper", "-omit-from-snapshot", "of the machine/alone");
        assertThat(govc.refused("vm.dataset.create", "-vm", "keeper", "com.example"))
                .contains("ALREADY_EXISTS");
        assertThat(govc.ok("vm.dataset.ls", "-vm", "keeper").lines())
                .containsExactlyInAnyOrder("com.example", "of the machine/alone");
        govc.ok("vm.dataset.entry.set", "-vm", "keeper", "-dataset", id, "key", "first");
        govc.ok("vm.dataset.entry.set", "-vm", "keeper", "-dataset", "of the machine/alone", "a b/c", "");
        assertThat(govc.ok("vm.dataset.entry.get", "-vm", "keeper", "-dataset", "of the machine/alone", "a b/c"))
                .isBlank();
        assertThat(govc.ok("vm.dataset.info", "-vm", "keeper", "com.example"))
                .containsPattern("Description: +of tests")
                .containsPattern("Guest: +NONE")
                .containsPattern("Used: +8")
                .containsPattern("OmitFromSnapshotAndClone: +false");

        govc.ok("snapshot.create", "-vm", "keeper", "before");
        govc.ok("vm.dataset.entry.set", "-vm", "keeper", "-dataset", id, "key", "second");
        govc.ok("vm.clone", "-on=false", "-vm", "keeper", "copy");
        govc.ok("vm.clone", "-on=false", "-vm", "keeper", "-snapshot", "before", "older");
        govc.ok("snapshot.revert", "-vm", "keeper", "before");
        assertThat(govc.ok("vm.dataset.ls", "-vm", "keeper").lines()).containsExactly("com.example");
        for (Map.Entry<String, String> value :
                Map.of("keeper", "first", "copy", "second", "older", "first").entrySet()) {
            assertThat(govc.ok("vm.dataset.entry.get", "-vm", value.getKey(), "-dataset", "com.example", "key")
                            .strip())
                    .as(value.getKey())
                    .isEqualTo(value.getValue());
        }

        govc.ok("vm.dataset.update", "-vm", "keeper", "-host-access", "READ_ONLY", "-d", "not any more", "com.example");
        assertThat(govc.refused("vm.dataset.entry.set", "-vm", "keeper", "-dataset", id, "key", "x"))
                .contains("403");
        govc.ok("vm.dataset.update", "-vm", "keeper", "-host-access", "READ_WRITE", "com.example");
        assertThat(govc.refused("vm.dataset.rm", "-vm", "keeper", "com.example"))
                .contains("RESOURCE_IN_USE");
        govc.ok("vm.dataset.entry.rm", "-vm", "keeper", "-dataset", id, "key");
        assertThat(govc.ok("vm.dataset.entry.ls", "-vm", "keeper", "-dataset", id))
                .isBlank();
        govc.ok("vm.dataset.rm", "-vm", "keeper", "com.example");
        assertThat(govc.refused("vm.dataset.info", "-vm", "keeper", "com.example"))
                .contains("404");
        govc.ok("vm.destroy", "keeper", "copy", "older");
    }

    @Test
    void sessionsSettingsAndCountersAreShown() throws Exception {
        assertThat(govc.ok("session.ls")).contains(VCenterServer.administrator());
        assertThat(govc.ok("session.login")).isNotNull();
        govc.ok("option.set", "config.lab.walk", "yes");
        assertThat(govc.ok("option.ls", "config.lab.walk")).contains("yes");
        assertThat(govc.ok("metric.interval.info")).contains("ID:");
        assertThat(govc.ok("logs.ls")).contains("vpxd");
        assertThat(govc.ok("logs", "-n", "1")).isNotNull();
        assertThat(govc.ok("folder.info", "/dc/vm")).contains("Name:");
        assertThat(govc.ok("datacenter.info", "/dc")).containsPattern("Hosts: +1");
        assertThat(govc.ok("tree", "/dc")).contains("lab");
        govc.ok("object.reload", "/dc/host/lab/" + hostName);
        Struct options = govc.json("vm.option.info", "-cluster", "lab");
        assertThat(options.toString()).contains("otherGuest64");
        assertThat(govc.ok("vm.option.ls", "-cluster", "lab")).contains("vmx-");
        assertThat(govc.ok("vm.target.info", "-cluster", "lab")).isNotBlank();
        assertThat(govc.ok("vm.target.cap.ls", "-cluster", "lab")).isNotBlank();
    }

    @Test
    void methodsAreListedByTheCommandThatSaysWhichThereAre() {
        for (String part : List.of("vcenter", "esxi")) {
            String out = Command.run(
                            Duration.ofMinutes(2),
                            Map.of("CARAFE_NO_BUILD", "1"),
                            "",
                            List.of(Cloud.REPOSITORY.resolve("carafe").toString(), part, "methods", "-o", "json"))
                    .orFail();
            assertThat(out).contains("\"method\": \"RetrieveServiceContent\"").contains("\"total\"");
        }
    }
}
