package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.http.HttpTransport;
import dev.carafe.kubernetes.client.http.KubeConfig;
import dev.carafe.kubernetes.cloudcontrollermanager.CloudControllerManager;
import dev.carafe.kubernetes.cloudcontrollermanager.Config;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProvider;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProviders;
import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.RestClient;
import dev.carafe.vsphere.client.Tasks;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.tag.Tags;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.UserSession;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cloud controller manager with {@code --cloud-provider vsphere}, between a running API server and upstream's vcsim. */
@Timeout(300)
@BesideOthers
class VSphereCloudProviderTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Vcsim vcsim;
    private VSphereClient client;
    private Finder finder;

    @BeforeEach
    void startVCenter() throws Exception {
        vcsim = Vcsim.start();
        client = vcsim.client();
        finder = new Finder(client);
    }

    @AfterEach
    void endVCenter() {
        if (vcsim != null) {
            client.close();
            vcsim.close();
        }
    }

    private ManagedObjectReference<VirtualMachine> guest(String path, String name, String address) throws Exception {
        return guest(client, path, name, address);
    }

    /** Has a simulated guest report its name and address. */
    private static ManagedObjectReference<VirtualMachine> guest(
            VSphereClient client, String path, String name, String address) throws Exception {
        ManagedObjectReference<VirtualMachine> vm =
                new Finder(client).find(Finder.Kind.VIRTUAL_MACHINE, path).as();
        VirtualMachineConfigSpec spec = VirtualMachineConfigSpec.builder()
                .extraConfig(List.of(
                        OptionValue.builder()
                                .key("SET.guest.hostName")
                                .value(name)
                                .build(),
                        OptionValue.builder()
                                .key("SET.guest.ipAddress")
                                .value(address)
                                .build()))
                .build();
        new Tasks(client)
                .await(Connection.checked(
                        () -> VirtualMachine.stub(client.connection(), vm).reconfigVM_Task(spec)));
        return vm;
    }

    private void tag(Tags tags, String category, String tag, Finder.Kind kind, String path) throws Exception {
        tag(tags, category, tag, finder.find(kind, path));
    }

    private static void tag(Tags tags, String category, String tag, Finder.Element what) throws Exception {
        String id = tags.createCategory(category, "", false, List.of());
        tags.attach(tags.createTag(id, tag, ""), what.object());
    }

    /** The simulator gives machines of the same path the same UUID, so the second has one more of them, which is the node. */
    @Test
    void nodesAreFoundInEitherOfTwoVCentersWithTheCredentialsOfEach() throws Exception {
        guest("/DC0/vm/DC0_H0_VM0", "worker-1", "10.0.0.11");
        Tags tags = new Tags(RestClient.login(client.connection(), Vcsim.USER, Vcsim.PASSWORD));
        tag(tags, "k8s-region", "north", Finder.Kind.DATACENTER, "/DC0");
        tag(tags, "k8s-zone", "zone-1", Finder.Kind.HOST_SYSTEM, "/DC0/host/DC0_H0");
        try (Vcsim second = Vcsim.start("-vm", "3", "-username", "other", "-password", "another secret");
                VSphereClient there = second.client("other", "another secret")) {
            ManagedObjectReference<VirtualMachine> vm = guest(there, "/DC0/vm/DC0_H0_VM2", "worker-2", "10.0.0.12");
            Tags tagsThere = new Tags(RestClient.login(there.connection(), "other", "another secret"));
            Finder finderThere = new Finder(there);
            tag(tagsThere, "k8s-region", "south", finderThere.find(Finder.Kind.DATACENTER, "/DC0"));
            tag(tagsThere, "k8s-zone", "zone-2", finderThere.find(Finder.Kind.HOST_SYSTEM, "/DC0/host/DC0_H0"));
            String uuid = Objects.requireNonNull(new PropertyReader(there)
                    .read(vm, List.of("summary.config.uuid"))
                    .value("summary.config.uuid", String.class));
            Path config = Files.writeString(folder.resolve("vsphere.conf"), """
                global: {secretName: vsphere, secretNamespace: kube-system, insecureFlag: true}
                vcenter:
                  one: {server: 127.0.0.1, port: %d, datacenters: [DC0]}
                  two: {server: localhost, port: %d, datacenters: [DC0]}
                labels: {zone: k8s-zone, region: k8s-region}
                """.formatted(vcsim.port(), second.port()));
            CloudProvider cloud = CloudProviders.installed().init("vsphere", config);
            try (ControlPlane plane = ControlPlane.start(folder)) {
                Kubectl kubectl = plane.kubectl();
                kubectl.ok(
                        "create",
                        "secret",
                        "generic",
                        "vsphere",
                        "-n",
                        "kube-system",
                        "--from-literal=127.0.0.1.username=" + Vcsim.USER,
                        "--from-literal=127.0.0.1.password=" + Vcsim.PASSWORD,
                        "--from-literal=localhost.username=other",
                        "--from-literal=localhost.password=another secret");
                Client admin = plane.keep(new Client(
                        new HttpTransport(KubeConfig.load(plane.kubeconfig("ccm", "ccm", "system:masters")), "ccm")));
                plane.keep(
                        CloudControllerManager.start(Config.of("test", false, ""), cloud, admin, null, Clock.system()));
                for (String node : List.of("worker-1", "worker-2")) {
                    kubectl.apply("""
                        {apiVersion: v1, kind: Node, metadata: {name: %s}, spec: {taints: [{key:
                         node.cloudprovider.kubernetes.io/uninitialized, value: "true", effect: NoSchedule}]}}
                        """.formatted(node));
                }
                String address = "{.status.addresses[?(@.type=='InternalIP')].address}";
                await(kubectl, "worker-1", "10.0.0.11"::equals, address);
                await(kubectl, "worker-2", "10.0.0.12"::equals, address);
                await(kubectl, "worker-2", ("vsphere://" + uuid)::equals, "{.spec.providerID}");
                assertThat(kubectl.field("{.metadata.labels}", "node", "worker-1"))
                        .contains(
                                "\"topology.kubernetes.io/zone\":\"zone-1\"",
                                "\"topology.kubernetes.io/region\":\"north\"");
                assertThat(kubectl.field("{.metadata.labels}", "node", "worker-2"))
                        .contains(
                                "\"topology.kubernetes.io/zone\":\"zone-2\"",
                                "\"topology.kubernetes.io/region\":\"south\"");

                VirtualMachine machine = VirtualMachine.stub(there.connection(), vm);
                new Tasks(there).await(Connection.checked(machine::powerOffVM_Task));
                new Tasks(there).await(Connection.checked(machine::destroy_Task));
                Await.until(
                        "only the node to go whose machine went",
                        SOON,
                        () -> kubectl.ok("get", "nodes", "-o", "name"),
                        "node/worker-1\n"::equals);
            }
        }
    }

    @Test
    void nodesFollowTheirMachines() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = guest("/DC0/vm/DC0_H0_VM0", "worker-1", "10.0.0.11");
        Tags tags = new Tags(RestClient.login(client.connection(), Vcsim.USER, Vcsim.PASSWORD));
        tag(tags, "k8s-zone", "zone-a", Finder.Kind.HOST_SYSTEM, "/DC0/host/DC0_H0");
        tag(tags, "k8s-region", "region-b", Finder.Kind.DATACENTER, "/DC0");
        String uuid = Objects.requireNonNull(new PropertyReader(client)
                .read(vm, List.of("summary.config.uuid"))
                .value("summary.config.uuid", String.class));
        Path config = Files.writeString(folder.resolve("vsphere.conf"), """
            global: {secretName: vsphere, secretNamespace: kube-system, insecureFlag: true}
            vcenter:
              one: {server: 127.0.0.1, port: %d, datacenters: [DC0]}
            labels: {zone: k8s-zone, region: k8s-region}
            """.formatted(vcsim.port()));
        CloudProvider cloud = CloudProviders.installed().init("vsphere", config);

        try (ControlPlane plane = ControlPlane.start(folder)) {
            Kubectl kubectl = plane.kubectl();
            kubectl.ok(
                    "create",
                    "secret",
                    "generic",
                    "vsphere",
                    "-n",
                    "kube-system",
                    "--from-literal=127.0.0.1.username=" + Vcsim.USER,
                    "--from-literal=127.0.0.1.password=" + Vcsim.PASSWORD);
            Client admin = plane.keep(new Client(
                    new HttpTransport(KubeConfig.load(plane.kubeconfig("ccm", "ccm", "system:masters")), "ccm")));
            plane.keep(CloudControllerManager.start(Config.of("test", false, ""), cloud, admin, null, Clock.system()));
            kubectl.apply("""
                {apiVersion: v1, kind: Node, metadata: {name: worker-1}, spec: {taints: [{key:
                 node.cloudprovider.kubernetes.io/uninitialized, value: "true", effect: NoSchedule}]}}
                """);

            await(kubectl, ("vsphere://" + uuid)::equals, "{.spec.providerID}");
            await(
                    kubectl,
                    String::isEmpty,
                    "{.spec.taints[?(@.key=='node.cloudprovider.kubernetes.io/uninitialized')]}");
            assertThat(kubectl.field("{.metadata.labels}", "node", "worker-1"))
                    .contains(
                            "\"topology.kubernetes.io/zone\":\"zone-a\"",
                            "\"topology.kubernetes.io/region\":\"region-b\"",
                            "\"node.kubernetes.io/instance-type\":\"vsphere-vm.cpu-1.mem-0gb.os-other\"");
            await(kubectl, "10.0.0.11"::equals, "{.status.addresses[?(@.type=='InternalIP')].address}");
            assertThat(kubectl.field("{.status.addresses[?(@.type=='Hostname')].address}", "node", "worker-1"))
                    .isEqualTo("worker-1");

            endOtherSessions();
            VirtualMachine machine = VirtualMachine.stub(client.connection(), vm);
            new Tasks(client).await(Connection.checked(machine::powerOffVM_Task));
            await(
                    kubectl,
                    effect -> !effect.isEmpty(),
                    "{.spec.taints[?(@.key=='node.cloudprovider.kubernetes.io/shutdown')].effect}");

            endOtherSessions();
            new Tasks(client).await(Connection.checked(machine::destroy_Task));
            Await.until(
                    "the node to go with its machine",
                    SOON,
                    () -> kubectl.ok("get", "nodes", "-o", "name"),
                    String::isEmpty);
        }
    }

    /** Ends the provider's session, so that it must log in anew. */
    private void endOtherSessions() throws Exception {
        ManagedObjectReference<SessionManager> manager =
                Objects.requireNonNull(client.content().sessionManager());
        String own = Objects.requireNonNull(client.currentSession()).key();
        List<String> others = new PropertyReader(client)
                .read(manager, List.of("sessionList")).list("sessionList", UserSession.class).stream()
                        .map(UserSession::key)
                        .filter(key -> !key.equals(own))
                        .toList();
        assertThat(others).isNotEmpty();
        Connection.run(() -> SessionManager.stub(client.connection(), manager).terminateSession(others));
    }

    private static void await(Kubectl kubectl, Predicate<String> wanted, String path) {
        await(kubectl, "worker-1", wanted, path);
    }

    private static void await(Kubectl kubectl, String node, Predicate<String> wanted, String path) {
        Await.until(node + " " + path, SOON, () -> kubectl.field(path, "node", node), wanted);
    }
}
