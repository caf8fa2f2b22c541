package dev.carafe.conformance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.RestClient;
import dev.carafe.vsphere.client.Tasks;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.esxi.host.EsxiConfig;
import dev.carafe.vsphere.esxi.host.EsxiHost;
import dev.carafe.vsphere.esxi.host.HostRemains;
import dev.carafe.vsphere.esxi.network.NetworkDefaults;
import dev.carafe.vsphere.esxi.qemu.QemuSearch;
import dev.carafe.vsphere.vcenter.server.VCenterConfig;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Carafe's vCenter over two of Carafe's hosts, as govc sees them. */
class VCenterTest {
    private static final Path GOVC = Cloud.REPOSITORY.resolve("conformance/target/tools/govc");
    private static final String PASSWORD = "only-for-tests";
    private static final Duration MOST = Duration.ofMinutes(2);
    /** The folders of hosts. */
    private static final List<String> WITHOUT_NETWORKS = List.of("one", "two");
    /** Those of hosts whose networks stay when they end. */
    private static final List<String> WITH_NETWORKS = List.of("three", "four");

    @TempDir
    Path directory = Path.of("");

    private final List<EsxiHost> hosts = new ArrayList<>();
    private final List<VCenterServer> servers = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        assumeThat(GOVC)
                .as("govc was not built; ./carafe test does it where Go is")
                .isExecutable();
        for (String name : WITHOUT_NETWORKS) {
            hosts.add(host(name, Optional.empty()));
        }
        assumeThat(hosts)
                .as("machines need QEMU")
                .noneMatch(host -> host.product().contains("without QEMU"));
        serve();
    }

    private EsxiHost host(String name, Optional<NetworkDefaults> network) throws IOException {
        return EsxiHost.start(new EsxiConfig(
                directory.resolve(name),
                new InetSocketAddress("127.0.0.1", 0),
                name,
                Map.of(),
                Optional.of(PASSWORD),
                "1",
                new QemuSearch(System.getenv().getOrDefault("PATH", ""), Path.of("target", "qemu")),
                network));
    }

    private void serve() throws IOException {
        servers.add(VCenterServer.start(new VCenterConfig(
                directory.resolve("vcenter"),
                new InetSocketAddress("127.0.0.1", 0),
                "vcenter",
                Optional.of(PASSWORD),
                "1")));
    }

    @AfterEach
    void stop() throws Exception {
        servers.forEach(VCenterServer::close);
        hosts.forEach(EsxiHost::close);
        List<String> names = new ArrayList<>(WITHOUT_NETWORKS);
        names.addAll(WITH_NETWORKS);
        for (String name : names) { // of those that a test has closed too: machines run on without their agent
            var _ = HostRemains.remove(directory.resolve(name));
        }
        assertThat(Command.run("pgrep", "-af", directory.toString()).out()).isEmpty();
    }

    private String govc(String... arguments) {
        List<String> command = new ArrayList<>(List.of(GOVC.toString()));
        command.addAll(List.of(arguments));
        String url = "https://administrator%40vsphere.local:" + PASSWORD + "@127.0.0.1:"
                + servers.getLast().address().getPort() + "/sdk";
        return Command.run(
                        MOST,
                        Map.of(
                                "GOVC_URL",
                                url,
                                "GOVC_INSECURE",
                                "1",
                                "GOVC_PERSIST_SESSION",
                                "false",
                                "HOME",
                                directory.toString()),
                        "",
                        command)
                .orFail();
    }

    private String address(EsxiHost host) {
        return "127.0.0.1:" + host.address().getPort();
    }

    private void cluster() {
        govc("datacenter.create", "dc");
        govc("cluster.create", "lab");
        for (EsxiHost host : hosts) {
            govc(
                    "cluster.add",
                    "-cluster",
                    "lab",
                    "-hostname",
                    address(host),
                    "-username",
                    "root",
                    "-password",
                    PASSWORD,
                    "-noverify");
        }
    }

    @Test
    void ownsHostsAndTheirMachines() throws Exception {
        cluster();
        assertThat(govc("find", "/").lines())
                .contains(
                        "/dc/host/lab/" + address(hosts.get(0)),
                        "/dc/host/lab/" + address(hosts.get(1)),
                        "/dc/datastore/datastore1",
                        "/dc/datastore/datastore1 (1)");
        govc("folder.create", "/dc/vm/team");
        govc("pool.create", "/dc/host/lab/Resources/small");
        String moid = machineOn("datastore1 (1)");
        assertThat(govc("vm.info", "web")).contains(address(hosts.get(1)));
        govc("vm.change", "-vm=web", "-m=128");
        assertThat(govc("vm.info", "web")).contains("128MB");
        govc("snapshot.create", "-vm=web", "first");
        assertThat(govc("snapshot.tree", "-vm=web")).contains("first");
        for (EsxiHost host : hosts) {
            assertThat(govc("host.esxcli", "-host=/dc/host/lab/" + address(host), "system", "hostname", "get"))
                    .contains("HostName:");
        }
        govc("object.rename", "/dc/vm/web", "site");
        govc("object.mv", "/dc/vm/site", "/dc/vm/team");
        assertThat(govc("ls", "/dc/vm/team")).contains("/dc/vm/team/site");
        assertThat(govc("datastore.ls", "-ds=datastore1 (1)", "web")).contains("web.vmx");

        servers.removeLast().close(); // what was answered survives it
        serve();
        assertThat(govc("ls", "-i", "/dc/vm/team").strip()).startsWith("VirtualMachine:" + moid);
        Await.until(
                "the host to be connected",
                MOST,
                () -> govc("host.info", "-host=/dc/host/lab/" + address(hosts.get(1))),
                info -> info.contains("State:           connected"));
        govc("vm.destroy", "/dc/vm/team/site");
        assertThat(govc("find", "/dc/vm", "-type", "m")).isBlank();
        assertThat(govc("events", "-n=100")).contains("Removed site");
    }

    @Test
    void carriesDistributedSwitchesOutOnItsHosts() throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("networks of hosts need root")
                .isEqualTo("root");
        hosts.forEach(EsxiHost::close);
        hosts.clear();
        for (String name : WITH_NETWORKS) {
            hosts.add(host(name, Optional.of(NetworkDefaults.gateway())));
        }
        cluster();
        String one = "/dc/host/lab/" + address(hosts.get(0));
        String two = "/dc/host/lab/" + address(hosts.get(1));
        govc("dvs.create", "-mtu", "1400", "dvs");
        govc("dvs.add", "-dvs", "dvs", "-pnic", "", one, two);
        govc("dvs.portgroup.add", "-dvs", "dvs", "-nports", "4", "-vlan", "7", "lan");
        assertThat(govc("ls", "/dc/network").lines()).contains("/dc/network/dvs", "/dc/network/lan");
        assertThat(govc("dvs.portgroup.info", "-pg", "lan", "-count", "1", "dvs"))
                .containsPattern("VlanId: +7");
        govc("dvs.portgroup.change", "-vlan", "8", "lan");
        assertThat(govc("dvs.portgroup.info", "-pg", "lan", "-count", "1", "dvs"))
                .containsPattern("VlanId: +8");
        assertThat(govc("host.portgroup.info", "-host", two)).containsPattern("VLAN ID: +8");

        String _ = machineOn("datastore1 (1)");
        govc("vm.network.add", "-vm", "web", "-net", "lan", "-net.adapter", "vmxnet3");
        assertThat(govc("device.info", "-vm", "web", "ethernet-0")).contains("DVSwitch: ");
        assertThat(govc("dvs.portgroup.info", "-pg", "lan", "-connected", "dvs"))
                .contains("PortgroupKey:");
        govc("vm.network.change", "-vm", "web", "-net", "VM Network", "ethernet-0");
        assertThat(govc("device.info", "-vm", "web", "ethernet-0")).contains("VM Network");
        govc("vm.network.change", "-vm", "web", "-net", "lan", "ethernet-0");
        assertThat(govc("vm.info", "-r", "web")).containsPattern("Network: +lan");

        govc("vm.destroy", "web");

        govc("folder.create", "-pod", "/dc/datastore/pod");
        govc("object.mv", "/dc/datastore/datastore1 (1)", "/dc/datastore/pod");
        govc(
                "vm.create",
                "-on=false",
                "-datastore-cluster=pod",
                "-pool=lab/Resources",
                "-net=lan",
                "-disk=1M",
                "roomy");
        assertThat(govc("vm.info", "-r", "roomy")).contains("Storage:", "datastore1 (1)");
        govc("vm.destroy", "roomy");

        govc("object.destroy", "/dc/network/lan");
        govc("object.destroy", "/dc/network/dvs");
        assertThat(govc("host.vswitch.info", "-host", two)).doesNotContain("dvs-");
        govc("object.save", "-d", directory.resolve("saved").toString());
        assertThat(directory.resolve("saved")).isNotEmptyDirectory();
    }

    @Test
    void powersMachinesOnTogetherAndKeepsWhatAClusterIsToldOfThem() throws Exception {
        cluster();
        String _ = machineOn("datastore1 (1)");
        govc("vm.clone", "-vm=web", "-on=false", "-ds=datastore1 (1)", "-pool=lab/Resources", "db");
        govc("vm.power", "-on", "-M", "web", "db");
        for (String machine : List.of("web", "db")) {
            Await.until( // the task ends when it is decided where they run
                    machine + " to be on",
                    MOST,
                    () -> govc("object.collect", "-s", "/dc/vm/" + machine, "runtime.powerState"),
                    "poweredOn\n"::equals);
        }
        govc("cluster.rule.create", "-cluster=lab", "-name=together", "-enable", "-affinity", "web", "db");
        assertThat(govc("cluster.rule.ls", "-cluster=lab")).contains("together");
        assertThat(govc("cluster.rule.ls", "-cluster=lab", "-name=together").lines())
                .contains("web", "db");
        govc("cluster.rule.change", "-cluster=lab", "-name=together", "-enable=false");
        assertThat(govc("cluster.rule.info", "-cluster=lab")).contains("VM: web", "VM: db");
        govc("cluster.rule.remove", "-cluster=lab", "-name=together");
        assertThat(govc("cluster.rule.ls", "-cluster=lab")).doesNotContain("together");
        govc("cluster.override.change", "-cluster=lab", "-vm=web", "-drs-enabled=false");
        assertThat(govc("cluster.override.info", "-cluster=lab")).contains("web");
        govc("cluster.override.remove", "-cluster=lab", "-vm=web");

        govc("vm.power", "-off", "-force", "web", "db");
        govc("vm.unregister", "db");
        assertThat(govc("ls", "/dc/vm")).doesNotContain("/dc/vm/db");
        govc("vm.register", "-ds=datastore1 (1)", "-pool=lab/Resources", "db/db.vmx");
        govc("vm.markastemplate", "db");
        govc("vm.markasvm", "-pool=lab/Resources", "db");
        assertThat(govc("vm.option.info", "-vm=db")).isNotBlank();
        assertThat(govc("vm.target.info", "-vm=db")).isNotBlank();
        govc("object.reload", "/dc/vm/db");
        govc("vm.destroy", "web", "db");
    }

    @Test
    void keepsTheModulesOfItsClusters() throws Exception {
        cluster();
        String machine = machineOn("datastore1 (1)");
        String module = govc("cluster.module.create", "-cluster=lab").strip();
        govc("cluster.module.vm.add", "-id=" + module, "web");
        servers.removeLast().close();
        serve();
        assertThat(govc("cluster.module.ls")).contains(module);
        assertThat(govc("cluster.module.ls", "-id=" + module)).contains(machine);
        govc("cluster.module.vm.rm", "-id=" + module, "web");
        assertThat(govc("cluster.module.ls", "-id=" + module)).isBlank();
        govc("cluster.module.rm", module);
        assertThat(govc("cluster.module.ls")).isBlank();
    }

    @Test
    void changesAMachinesHardwareOverRest() throws Exception {
        cluster();
        String machine = "/api/vcenter/vm/" + machineOn("datastore1 (1)");
        try (VSphereClient client = connected()) {
            RestClient rest = RestClient.login(client.connection(), VCenterServer.administrator(), PASSWORD);
            String hardware = machine + "/hardware/";
            Map<String, Object> vmdk = Map.of("new_vmdk", Map.of("name", "data", "capacity", 4L << 20));
            String disk = (String) requireNonNull(rest.post(hardware + "disk", vmdk));
            assertThat(String.valueOf(rest.get(hardware + "disk/" + disk)))
                    .contains("[datastore1 (1)] web/data.vmdk", "capacity=4194304", "SCSI");
            String drive = (String) requireNonNull(rest.post(hardware + "cdrom", Map.of("type", "IDE")));
            String adapter = (String) requireNonNull(rest.post(hardware + "adapter/nvme", Map.of()));
            rest.patch(hardware + "boot", Map.of("delay", 2000L));
            rest.put(
                    hardware + "boot/device",
                    List.of(Map.of("type", "DISK", "disks", List.of(disk)), Map.of("type", "CDROM")));
            rest.patch(hardware + "memory", Map.of("size_MiB", 96L));
            assertThat(String.valueOf(rest.get(machine)))
                    .contains("delay=2000", "size_MiB=96", "label=NVME controller 0", drive, adapter);
            assertThat(govc("object.collect", "-s", "/dc/vm/web", "config.bootOptions.bootDelay"))
                    .isEqualTo("2000\n");

            rest.post(machine + "/power?action=start", null);
            Map<String, Object> more = Map.of("new_vmdk", Map.of("capacity", 8L << 20));
            String second = (String) requireNonNull(rest.post(hardware + "disk", more));
            rest.delete(hardware + "disk/" + second);
            rest.post(machine + "/power?action=stop", null);
            rest.delete(hardware + "adapter/nvme/" + adapter);
            rest.delete(hardware + "cdrom/" + drive);
            assertThat(String.valueOf(rest.get(hardware + "disk"))).isEqualTo("[{disk=" + disk + "}]");
            assertThat(govc("datastore.ls", "-ds=datastore1 (1)", "web"))
                    .as("files stay")
                    .contains("data.vmdk", "web.vmdk");
            rest.delete(machine);
            rest.logout();
        }
    }

    private VSphereClient connected() throws IOException, InterruptedException {
        return VSphereClient.connect(ConnectionConfig.of(
                "127.0.0.1:" + servers.getLast().address().getPort(),
                new Trust.CaFile(servers.getLast().certificateFile())));
    }

    /** A machine without a network, which govc cannot make; its id. */
    private String machineOn(String datastore) throws Exception {
        try (VSphereClient client = connected()) {
            client.login(VCenterServer.administrator(), PASSWORD);
            PropertyReader reader = new PropertyReader(client);
            DatacenterProperties datacenter = reader.readAll(
                            client.content().rootFolder(), "Datacenter", List.of("vmFolder"))
                    .getFirst()
                    .as(DatacenterProperties.class);
            ClusterComputeResourceProperties cluster = reader.readAll(
                            client.content().rootFolder(), "ClusterComputeResource", List.of("resourcePool"))
                    .getFirst()
                    .as(ClusterComputeResourceProperties.class);
            var task = Folder.stub(client.connection(), requireNonNull(datacenter.vmFolder()))
                    .createVM_Task(
                            VirtualMachineConfigSpec.builder()
                                    .name("web")
                                    .numCPUs(1)
                                    .memoryMB(64L)
                                    .files(VirtualMachineFileInfo.builder()
                                            .vmPathName("[" + datastore + "]")
                                            .build())
                                    .build(),
                            requireNonNull(cluster.resourcePool()),
                            null);
            return ((ManagedObjectReference<?>) requireNonNull(new Tasks(client).await(task))).value();
        }
    }
}
