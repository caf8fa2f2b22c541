package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What survives when processes are killed. */
@ExtendWith(CloudExtension.class)
@Timeout(600)
class CrashTest {
    private final Cloud cloud;
    private final Kubectl kubectl;

    CrashTest(Cloud cloud) {
        this.cloud = cloud;
        this.kubectl = cloud.kubectl();
    }

    @Test
    void killedCarafeLosesNothingAndTakesItsContainersOver() {
        kubectl.apply("""
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: survivor}, spec: {replicas: 2,
                 selector: {matchLabels: {app: survivor}}, template: {metadata: {labels: {app: survivor}}, spec: {
                  terminationGracePeriodSeconds: 0,
                  containers: [{name: a, image: "carafe.local/busybox:1", command: [sh, -c, "while :; do sleep 1; done"]}]}}}}
                """);
        kubectl.ok("rollout", "status", "deployment/survivor", "--timeout=120s");
        String before = containers();
        for (int i = 0; i < 20; i++) {
            kubectl.ok("create", "configmap", "acknowledged-" + i);
        }
        cloud.kill();
        Command.Result up = cloud.start();
        assertThat(up.status()).as(up.toString()).isZero();
        assertThat(kubectl.ok("get", "configmaps", "-o", "name").lines().filter(name -> name.contains("acknowledged-")))
                .hasSize(20);
        kubectl.ok("rollout", "status", "deployment/survivor", "--timeout=60s");
        assertThat(containers()).isEqualTo(before);
        assertThat(kubectl.field("{.items[*].status.containerStatuses[0].restartCount}", "pods", "-l", "app=survivor"))
                .isEqualTo("0 0");
        kubectl.ok("delete", "deployment", "survivor", "--cascade=foreground", "--timeout=60s");
    }

    @Test
    void killedContainerIsRestartedWithBackoff() {
        kubectl.apply("""
                {apiVersion: v1, kind: Pod, metadata: {name: mortal}, spec: {terminationGracePeriodSeconds: 0,
                 containers: [{name: a, image: "carafe.local/busybox:1", command: [sh, -c, "while :; do sleep 1; done"]}]}}
                """);
        kubectl.ok("wait", "--for=condition=Ready", "pod/mortal", "--timeout=60s");
        killInit(kubectl.field("{.status.containerStatuses[0].containerID}", "pod", "mortal"));
        Await.until(
                "the container to be started again",
                Duration.ofSeconds(60),
                () -> kubectl.field("{.status.containerStatuses[0].restartCount}", "pod", "mortal"),
                count -> !count.isEmpty() && Integer.parseInt(count) >= 1);
        kubectl.ok("wait", "--for=condition=Ready", "pod/mortal", "--timeout=60s");
        kubectl.ok("delete", "pod", "mortal");
    }

    /** Kills the container's first process from outside, as the kernel's memory killer would. */
    private static void killInit(String containerId) {
        String id = containerId.substring(containerId.lastIndexOf('/') + 1);
        Command.run(
                "sh",
                "-c",
                "grep -l " + id + " /proc/[0-9]*/cgroup 2>/dev/null | cut -d/ -f3 | sort -n | head -1"
                        + " | xargs -r kill -9");
    }

    private String containers() {
        return kubectl.field("{.items[*].status.containerStatuses[0].containerID}", "pods", "-l", "app=survivor");
    }
}
