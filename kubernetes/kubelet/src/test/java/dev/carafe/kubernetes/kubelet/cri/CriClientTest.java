package dev.carafe.kubernetes.kubelet.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.kubelet.cri.v1.ContainerConfig;
import dev.carafe.kubernetes.kubelet.cri.v1.ContainerMetadata;
import dev.carafe.kubernetes.kubelet.cri.v1.ContainerState;
import dev.carafe.kubernetes.kubelet.cri.v1.ExecSyncResponse;
import dev.carafe.kubernetes.kubelet.cri.v1.ImageSpec;
import dev.carafe.kubernetes.kubelet.cri.v1.LinuxPodSandboxConfig;
import dev.carafe.kubernetes.kubelet.cri.v1.LinuxSandboxSecurityContext;
import dev.carafe.kubernetes.kubelet.cri.v1.NamespaceMode;
import dev.carafe.kubernetes.kubelet.cri.v1.NamespaceOption;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandboxConfig;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandboxMetadata;
import dev.carafe.kubernetes.kubelet.testing.PrivateContainerd;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CriClientTest {
    @Test
    void runsAContainerInARealContainerd() throws Exception {
        try (PrivateContainerd containerd = PrivateContainerd.start()) {
            CriClient client = containerd.client();
            assertThat(client.version().getRuntimeName()).isEqualTo("containerd");
            assertThat(client.runtimeConfig().isEmpty()
                            || client.runtimeConfig().get().hasLinux())
                    .isTrue();
            PodSandboxConfig sandbox = PodSandboxConfig.newBuilder()
                    .setMetadata(PodSandboxMetadata.newBuilder()
                            .setName("p")
                            .setNamespace("n")
                            .setUid("u"))
                    .setLogDirectory(
                            Files.createDirectories(containerd.directory().resolve("logs"))
                                    .toString())
                    .putLabels("mine", "yes")
                    .setLinux(LinuxPodSandboxConfig.newBuilder()
                            .setSecurityContext(LinuxSandboxSecurityContext.newBuilder()
                                    .setNamespaceOptions(
                                            NamespaceOption.newBuilder().setNetwork(NamespaceMode.NODE))))
                    .build();
            String sandboxId = client.runPodSandbox(sandbox, "");
            String id = client.createContainer(
                    sandboxId,
                    ContainerConfig.newBuilder()
                            .setMetadata(ContainerMetadata.newBuilder().setName("c"))
                            .setImage(ImageSpec.newBuilder().setImage(PrivateContainerd.IMAGE))
                            .addCommand("/bin/sh")
                            .addArgs("-c")
                            .addArgs("echo hello; exec sleep 1000")
                            .setLogPath("c.log")
                            .putLabels("mine", "yes")
                            .build(),
                    sandbox);
            client.startContainer(id);

            ExecSyncResponse answer = client.execSync(
                    id, List.of("/bin/sh", "-c", "echo out; echo err >&2; exit 3"), Duration.ofSeconds(10));
            assertThat(answer.getStdout().toStringUtf8()).isEqualTo("out\n");
            assertThat(answer.getStderr().toStringUtf8()).isEqualTo("err\n");
            assertThat(answer.getExitCode()).isEqualTo(3);
            assertThat(client.listContainers(Map.of("mine", "yes")))
                    .singleElement()
                    .satisfies(found -> assertThat(found.getId()).isEqualTo(id));
            assertThat(client.listPodSandbox(Map.of("mine", "no"))).isEmpty();
            client.stopContainer(id, Duration.ZERO);
            assertThat(client.containerStatus(id).getState()).isEqualTo(ContainerState.CONTAINER_EXITED);
            assertThat(Files.readString(containerd.directory().resolve("logs/c.log")))
                    .endsWith("stdout F hello\n");
            assertThatThrownBy(() -> client.containerStatus("absent")).isInstanceOfSatisfying(CriException.class, e -> {
                assertThat(e.isNotFound()).isTrue();
                assertThat(e).hasMessageStartingWith("rpc error: code = NotFound desc = ");
            });
        }
    }
}
