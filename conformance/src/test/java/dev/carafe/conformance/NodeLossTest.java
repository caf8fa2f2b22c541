package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, of which one is lost with all that ran on it. */
@Timeout(300)
class NodeLossTest {
    private static final Duration NODES_MAX = Duration.ofSeconds(90);
    private static final Duration REPLACED_MAX = Duration.ofSeconds(90);
    private static final String RUNNING_NODES =
            "{range .items[?(@.status.phase=='Running')]}{.metadata.deletionTimestamp}/{.spec.nodeName} {end}";

    @TempDir
    private Path folder;

    private NodeNetwork network;
    private ControlPlane plane;
    private NodeMachine lost;

    @BeforeEach
    void startTwoNodes() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("nodes with real containers need root")
                .isEqualTo("root");
        for (String program : List.of("containerd", "ctr", "runc", "ip", "iptables", "nsenter", "unshare", "busybox")) {
            assumeThat(Cloud.onPath(program))
                    .as(program + " is not installed; ./carafe test does it")
                    .isTrue();
        }
        network = NodeNetwork.create();
        plane = ControlPlane.start(folder, List.of("127.0.0.1", network.address()));
        plane.startClient(
                "controller-manager",
                "kube-controller-manager",
                "system:kube-controller-manager",
                "--use-service-account-credentials",
                "--cluster-cidr",
                ControlPlane.CLUSTER_CIDR,
                "--root-ca-file",
                plane.authority().toString(),
                "--node-monitor-period",
                "1s",
                "--node-monitor-grace-period",
                "20s"); // kubelets give a sign every ten seconds
        plane.startClient("scheduler", "kube-scheduler", "system:kube-scheduler");
        lost = startNode(1, "lost");
        startNode(2, "left");
        Await.until(
                "both nodes to be ready",
                NODES_MAX,
                () -> plane.kubectl().field("{.items[*].status.conditions[?(@.type=='Ready')].status}", "nodes"),
                "True True"::equals);
    }

    private NodeMachine startNode(int number, String name) throws IOException {
        Path files = Files.createDirectory(folder.resolve(name));
        return plane.keep(NodeMachine.start(plane, network, files, number, name));
    }

    @AfterEach
    void end() {
        try {
            if (plane != null) {
                plane.close();
            }
        } finally {
            if (network != null) {
                network.close();
            }
        }
    }

    @Test
    void podsOfALostNodeAreReplacedAndGoWithItsObject() {
        plane.kubectl().apply("""
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: spread}, spec: {replicas: 4,
                 selector: {matchLabels: {app: spread}}, template: {metadata: {labels: {app: spread}}, spec: {
                  terminationGracePeriodSeconds: 5,
                  tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute,
                   tolerationSeconds: 2}],
                  topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname,
                   whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: spread}}}],
                  containers: [{name: a, image: "carafe.local/pause:1"}]}}}}
                """);
        awaitRunning("/left /left /lost /lost ");
        lost.kill();
        assertThat(awaitRunningOn("left", 4)).doesNotContain(" /lost");
        assertThat(plane.kubectl().field("{.spec.taints[*].key}", "node", "lost"))
                .contains("node.kubernetes.io/unreachable");
        assertThat(plane.kubectl().field("{.status.conditions[?(@.type=='Ready')].status}", "node", "lost"))
                .isEqualTo("Unknown");
        assertThat(plane.kubectl().field("{.status.conditions[?(@.type=='Ready')].status}", "node", "left"))
                .isEqualTo("True");
        plane.kubectl().ok("delete", "node", "lost");
        Await.until(
                "the lost node's pods to be gone",
                Duration.ofSeconds(90),
                () -> plane.kubectl().field("{.items[*].spec.nodeName}", "pods"),
                "left left left left"::equals);
    }

    private void awaitRunning(String nodes) {
        Await.until(
                "pods to run on both nodes",
                Duration.ofSeconds(60),
                this::running,
                running -> sorted(running).equals(nodes));
    }

    private String awaitRunningOn(String node, int count) {
        return Await.until(
                "pods to be replaced",
                REPLACED_MAX,
                () -> " " + running(),
                running -> running.split(" /" + node, -1).length - 1 == count);
    }

    /** The nodes of the pods that run, each after the time of its deletion and a slash. */
    private String running() {
        return plane.kubectl().field(RUNNING_NODES, "pods", "-l", "app=spread");
    }

    private static String sorted(String words) {
        return String.join(
                        " ", java.util.Arrays.stream(words.split(" ")).sorted().toList()) + " ";
    }
}
