package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes that stand for two real machines, which run on {@code carafe esxi} and are {@code carafe vcenter}'s: {@code carafe
 * cloud-controller-manager} tells a Kubernetes which is which, and what becomes of them. The kubelets are simulated: kubectl
 * registers the nodes as a kubelet with {@code --cloud-provider=external} would.
 */
@Timeout(900)
abstract class CloudNodesContract {
    private static final Duration BOOT_MAX = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String UNINITIALIZED =
            "{.spec.taints[?(@.key=='node.cloudprovider.kubernetes.io/uninitialized')].effect}";
    private static final String SHUTDOWN =
            "{.spec.taints[?(@.key=='node.cloudprovider.kubernetes.io/shutdown')].effect}";
    private static final String INTERNAL_IP = "{.status.addresses[?(@.type=='InternalIP')].address}";

    private static final String YAML = """
            global: {secretName: vsphere, secretNamespace: kube-system, insecureFlag: true}
            vcenter:
              lab: {server: 127.0.0.1, port: %d, datacenters: [dc]}
            labels: {zone: k8s-zone, region: k8s-region}
            """;
    private static final String INI = """
            [Global]
            secret-name = "vsphere"
            secret-namespace = "kube-system"
            insecure-flag = "true"
            port = "%d"
            [VirtualCenter "127.0.0.1"]
            datacenters = "dc"
            [Labels]
            zone = "k8s-zone"
            region = "k8s-region"
            """;

    @TempDir
    Path folder;

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private Govc onHost;
    private Govc govc;
    private VCenter vcenter;
    private ControlPlane plane;
    private Kubectl kubectl;

    /** The control plane that is told of nodes; left out where it cannot be had. */
    abstract ControlPlane startControlPlane(Path folder);

    @AfterEach
    void endAll() throws Exception {
        if (onHost != null) {
            onHost.run("vm.power", "-off", "-force", "one", "two");
        }
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }

    private <T extends AutoCloseable> T keep(T thing) {
        running.push(thing);
        return thing;
    }

    @BeforeEach
    void startAll() throws IOException {
        requireMachines();
        plane = keep(startControlPlane(Files.createDirectory(folder.resolve("control-plane"))));
        kubectl = plane.kubectl();
        Esxi host = keep(Esxi.start(Files.createDirectory(folder.resolve("host"))));
        onHost = new Govc(host.url(), Esxi.USER, Esxi.PASSWORD, Files.createDirectory(folder.resolve("host-home")));
        vcenter = keep(VCenter.start(Files.createDirectory(folder.resolve("vcenter"))));
        govc = vcenter.govc(Files.createDirectory(folder.resolve("home")));
        startMachines(host.url().replace("https://", "").replace("/sdk", ""));
    }

    @Test
    void nodesFollowTheirMachines() throws IOException {
        kubectl.ok(
                "create",
                "secret",
                "generic",
                "vsphere",
                "-n",
                "kube-system",
                "--from-literal=127.0.0.1.username=" + VCenter.USER,
                "--from-literal=127.0.0.1.password=" + VCenter.PASSWORD);

        try (Part manager = startManager("yaml", YAML)) {
            assertInitialized("one", manager);
        }
        try (Part manager = startManager("ini", INI)) {
            assertInitialized("two", manager);
            assertThatTheyDiffer();
            assertNodeStaysWhileItsMachineIsOff("one");
            assertNodeGoesWithItsMachine("two");
            assertThat(kubectl.ok("get", "nodes", "-o", "name")).isEqualTo("node/one\n");
        }
    }

    private static void requireMachines() {
        assumeThat(System.getProperty("user.name"))
                .as("machines' networks need root")
                .isEqualTo("root");
        TestGuest.assumeGovcAndGuest();
    }

    private void startMachines(String address) {
        onHost.ok("import.ova", "-name=one", GuestImageTest.OVA.toString());
        onHost.ok("vm.clone", "-vm=one", "-on=false", "two");
        govc.ok("datacenter.create", "dc");
        govc.ok("cluster.create", "lab");
        govc.ok(
                "cluster.add",
                "-cluster=lab",
                "-hostname=" + address,
                "-username=" + Esxi.USER,
                "-password=" + Esxi.PASSWORD,
                "-noverify");
        govc.ok("tags.category.create", "k8s-zone");
        govc.ok("tags.category.create", "k8s-region");
        govc.ok("tags.create", "-c=k8s-zone", "zone-a");
        govc.ok("tags.create", "-c=k8s-region", "region-b");
        govc.ok("tags.attach", "-c=k8s-zone", "zone-a", "/dc/host/lab/" + address);
        govc.ok("tags.attach", "-c=k8s-region", "region-b", "/dc");
        govc.ok("vm.power", "-on", "one", "two");
    }

