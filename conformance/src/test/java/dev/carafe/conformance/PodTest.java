package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What pods may ask of their node, in real containers. */
@ExtendWith(CloudExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class PodTest {
    private static final String NAMESPACE = "pod-test";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Kubectl kubectl;

    PodTest(Kubectl kubectl) {
        this.kubectl = kubectl;
    }

    @BeforeAll
    void createNamespace() {
        kubectl.ok("create", "namespace", NAMESPACE);
    }

    @AfterAll
    void deleteNamespace() {
        kubectl.ok("delete", "namespace", NAMESPACE, "--timeout=120s");
    }

    @Test
    void aPodThatTheNodeCannotRunFailsWithUpstreamsReason() {
        String node = kubectl.field("{.items[0].metadata.name}", "nodes");
        pod("astray", "nodeName: " + node + ", nodeSelector: {nowhere: here}", "command: [sleep, '1000']");
        pod("huge", "nodeName: " + node, "command: [sleep, '1000'], resources: {requests: {cpu: 5k}}");
        assertThat(await("astray", "{.status.reason}: {.status.message}", text -> text.contains("NodeAffinity")))
                .isEqualTo("NodeAffinity: Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's "
                        + "node affinity/selector");
        assertThat(await("huge", "{.status.phase} {.status.reason}", text -> text.contains("OutOf")))
                .isEqualTo("Failed OutOfcpu");
        assertThat(field("{.status.message}", "huge"))
                .startsWith("Pod was rejected: Node didn't have enough resource: cpu, requested: 5000000, used: ");
        assertThat(field("{.status.containerStatuses}", "huge")).isEmpty();
    }

    @Test
    void aPodPastItsDeadlineIsEnded() {
        pod("late", "activeDeadlineSeconds: 3, terminationGracePeriodSeconds: 0", "command: [sleep, '1000']");
        assertThat(await("late", "{.status.phase} {.status.reason}", text -> text.startsWith("Failed")))
                .isEqualTo("Failed DeadlineExceeded");
        await("late", "{.status.containerStatuses[0].state.terminated.exitCode}", "137"::equals);
    }

    @Test
    void sidecarsStartFirstAndEndLast() {
        String log = "volumeMounts: [{name: d, mountPath: /d}]";
        kubectl.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: order, namespace: %1$s}
                spec:
                  restartPolicy: Never
                  initContainers:
                  - {name: first, image: "carafe.local/busybox:1", command: [sh, -c, "echo first >> /d/log"], %2$s}
                  - name: side
                    image: carafe.local/busybox:1
                    restartPolicy: Always
                    command: [sh, -c, "trap 'sleep 2; echo side ends; exit 0' TERM; sleep 1; echo side >> /d/log; touch /up; while :; do sleep 0.2; done"]
                    startupProbe: {exec: {command: [test, -e, /up]}, periodSeconds: 1, failureThreshold: 60}
                    %2$s
                  - {name: second, image: "carafe.local/busybox:1", command: [sh, -c, "echo second >> /d/log"], %2$s}
                  containers:
                  - {name: main, image: "carafe.local/busybox:1", command: [sh, -c, "echo main >> /d/log; cat /d/log"], %2$s}
                  volumes: [{name: d, emptyDir: {}}]
                """.formatted(NAMESPACE, log));
        await("order", "{.status.phase}", "Succeeded"::equals);
        assertThat(ok("logs", "order", "-c", "main")).isEqualTo("first\nside\nsecond\nmain\n");
        assertThat(ok("logs", "order", "-c", "side")).isEqualTo("side ends\n");
        assertThat(field("{.status.initContainerStatuses[*].restartCount}", "order"))
                .isEqualTo("0 0 0");
    }

    @Test
    void theHookBeforeTheEndCountsInTheGracePeriod() {
        pod(
                "stubborn",
                "terminationGracePeriodSeconds: 6",
                "command: [sh, -c, \"trap '' TERM; while :; do sleep 1; done\"],"
                        + " lifecycle: {postStart: {exec: {command: [touch, /tmp/began]}},"
                        + " preStop: {exec: {command: [sleep, '600']}}}");
        ready("stubborn");
        ok("exec", "stubborn", "--", "test", "-e", "/tmp/began");
        ok("delete", "pod", "stubborn", "--timeout=60s");
        pod(
                "sooner",
                "terminationGracePeriodSeconds: 3600",
                "command: [sh, -c, \"trap '' TERM; while :; do sleep 1; done\"]");
        ready("sooner");
        ok("delete", "pod", "sooner", "--grace-period=1", "--timeout=60s");
    }

    @Test
    void dataVolumesHaveTheirModesAndFollowTheirSources() {
        ok("create", "configmap", "settings", "--from-literal=a=one", "--from-literal=b=two");
        ok("create", "secret", "generic", "hidden", "--from-literal=pw=open");
        kubectl.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: reader, namespace: %s, labels: {app: reader}}
                spec:
                  terminationGracePeriodSeconds: 0
                  hostname: chosen
                  subdomain: sub
                  hostAliases: [{ip: 192.0.2.9, hostnames: [nine]}]
                  dnsConfig: {searches: [my.example], options: [{name: ndots, value: "2"}]}
                  securityContext: {runAsUser: 1000, fsGroup: 2000, supplementalGroups: [3000], sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "79"}]}
                  containers:
                  - name: main
                    image: carafe.local/busybox:1
                    command: [sleep, "10000"]
                    env:
                    - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                    - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
                    envFrom: [{prefix: CM_, configMapRef: {name: settings}}, {configMapRef: {name: absent, optional: true}}]
                    resources: {limits: {memory: 64Mi, cpu: 200m}}
                    securityContext: {readOnlyRootFilesystem: true, capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}
                    volumeMounts: [{name: all, mountPath: /all}, {name: chosen, mountPath: /chosen}, {name: chosen, mountPath: /one, subPath: deep/a}]
                  volumes:
                  - name: chosen
                    configMap: {name: settings, defaultMode: 0400, items: [{key: a, path: deep/a, mode: 0444}, {key: b, path: b}]}
                  - name: all
                    projected:
                      sources:
                      - configMap: {name: settings}
                      - secret: {name: hidden, items: [{key: pw, path: secret/pw}]}
                      - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
                      - serviceAccountToken: {path: token, expirationSeconds: 600}
                      - secret: {name: absent, optional: true}
                """.formatted(NAMESPACE));
        ready("reader");
        assertThat(
                        shell(
                                "reader",
                                "stat -L -c '%a %g' /chosen/deep/a /chosen/b; cat /one; echo; cat /all/secret/pw; echo; cat /all/labels"))
                .isEqualTo("444 2000\n440 2000\none\nopen\napp=\"reader\"");
        assertThat(shell("reader", "id -u; id -G; echo $NODE $MEMORY $CM_a $CM_b; hostname -f; grep nine /etc/hosts"))
                .isEqualTo("1000\n0 2000 3000\n" + kubectl.field("{.items[0].metadata.name}", "nodes")
                        + " 64 one two\nchosen.sub." + NAMESPACE + ".svc.cluster.local\n192.0.2.9\tnine\n");
        assertThat(
                        shell(
                                "reader",
                                "grep -v nameserver /etc/resolv.conf; grep CapBnd /proc/self/status; cat /proc/sys/net/ipv4/ip_unprivileged_port_start"))
                .contains(" my.example\n", "options ndots:2\n", "CapBnd:\t0000000000000400\n79\n");
        assertThat(shell("reader", "cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes 2>&- || cat memory.max"))
                .isEqualTo("67108864\n");
        assertThat(run("exec", "reader", "--", "touch", "/x").err()).contains("Read-only file system");
        ok("patch", "configmap", "settings", "-p", "{\"data\":{\"b\":\"three\"}}");
        ok("label", "pod", "reader", "more=yes");
        Await.until(
                "the change to reach the files",
                Duration.ofMinutes(3),
                () -> shell("reader", "cat /all/b /chosen/b /all/labels"),
                text -> text.equals("threethreeapp=\"reader\"\nmore=\"yes\""));
    }

    @Test
    void probesGateReadinessAndRestarts() {
        pod(
                "probed",
                "terminationGracePeriodSeconds: 0",
                "command: [sh, -c, 'sleep 2; touch /started; mkdir /w; echo x > /w/i; httpd -p 8080 -h /w; while :; do sleep 1; done'],"
                        + " startupProbe: {exec: {command: [test, -e, /started]}, periodSeconds: 1, failureThreshold: 60},"
                        + " readinessProbe: {httpGet: {port: 8080, path: /i}, periodSeconds: 1},"
                        + " livenessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1, failureThreshold: 2}");
        ready("probed");
        assertThat(field("{.status.containerStatuses[0].restartCount}", "probed"))
                .as("liveness was not asked before the start")
                .isEqualTo("0");
        shell("probed", "rm /w/i");
        await("probed", "{.status.conditions[?(@.type=='Ready')].status}", "False"::equals);
        shell("probed", "killall httpd");
        await("probed", "{.status.containerStatuses[0].restartCount}", "1"::equals);
    }

    @Test
    void anEphemeralContainerJoinsARunningPod() {
        pod("patient", "terminationGracePeriodSeconds: 0", "command: [sleep, '10000']");
        ready("patient");
        ok(
                "debug",
                "patient",
                "--image=carafe.local/busybox:1",
                "-c",
                "doctor",
                "--profile=general",
                "--",
                "sh",
                "-c",
                "echo hello; sleep 1000");
        await("patient", "{.status.ephemeralContainerStatuses[0].state.running.startedAt}", text -> !text.isEmpty());
        assertThat(ok("logs", "patient", "-c", "doctor")).isEqualTo("hello\n");
    }

    private void pod(String name, String spec, String container) {
        kubectl.apply("{apiVersion: v1, kind: Pod, metadata: {name: " + name + ", namespace: " + NAMESPACE
                + "}, spec: {" + spec + ", containers: [{name: main, image: \"carafe.local/busybox:1\", " + container
                + "}]}}");
    }

    private void ready(String name) {
        ok("wait", "--for=condition=Ready", "pod/" + name, "--timeout=90s");
    }

    private String await(String name, String path, java.util.function.Predicate<String> wanted) {
        return Await.until(name + " " + path, PATIENCE, () -> field(path, name), wanted);
    }

    private String field(String path, String pod) {
        return kubectl.field(path, "pod", pod, "-n", NAMESPACE);
    }

    private String shell(String pod, String script) {
        return ok("exec", pod, "--", "sh", "-c", script);
    }

    private String ok(String... arguments) {
        return run(arguments).orFail();
    }

    private Command.Result run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "-n";
        all[1] = NAMESPACE;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return kubectl.run(all);
    }
}
