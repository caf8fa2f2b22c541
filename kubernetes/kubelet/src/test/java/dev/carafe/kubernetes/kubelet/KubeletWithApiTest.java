package dev.carafe.kubernetes.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.api.coordination.v1.CoordinationV1;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Event;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.testing.FakeApi;
import dev.carafe.kubernetes.kubelet.testing.KubeletFixture;
import dev.carafe.kubernetes.kubelet.testing.PrivateContainerd;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class KubeletWithApiTest {
    @Test
    void registersTheNodeRunsWhatIsBoundToItAndReportsWhatBecomesOfIt() throws Exception {
        FakeApi api = new FakeApi();
        Client client = api.client();
        try (KubeletFixture fixture = KubeletFixture.start(client)) {
            // The node is there at once, and ready as soon as somebody has given it a range.
            Node node = await(client, CoreV1.NODES, "", KubeletFixture.NODE, found -> true);
            assertThat(condition(node, "Ready")).isEqualTo("False");
            client.of(CoreV1.NODES).update(node.withSpec(node.spec().withPodCIDR(KubeletFixture.POD_CIDR)));
            node = await(
                    client,
                    CoreV1.NODES,
                    "",
                    KubeletFixture.NODE,
                    found -> condition(found, "Ready").equals("True"));
            assertThat(node.status().nodeInfo().containerRuntimeVersion()).startsWith("containerd://");
            assertThat(node.status().capacity().get("pods")).hasToString("110");
            assertThat(node.metadata().labels()).containsEntry("kubernetes.io/hostname", KubeletFixture.NODE);
            await(
                    client,
                    CoordinationV1.LEASES,
                    "kube-node-lease",
                    KubeletFixture.NODE,
                    lease -> lease.spec().renewTime().isPresent());

            create(client, "good", "Always", "exec httpd -f -p 8080 -h /", """
                    readinessProbe: {httpGet: {port: 8080, path: /etc/passwd}, periodSeconds: 1}
                        livenessProbe: {exec: {command: ["/bin/test", "!", "-e", "/tmp/sick"]}, periodSeconds: 1, failureThreshold: 1}
                    """);
            create(client, "crash", "Always", "echo sorry > /dev/termination-log; exit 3", "");
            create(client, "job", "Never", "exit 0", "");
            create(client, "failed", "Never", "exit 7", "");
            create(client, "absent", "Always", "sleep 1000", "imagePullPolicy: Never", "carafe.test/absent:1");
            create(client, "refers", "Always", "sleep 1000", """
                    env: [{name: A, valueFrom: {configMapKeyRef: {name: nowhere, key: a}}}]
                    """);

            Pod good = await(
                    client,
                    CoreV1.PODS,
                    "default",
                    "good",
                    pod -> condition(pod, "Ready").equals("True"));
            assertThat(good.status().phase()).isEqualTo("Running");
            assertThat(good.status().podIP()).startsWith("10.213.77.");
            assertThat(good.status().qosClass()).isEqualTo("BestEffort");
            assertThat(only(good).started()).isTrue();
            assertThat(only(good).containerID()).startsWith("containerd://");

            Pod crash = await(
                    client,
                    CoreV1.PODS,
                    "default",
                    "crash",
                    pod -> only(pod).state().waiting().reason().equals("CrashLoopBackOff"));
            assertThat(only(crash).lastState().terminated().exitCode()).isEqualTo(3);
            assertThat(only(crash).lastState().terminated().message()).isEqualTo("sorry\n");
            assertThat(only(crash).restartCount()).isEqualTo(1);
            assertThat(only(crash).state().waiting().message())
                    .isEqualTo("back-off 10s restarting failed container=main pod=crash_default("
                            + crash.metadata().uid() + ")");
            assertThat(crash.status().phase()).isEqualTo("Running");

            Pod job = await(
                    client,
                    CoreV1.PODS,
                    "default",
                    "job",
                    pod -> pod.status().phase().equals("Succeeded"));
            assertThat(only(job).state().terminated().reason()).isEqualTo("Completed");
            assertThat(condition(job, "Ready")).isEqualTo("False");
            Pod failed = await(
                    client,
                    CoreV1.PODS,
                    "default",
                    "failed",
                    pod -> pod.status().phase().equals("Failed"));
            assertThat(only(failed).state().terminated().exitCode()).isEqualTo(7);
            Pod absent = await(
                    client,
                    CoreV1.PODS,
                    "default",
                    "absent",
                    pod -> only(pod).state().waiting().reason().equals("ErrImageNeverPull"));
            assertThat(absent.status().phase()).isEqualTo("Pending");
            await(
                    client,
                    CoreV1.PODS,
                    "default",
                    "refers",
                    pod -> only(pod).state().waiting().reason().equals("CreateContainerConfigError")
                            && only(pod).state().waiting().message().equals("configmap \"nowhere\" not found"));

            // A container that fails its liveness probe is killed and started again.
            fixture.containerd()
                    .client()
                    .execSync(
                            only(good).containerID().substring("containerd://".length()),
                            List.of("/bin/touch", "/tmp/sick"),
                            java.time.Duration.ofSeconds(5));
            await(
                    client,
                    CoreV1.PODS,
                    "default",
                    "good",
                    pod -> only(pod).restartCount() == 1
                            && condition(pod, "Ready").equals("True"));
            awaitEvent(client, "good", "Killing", "Container main failed liveness probe, will be restarted");
            awaitEvent(client, "good", "Started", "Container started");
            awaitEvent(
                    client,
                    "crash",
                    "BackOff",
                    "Back-off restarting failed container main in pod crash_default("
                            + crash.metadata().uid() + ")");

            // A static pod is shown in the API, and comes back when its mirror is deleted.
            fixture.manifest("static.yaml", manifest("static", "Always", "sleep 1000", "", PrivateContainerd.IMAGE));
            Pod mirror = await(
                    client,
                    CoreV1.PODS,
                    "default",
                    "static-here",
                    pod -> pod.status().phase().equals("Running"));
            assertThat(mirror.metadata().annotations()).containsKey("kubernetes.io/config.mirror");
            client.of(CoreV1.PODS)
                    .delete(
                            "default",
                            "static-here",
                            new dev.carafe.kubernetes.api.meta.v1.DeleteOptions(Struct.of("gracePeriodSeconds", 0L)));
            await(
                    client,
                    CoreV1.PODS,
                    "default",
                    "static-here",
                    pod -> !pod.metadata().uid().equals(mirror.metadata().uid())
                            && pod.status().phase().equals("Running"));
            fixture.removeManifest("static.yaml");
            awaitGone(client, "static-here");

            for (String name : List.of("good", "crash", "job", "failed", "absent", "refers")) {
                client.of(CoreV1.PODS).delete("default", name);
            }
            for (String name : List.of("good", "crash", "job", "failed", "absent", "refers")) {
                awaitGone(client, name);
            }
            fixture.awaitNothing();
        }
    }

    private static void create(Client client, String name, String restartPolicy, String script, String more)
            throws Exception {
        create(client, name, restartPolicy, script, more, PrivateContainerd.IMAGE);
    }

    private static void create(
            Client client, String name, String restartPolicy, String script, String more, String image)
            throws Exception {
        Object tree =
                Yaml.decode(manifest(name, restartPolicy, script, more, image).getBytes(StandardCharsets.UTF_8));
        client.of(CoreV1.PODS).create(new Pod((Struct) tree));
    }

    private static String manifest(String name, String restartPolicy, String script, String more, String image) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: default}
                spec:
                  nodeName: here
                  restartPolicy: %s
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: %s
                    command: ["/bin/sh", "-c", "%s"]
                    %s
                """.formatted(name, restartPolicy, image, script, more.isEmpty() ? "tty: false" : more);
    }

    private static ContainerStatus only(Pod pod) {
        List<ContainerStatus> statuses = pod.status().containerStatuses();
        return statuses.isEmpty() ? new ContainerStatus(Struct.EMPTY) : statuses.getFirst();
    }

    private static String condition(Pod pod, String type) {
        return pod.status().conditions().stream()
                .filter(found -> found.type().equals(type))
                .map(found -> found.status())
                .findFirst()
                .orElse("");
    }

    private static String condition(Node node, String type) {
        return node.status().conditions().stream()
                .filter(found -> found.type().equals(type))
                .map(found -> found.status())
                .findFirst()
                .orElse("");
    }

    private static <T extends ApiObject<T>> T await(
            Client client, ResourceType<T> type, String namespace, String name, Predicate<T> wanted)
            throws InterruptedException {
        long deadline = System.nanoTime() + PrivateContainerd.patience().toNanos();
        Optional<T> seen = Optional.empty();
        while (System.nanoTime() < deadline) {
            seen = client.of(type).find(namespace, name);
            if (seen.isPresent() && wanted.test(seen.get())) {
                return seen.get();
            }
            TimeUnit.MILLISECONDS.sleep(50); // the pause between two looks at real processes
        }
        throw new AssertionError(name + " is not as wanted: " + seen);
    }

    private static void awaitGone(Client client, String name) throws InterruptedException {
        long deadline = System.nanoTime() + PrivateContainerd.patience().toNanos();
        Optional<Pod> left = client.of(CoreV1.PODS).find("default", name);
        while (left.isPresent()) {
            assertThat(System.nanoTime()).as("%s is gone: %s", name, left.get()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50); // the pause between two looks at real processes
            left = client.of(CoreV1.PODS).find("default", name);
        }
    }

    private static void awaitEvent(Client client, String pod, String reason, String message)
            throws InterruptedException {
        long deadline = System.nanoTime() + PrivateContainerd.patience().toNanos();
        while (true) {
            List<Event> events = client.of(CoreV1.EVENTS).list("default");
            if (events.stream()
                    .anyMatch(event -> event.involvedObject().name().equals(pod)
                            && event.reason().equals(reason)
                            && event.message().equals(message))) {
                return;
            }
            assertThat(System.nanoTime())
                    .as("event %s %s among %s", reason, message, events)
                    .isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50); // the pause between two looks at real processes
        }
    }
}
