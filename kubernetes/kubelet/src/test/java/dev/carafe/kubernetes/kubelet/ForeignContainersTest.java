package dev.carafe.kubernetes.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.v1.LinuxPodSandboxConfig;
import dev.carafe.kubernetes.kubelet.cri.v1.LinuxSandboxSecurityContext;
import dev.carafe.kubernetes.kubelet.cri.v1.NamespaceMode;
import dev.carafe.kubernetes.kubelet.cri.v1.NamespaceOption;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandboxConfig;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandboxMetadata;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandboxState;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeLabels;
import dev.carafe.kubernetes.kubelet.testing.KubeletFixture;
import dev.carafe.kubernetes.kubelet.testing.PrivateContainerd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What others run in the same containerd is none of the kubelet's business. */
@Timeout(180)
class ForeignContainersTest {
    private static final List<String> NAMESPACES = List.of("k8s.io", "elsewhere");

    @Test
    void onlyWhatThisKubeletMadeIsEverEnded() throws Exception {
        try (KubeletFixture fixture = KubeletFixture.start()) {
            PrivateContainerd containerd = fixture.containerd();
            CriClient cri = containerd.client();
            containerd.load("carafe.test/foreign:1", List.of("/bin/busybox", "sleep", "2147483647"));
            ctr(
                    containerd,
                    "elsewhere",
                    "images",
                    "import",
                    containerd.directory().resolve("image.tar").toString());
            for (String namespace : NAMESPACES) {
                ctr(containerd, namespace, "run", "--detach", "carafe.test/foreign:1", "foreign");
            }
            try {
                String anothers = sandbox(cri, "anothers", Map.of());
                String otherKubelets = sandbox(cri, "other-kubelets", Map.of(RuntimeLabels.OWNER, "/another/root"));
                String orphan = sandbox(
                        cri,
                        "orphan",
                        Map.of(
                                RuntimeLabels.OWNER,
                                containerd.directory().resolve("kubelet").toString()));

                fixture.manifest("web.yaml", """
                    {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {terminationGracePeriodSeconds: 0,
                     containers: [{name: main, image: %s, command: [/bin/sleep, "1000"]}]}}
                    """.formatted(PrivateContainerd.IMAGE));
                fixture.await(
                        "web",
                        pod -> pod.latest("main")
                                .filter(RuntimeContainer::running)
                                .isPresent());
                fixture.restartKubelet();
                fixture.removeManifest("web.yaml");
                fixture.awaitNothing();

                assertThat(cri.listPodSandbox(Map.of(RuntimeLabels.POD_UID, "orphan")))
                        .as("made by this kubelet, and declared by nobody: %s", orphan)
                        .isEmpty();
                for (String left : List.of(anothers, otherKubelets)) {
                    assertThat(cri.podSandboxStatus(left).getState()).isEqualTo(PodSandboxState.SANDBOX_READY);
                }
                for (String namespace : NAMESPACES) {
                    assertThat(ctr(containerd, namespace, "tasks", "list"))
                            .as("in containerd's namespace %s", namespace)
                            .containsPattern("(?m)^foreign +[0-9]+ +RUNNING");
                }
            } finally {
                for (String namespace : NAMESPACES) {
                    ctr(containerd, namespace, "tasks", "delete", "--force", "foreign");
                    ctr(containerd, namespace, "containers", "delete", "foreign");
                }
            }
        }
    }

    private static String sandbox(CriClient cri, String uid, Map<String, String> labels) throws IOException {
        return cri.runPodSandbox(
                PodSandboxConfig.newBuilder()
                        .setMetadata(PodSandboxMetadata.newBuilder()
                                .setName(uid)
                                .setNamespace("default")
                                .setUid(uid))
                        .putLabels(RuntimeLabels.POD_UID, uid)
                        .putLabels(RuntimeLabels.POD_NAME, uid)
                        .putLabels(RuntimeLabels.POD_NAMESPACE, "default")
                        .putAllLabels(labels)
                        .setLinux(LinuxPodSandboxConfig.newBuilder()
                                .setSecurityContext(LinuxSandboxSecurityContext.newBuilder()
                                        .setNamespaceOptions(
                                                NamespaceOption.newBuilder().setNetwork(NamespaceMode.NODE))))
                        .build(),
                "");
    }

    private static String ctr(PrivateContainerd containerd, String namespace, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("/usr/bin/ctr", "-a", containerd.socket().toString(), "-n", namespace));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
        return output;
    }
}
