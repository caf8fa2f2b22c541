package dev.carafe.kubernetes.kubelet.runtime;

import com.google.protobuf.ByteString;
import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerPort;
import dev.carafe.kubernetes.api.core.v1.EnvVar;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.kubelet.cri.v1.ContainerConfig;
import dev.carafe.kubernetes.kubelet.cri.v1.ContainerMetadata;
import dev.carafe.kubernetes.kubelet.cri.v1.DNSConfig;
import dev.carafe.kubernetes.kubelet.cri.v1.Image;
import dev.carafe.kubernetes.kubelet.cri.v1.ImageSpec;
import dev.carafe.kubernetes.kubelet.cri.v1.KeyValue;
import dev.carafe.kubernetes.kubelet.cri.v1.LinuxContainerConfig;
import dev.carafe.kubernetes.kubelet.cri.v1.LinuxPodSandboxConfig;
import dev.carafe.kubernetes.kubelet.cri.v1.Mount;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandboxConfig;
import dev.carafe.kubernetes.kubelet.cri.v1.PodSandboxMetadata;
import dev.carafe.kubernetes.kubelet.cri.v1.PortMapping;
import dev.carafe.kubernetes.kubelet.cri.v1.Protocol;
import dev.carafe.kubernetes.kubelet.network.HostsFile;
import dev.carafe.kubernetes.kubelet.network.PodHostname;
import dev.carafe.kubernetes.kubelet.network.Resolver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns pods and containers into what CRI is asked for. Besides the runtime's configuration it writes
 * the files that the containers mount; called by each pod's own thread.
 *
 * @param owner the mark of this kubelet's things, see {@link RuntimeLabels#OWNER}
 * @param files where pods' files lie
 * @param machineResolver what the machine's own resolv.conf says
 * @param cluster the cluster's name servers and domain
 * @param machineMemoryBytes the machine's memory
 */
