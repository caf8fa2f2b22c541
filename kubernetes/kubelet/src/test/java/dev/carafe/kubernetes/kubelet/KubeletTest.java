package dev.carafe.kubernetes.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import dev.carafe.kubernetes.kubelet.testing.KubeletFixture;
import dev.carafe.kubernetes.kubelet.testing.PrivateContainerd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class KubeletTest {
    private static final String WEB = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              terminationGracePeriodSeconds: 1
              initContainers:
              - name: prepare
                image: %1$s
                command: ["/bin/sh", "-c", "echo prepared > /data/index.html"]
                volumeMounts: [{name: data, mountPath: /data}]
              - name: helper
                image: %1$s
                restartPolicy: Always
                command: ["/bin/sh", "-c", "exec sleep 1000"]
              containers:
              - name: main
                image: %1$s
                command: ["/bin/sh", "-c", "echo hello $(GREETED); exec httpd -f -p 8080 -h /data"]
                env: [{name: GREETED, value: world}]
                volumeMounts: [{name: data, mountPath: /data, readOnly: true}]
                resources: {limits: {cpu: 500m, memory: 64Mi}}
                securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                readinessProbe: {httpGet: {port: 8080, path: /index.html}, periodSeconds: 1}
              volumes: [{name: data, emptyDir: {}}]
            """.formatted(PrivateContainerd.IMAGE);

    @Test
    void runsAStaticPodRestartsWhatDiesTakesItOverAndLeavesNothingBehind() throws Exception {
        try (KubeletFixture fixture = KubeletFixture.start()) {
            fixture.manifest("web.yaml", WEB);
            RuntimePod pod = fixture.await("web", found -> running(found, "main"));
            RuntimeContainer main = pod.latest("main").orElseThrow();
            assertThat(pod.latest("prepare").orElseThrow().succeeded()).isTrue();
            assertThat(pod.latest("helper").orElseThrow().running()).isTrue();
            assertThat(pod.ips()).singleElement().asString().startsWith("10.213.77.");
            assertThat(shell(fixture, main, "cat /data/index.html; cat /etc/resolv.conf; cat /etc/hosts; hostname"))
                    .contains("prepared\n", "nameserver 10.96.0.10", "ndots:5", "default.svc.cluster.local")
                    .contains("# Kubernetes-managed hosts file.", pod.ips().getFirst() + "\tweb-here")
                    .endsWith("web-here\n");
            Path log = fixture.logs().resolve("default_web-here_" + pod.uid()).resolve("main/0.log");
            assertThat(Files.readString(log)).endsWith("stdout F hello world\n");

            // A container that dies is started again, with its count, and the other one is left alone.
            String helper = pod.latest("helper").orElseThrow().id();
            fixture.containerd().client().stopContainer(main.id(), Duration.ZERO);
            pod = fixture.await(
                    "web",
                    found -> running(found, "main")
                            && !found.latest("main").orElseThrow().id().equals(main.id()));
            assertThat(pod.latest("main").orElseThrow().restartCount()).isEqualTo(1);
            assertThat(pod.latest("helper").orElseThrow().id()).isEqualTo(helper);

            // Another kubelet takes it over as it is.
            String second = pod.latest("main").orElseThrow().id();
            fixture.restartKubelet();
            fixture.manifest("other.yaml", WEB.replace("name: web", "name: other"));
            fixture.await("other", found -> running(found, "main"));
            pod = fixture.await("web", found -> running(found, "main"));
            assertThat(pod.latest("main").orElseThrow().id()).isEqualTo(second);
            assertThat(pod.latest("main").orElseThrow().restartCount()).isEqualTo(1);

            fixture.removeManifest("web.yaml");
            fixture.removeManifest("other.yaml");
            fixture.awaitNothing();
            assertThat(fixture.logs()).isEmptyDirectory();
        }
    }

    @Test
    void honoursWhatPodsAskOfTheKernel() throws Exception {
        try (KubeletFixture fixture = KubeletFixture.start()) {
            fixture.manifest("host.yaml", """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: host}
                    spec:
                      hostNetwork: true
                      hostPID: true
                      terminationGracePeriodSeconds: 1
                      containers:
                      - name: main
                        image: %s
                        command: ["/bin/sleep", "1000"]
                        securityContext: {privileged: true}
                    """.formatted(PrivateContainerd.IMAGE));
            fixture.manifest("bounded.yaml", """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: bounded}
                    spec:
                      terminationGracePeriodSeconds: 20
                      hostname: chosen
                      hostAliases: [{ip: 192.0.2.7, hostnames: [seven]}]
                      shareProcessNamespace: true
                      securityContext: {runAsUser: 65534, runAsGroup: 65533, fsGroup: 65532, runAsNonRoot: true}
                      containers:
                      - name: main
                        image: %s
                        command: ["/bin/sh", "-c", "trap 'exit 0' TERM; while true; do sleep 0.1; done"]
                        resources: {requests: {cpu: 250m}, limits: {cpu: 500m, memory: 64Mi}}
                        securityContext: {readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                        lifecycle: {preStop: {exec: {command: ["/bin/touch", "/data/stopped"]}}}
                        volumeMounts: [{name: data, mountPath: /data, subPath: inner}]
                      volumes: [{name: data, hostPath: {path: %s, type: DirectoryOrCreate}}]
                    """.formatted(
                    PrivateContainerd.IMAGE, fixture.containerd().directory().resolve("data")));
            RuntimePod host = fixture.await("host", found -> running(found, "main"));
            assertThat(host.ips()).isEmpty();
            assertThat(shell(fixture, host.latest("main").orElseThrow(), "cat /proc/1/comm; head -1 /etc/hosts"))
                    .isEqualTo(Files.readString(Path.of("/proc/1/comm"))
                            + "# Kubernetes-managed hosts file (host network).\n");
            RuntimePod bounded = fixture.await("bounded", found -> running(found, "main"));
            RuntimeContainer main = bounded.latest("main").orElseThrow();
            assertThat(shell(
                            fixture,
                            main,
                            "id -u; id -g; hostname; grep seven /etc/hosts; touch /x 2>&1; ps | head -2"))
                    .startsWith("65534\n65533\nchosen\n192.0.2.7\tseven\ntouch: /x: Read-only file system\n")
                    .contains("sleep 2147483647");
            Path inner = fixture.containerd().directory().resolve("data/inner");
            Files.setPosixFilePermissions(inner, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
            long begun = System.nanoTime();
            fixture.removeManifest("bounded.yaml");
            fixture.removeManifest("host.yaml");
            fixture.awaitNothing();
            assertThat(inner.resolve("stopped")).as("the hook ran").exists();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("it ended by its own signal handler")
                    .isLessThan(Duration.ofSeconds(18));
        }
    }

    private static boolean running(RuntimePod pod, String container) {
        return pod.latest(container).filter(RuntimeContainer::running).isPresent();
    }

    private static String shell(KubeletFixture fixture, RuntimeContainer container, String script) throws Exception {
        return fixture.containerd()
                .client()
                .execSync(container.id(), List.of("/bin/sh", "-c", script), Duration.ofSeconds(10))
                .getStdout()
                .toStringUtf8();
    }
}