    private Part startManager(String name, String config) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".conf"), config.formatted(vcenter.port()));
        return Part.start(
                "cloud-controller-manager with " + name,
                folder.resolve(name + ".log"),
                List.of(),
                List.of(
                        "cloud-controller-manager",
                        "--kubeconfig=" + plane.kubeconfig("ccm", "ccm", "system:masters"),
                        "--cloud-provider=vsphere",
                        "--cloud-config=" + file,
                        "--leader-elect=false",
                        "--controllers=*,-service-lb-controller,-node-route-controller"));
    }

    /** Registers the node as its kubelet does while the machine's guest starts. */
    private void assertInitialized(String name, Part manager) {
        String uuid =
                govc.ok("object.collect", "-s", "/dc/vm/" + name, "config.uuid").strip();
        String address =
                govc.ok("vm.ip", "-wait", BOOT_MAX.toSeconds() + "s", name).strip();
        kubectl.withInput("""
                {apiVersion: v1, kind: Node, metadata: {name: %s}, spec: {taints: [{key:
                 node.cloudprovider.kubernetes.io/uninitialized, value: "true", effect: NoSchedule}]},
                 status: {nodeInfo: {systemUUID: %s, machineID: "", bootID: "", kernelVersion: "", osImage: "",
                 containerRuntimeVersion: "", kubeletVersion: "", kubeProxyVersion: "", operatingSystem: linux,
                 architecture: amd64}}}
                """.formatted(name, uuid), "create", "-f", "-").orFail();
        ready(name, "True");

        await(name, "{.spec.providerID}", ("vsphere://" + uuid)::equals);
        await(name, UNINITIALIZED, String::isEmpty);
        await(name, INTERNAL_IP, address::equals);
        assertThat(kubectl.field("{.metadata.labels}", "node", name))
                .contains(
                        "\"topology.kubernetes.io/zone\":\"zone-a\"",
                        "\"topology.kubernetes.io/region\":\"region-b\"",
                        "\"node.kubernetes.io/instance-type\":\"vsphere-vm.cpu-1.mem-0gb.os-");
        manager.requireRunning();
    }

    private void assertThatTheyDiffer() {
        assertThat(kubectl.field("{.items[*].spec.providerID}", "nodes").split(" "))
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(kubectl.field("{.items[*].status.addresses[?(@.type=='InternalIP')].address}", "nodes")
                        .split(" "))
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    private void assertNodeStaysWhileItsMachineIsOff(String name) {
        govc.ok("vm.power", "-off", "-force", name);
        ready(name, "Unknown");
        await(name, SHUTDOWN, "NoSchedule"::equals);

        govc.ok("vm.power", "-on", name);
        ready(name, "True");
        await(name, SHUTDOWN, String::isEmpty);
    }

    private void assertNodeGoesWithItsMachine(String name) {
        govc.ok("vm.destroy", name);
        ready(name, "Unknown");
        Await.until(
                "the node to go with its machine",
                SOON,
                () -> kubectl.ok("get", "nodes", "-o", "name"),
                nodes -> !nodes.contains(name));
        await("events of " + name, () -> kubectl.ok("get", "events", "-A"), events -> events.contains("DeletingNode"));
    }

    /** What the kubelet says of itself, or what is said of it once it says nothing any more. */
    private void ready(String name, String status) {
        kubectl.ok(
                "patch",
                "node",
                name,
                "--subresource=status",
                "--type=strategic",
                "-p",
                "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"" + status
                        + "\",\"reason\":\"Simulated\"}]}}");
    }

    private void await(String node, String path, Predicate<String> wanted) {
        await(path + " of " + node, () -> kubectl.field(path, "node", node), wanted);
    }

    private static void await(String what, Supplier<String> ask, Predicate<String> wanted) {
        Await.until(what, SOON, ask, wanted);
    }
}