public record CriConfigs(
        String owner, PodFiles files, Resolver machineResolver, Resolver.Cluster cluster, long machineMemoryBytes) {

    /** The configuration of a pod's sandbox. It must be the same for its containers later. */
    public PodSandboxConfig sandbox(Pod pod, int attempt, String cgroupParent) {
        PodHostname name = PodHostname.of(pod, cluster.domain());
        Resolver resolver = machineResolver.forPod(pod, cluster);
        PodSandboxConfig.Builder config = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName(pod.metadata().name())
                        .setNamespace(pod.metadata().namespace())
                        .setUid(pod.metadata().uid())
                        .setAttempt(attempt))
                .setLogDirectory(files.podLogs(pod).toString())
                .setDnsConfig(DNSConfig.newBuilder()
                        .addAllServers(resolver.servers())
                        .addAllSearches(resolver.searches())
                        .addAllOptions(resolver.options()))
                .putAllLabels(pod.metadata().labels())
                .putAllLabels(labels(pod))
                .putAllAnnotations(pod.metadata().annotations())
                .setLinux(LinuxPodSandboxConfig.newBuilder()
                        .setCgroupParent(cgroupParent)
                        .setSecurityContext(security().sandbox(pod))
                        .putAllSysctls(sysctls(pod)));
        if (!pod.spec().hostNetwork()) {
            config.setHostname(name.hostname());
            for (Container container : Pods.allContainers(pod)) {
                container.ports().stream()
                        .filter(port -> port.hostPort() > 0)
                        .map(CriConfigs::mapping)
                        .forEach(config::addPortMappings);
            }
        }
        return config.build();
    }

    /** Writes the hosts file that the pod's containers mount. */
    public void writeHosts(Pod pod, List<String> podIps) throws IOException {
        String text = pod.spec().hostNetwork()
                ? HostsFile.ofHost(
                        Files.readString(Path.of("/etc/hosts")), pod.spec().hostAliases())
                : HostsFile.ofPod(
                        podIps,
                        PodHostname.of(pod, cluster.domain()),
                        pod.spec().hostAliases());
        Path file = files.hosts(pod.metadata().uid());
        // Written in place: running containers have this very file mounted.
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.writeString(file, text);
        }
    }

    /**
     * The configuration of one start of a container.
     *
     * @param attempt its restart count
     * @param image what the runtime knows of its image
     * @param env its environment
     * @param volumes the pod's volumes
     */
    public ContainerConfig container(
            Pod pod, Container container, int attempt, Image image, List<EnvVar> env, MountedVolumes volumes)
            throws IOException, ContainerConfigException {
        Map<String, String> values = new HashMap<>();
        env.forEach(variable -> values.put(variable.name(), variable.value()));
        List<Mount> mounts = ContainerMounts.of(pod, container, attempt, volumes, env, files);
        Files.createDirectories(files.podLogs(pod).resolve(container.name()));
        ContainerConfig.Builder config = ContainerConfig.newBuilder()
                .setMetadata(
                        ContainerMetadata.newBuilder().setName(container.name()).setAttempt(attempt))
                .setImage(ImageSpec.newBuilder().setImage(image.getId()).setUserSpecifiedImage(container.image()))
                .addAllCommand(expand(container.command(), values))
                .addAllArgs(expand(container.args(), values))
                .setWorkingDir(container.workingDir())
                .addAllMounts(mounts)
                .putAllLabels(labels(pod))
                .putLabels(RuntimeLabels.CONTAINER_NAME, container.name())
                .putAllAnnotations(annotations(pod, container, attempt))
                .setLogPath(container.name() + "/" + attempt + ".log")
                .setStdin(container.stdin())
                .setStdinOnce(container.stdinOnce())
                .setTty(container.tty())
                .setLinux(LinuxContainerConfig.newBuilder()
                        .setResources(PodResources.of(pod, container, machineMemoryBytes))
                        .setSecurityContext(security().container(pod, container, image)));
        for (EnvVar variable : env) {
            config.addEnvs(KeyValue.newBuilder()
                    .setKey(variable.name())
                    .setValue(ByteString.copyFrom(variable.value(), StandardCharsets.UTF_8)));
        }
        return config.build();
    }

    private SecurityContexts security() {
        return new SecurityContexts(files.root().resolve("seccomp"));
    }

    private Map<String, String> labels(Pod pod) {
        return Map.of(
                RuntimeLabels.POD_NAME,
                pod.metadata().name(),
                RuntimeLabels.POD_NAMESPACE,
                pod.metadata().namespace(),
                RuntimeLabels.POD_UID,
                pod.metadata().uid(),
                RuntimeLabels.OWNER,
                owner);
    }

    private static Map<String, String> annotations(Pod pod, Container container, int attempt) {
        Map<String, String> annotations = new HashMap<>();
        annotations.put(RuntimeLabels.HASH, ContainerHash.of(container));
        annotations.put(RuntimeLabels.RESTART_COUNT, Integer.toString(attempt));
        annotations.put(RuntimeLabels.TERMINATION_MESSAGE_PATH, ContainerMounts.terminationMessagePath(container));
        annotations.put(
                RuntimeLabels.TERMINATION_MESSAGE_POLICY,
                container.terminationMessagePolicy().isEmpty() ? "File" : container.terminationMessagePolicy());
        annotations.put(
                RuntimeLabels.POD_TERMINATION_GRACE_PERIOD,
                Long.toString(
                        pod.spec().hasTerminationGracePeriodSeconds()
                                ? pod.spec().terminationGracePeriodSeconds()
                                : 30));
        if (pod.metadata().hasDeletionGracePeriodSeconds()) {
            annotations.put(
                    RuntimeLabels.POD_DELETION_GRACE_PERIOD,
                    Long.toString(pod.metadata().deletionGracePeriodSeconds()));
        }
        if (container.lifecycle().hasPreStop()) {
            annotations.put(
                    RuntimeLabels.PRE_STOP_HANDLER,
                    container.lifecycle().preStop().toString());
        }
        if (!container.ports().isEmpty()) {
            annotations.put(
                    RuntimeLabels.PORTS,
                    Json.toString(container.ports().stream()
                            .map(port -> (Object) port.struct())
                            .toList()));
        }
        return annotations;
    }

    private static List<String> expand(List<String> words, Map<String, String> values) {
        return words.stream()
                .map(word -> VariableExpansion.expand(word, values))
                .toList();
    }

    private static Map<String, String> sysctls(Pod pod) {
        Map<String, String> sysctls = new HashMap<>();
        pod.spec().securityContext().sysctls().forEach(sysctl -> sysctls.put(sysctl.name(), sysctl.value()));
        return sysctls;
    }

    private static PortMapping mapping(ContainerPort port) {
        return PortMapping.newBuilder()
                .setProtocol(
                        switch (port.protocol()) {
                            case "UDP" -> Protocol.UDP;
                            case "SCTP" -> Protocol.SCTP;
                            default -> Protocol.TCP;
                        })
                .setContainerPort(port.containerPort())
                .setHostPort(port.hostPort())
                .setHostIp(port.hostIP())
                .build();
    }
}
