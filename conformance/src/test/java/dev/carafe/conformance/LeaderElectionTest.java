package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two controller managers and two schedulers on one API server: the ones that work are lost, the others take over. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
@BesideOthers
class LeaderElectionTest {
    private static final String[] TIMES = {
        "--leader-elect",
        "--leader-elect-lease-duration",
        "4s",
        "--leader-elect-renew-deadline",
        "2s",
        "--leader-elect-retry-period",
        "500ms"
    };
    private static final Duration TAKEOVER_MAX = Duration.ofSeconds(30);

    private ControlPlane plane;
    private Kubectl kubectl;
    private List<Part> managers;
    private List<Part> schedulers;

    @BeforeAll
    void startTwoOfEach(@TempDir Path folder) {
        plane = ControlPlane.start(folder);
        kubectl = plane.kubectl();
        managers = new ArrayList<>();
        schedulers = new ArrayList<>();
        startBoth("first");
        awaitHolder("kube-controller-manager", "");
        awaitHolder("kube-scheduler", "");
        startBoth("second");
        kubectl.apply("""
                {apiVersion: v1, kind: Node, metadata: {name: somewhere}}
                """);
        kubectl.withInput("", "patch", "node", "somewhere", "--subresource=status", "--type=merge", "-p", """
                {"status": {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"},
                 "capacity": {"cpu": "4", "memory": "8Gi", "pods": "110"},
                 "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady",
                  "lastHeartbeatTime": "2030-01-01T00:00:00Z", "lastTransitionTime": "2030-01-01T00:00:00Z"}]}}
                """)
                .orFail();
    }

    private void startBoth(String which) {
        managers.add(plane.startClient(
                which + "-manager", "kube-controller-manager", "system:kube-controller-manager", managerArguments()));
        schedulers.add(plane.startClient(which + "-scheduler", "kube-scheduler", "system:kube-scheduler", TIMES));
    }

    private static String[] managerArguments() {
        List<String> arguments = new ArrayList<>(List.of(TIMES));
        arguments.addAll(List.of(
                "--use-service-account-credentials",
                "--node-monitor-grace-period",
                "1h")); // nobody renews this node's lease
        return arguments.toArray(String[]::new);
    }

    @AfterAll
    void end() {
        if (plane != null) {
            plane.close();
        }
    }

    @Test
    @Order(1)
    void firstOnesWorkWhileTheSecondOnesWait() {
        create("before", 2);
        awaitBound("before", 2);
        assertThat(leaderChanges("kube-controller-manager")).isEqualTo("0");
        assertThat(leaderChanges("kube-scheduler")).isEqualTo("0");
    }

    @Test
    @Order(2)
    void secondOnesTakeOverWhenTheFirstAreKilled() {
        String manager = holder("kube-controller-manager");
        String scheduler = holder("kube-scheduler");
        managers.getFirst().kill();
        schedulers.getFirst().kill();
        create("after", 3);
        awaitBound("after", 3);
        assertThat(holder("kube-controller-manager")).isNotEqualTo(manager);
        assertThat(holder("kube-scheduler")).isNotEqualTo(scheduler);
        assertThat(leaderChanges("kube-controller-manager")).isEqualTo("1");
        assertThat(kubectl.field("{.items[*].spec.nodeName}", "pods", "-l", "app=before"))
                .isEqualTo("somewhere somewhere");
    }

    @Test
    @Order(3)
    void frozenOneComesBackAndStandsAgain() {
        startBoth("third");
        String frozen = holder("kube-scheduler");
        signal("STOP", schedulers.get(1));
        try {
            awaitHolder("kube-scheduler", frozen);
        } finally {
            signal("CONT", schedulers.get(1));
        }
        Await.until(
                "the frozen scheduler to see that it lost the lead",
                TAKEOVER_MAX,
                schedulers.get(1)::output,
                output -> output.contains("lost the lead"));
        schedulers.get(2).kill();
        create("again", 1);
        awaitBound("again", 1);
        assertThat(holder("kube-scheduler")).isEqualTo(frozen);
    }

    @Test
    @Order(4)
    void oneThatIsAskedToEndGivesTheLeadUp() {
        schedulers.get(1).close();
        assertThat(holder("kube-scheduler")).isEmpty();
    }

    private void create(String name, int replicas) {
        kubectl.ok("create", "deployment", name, "--image=carafe.local/pause:1", "--replicas=" + replicas);
    }

    private void awaitBound(String name, int replicas) {
        String wanted = String.join(" ", java.util.Collections.nCopies(replicas, "somewhere"));
        Await.until(
                replicas + " bound pods of " + name,
                TAKEOVER_MAX,
                () -> kubectl.field("{.items[*].spec.nodeName}", "pods", "-l", "app=" + name),
                wanted::equals);
    }

    private void awaitHolder(String lease, String other) {
        Await.until(
                "another holder of " + lease,
                TAKEOVER_MAX,
                () -> holder(lease),
                holder -> !holder.isEmpty() && !holder.equals(other));
    }

    private String holder(String lease) {
        return kubectl.field("{.spec.holderIdentity}", "-n", "kube-system", "lease", lease);
    }

    private String leaderChanges(String lease) {
        return kubectl.field("{.spec.leaseTransitions}", "-n", "kube-system", "lease", lease);
    }

    private static void signal(String name, Part part) {
        Command.run("kill", "-" + name, Long.toString(part.pid())).orFail();
    }
}
