package dev.carafe.kubernetes.kubelet.node;

import dev.carafe.kubernetes.api.core.v1.ContainerImage;
import dev.carafe.kubernetes.api.core.v1.DaemonEndpoint;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.api.core.v1.NodeCondition;
import dev.carafe.kubernetes.api.core.v1.NodeDaemonEndpoints;
import dev.carafe.kubernetes.api.core.v1.NodeSpec;
import dev.carafe.kubernetes.api.core.v1.NodeStatus;
import dev.carafe.kubernetes.api.core.v1.NodeSwapStatus;
import dev.carafe.kubernetes.api.core.v1.NodeSystemInfo;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.kubelet.cri.v1.Image;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes this machine's Node. Pure; names, reasons and messages are upstream's
 * ({@code pkg/kubelet/nodestatus/setters.go}).
 */
final class NodeObject {
    private static final Taint UNINITIALIZED = new Taint()
            .withKey("node.cloudprovider.kubernetes.io/uninitialized")
            .withValue("true")
            .withEffect("NoSchedule");

    private static final String PROVIDED_NODE_IP = "alpha.kubernetes.io/provided-node-ip";
    private static final int IMAGES_MAX = 50;
    private static final int IMAGE_NAMES_MAX = 5;
    /** What is kept from pods so that the machine lives on, as upstream's eviction thresholds. */
    private static final long MEMORY_KEPT_BYTES = 100L << 20;

    private static final int DISK_KEPT_PERCENT = 10;

    private final Machine machine;
    private final NodeConfig config;

    NodeObject(Machine machine, NodeConfig config) {
        this.machine = machine;
        this.config = config;
    }

    /** The Node to register. */
    Node initial(NodeHealth health, List<String> ips, Instant now) {
        Node node = new Node()
                .withMetadata(new ObjectMeta(Struct.EMPTY)
                        .withName(config.name())
                        .withLabels(labels(Map.of()))
                        .withAnnotations(
                                annotations(Map.of("volumes.kubernetes.io/controller-managed-attach-detach", "true"))));
        List<Taint> taints = new ArrayList<>(config.taints());
        if (config.externalCloud()) {
            taints.add(UNINITIALIZED);
        }
        if (!taints.isEmpty()) {
            node = node.withSpec(new NodeSpec(Struct.EMPTY).withTaints(taints));
        }
        return node.withStatus(status(new NodeStatus(Struct.EMPTY), health, ips, now));
    }

    /** The annotations that a Node of this machine must have, over those it has: a cloud is told the addresses to use. */
    Map<String, String> annotations(Map<String, String> present) {
        Map<String, String> annotations = new LinkedHashMap<>(present);
        if (config.externalCloud() && !config.ips().isEmpty()) {
            annotations.put(PROVIDED_NODE_IP, String.join(",", config.ips()));
        } else {
            annotations.remove(PROVIDED_NODE_IP);
        }
        return annotations;
    }

    /** The labels that a Node of this machine must have, over those it has. */
    Map<String, String> labels(Map<String, String> present) {
        Map<String, String> labels = new LinkedHashMap<>(present);
        labels.put("beta.kubernetes.io/arch", machine.architecture());
        labels.put("beta.kubernetes.io/os", "linux");
        labels.put("kubernetes.io/arch", machine.architecture());
        labels.put("kubernetes.io/hostname", config.name());
        labels.put("kubernetes.io/os", "linux");
        config.labels().forEach(labels::putIfAbsent);
        return labels;
    }

    /** The status over what the server has: all times of change are kept where nothing changed. */
    NodeStatus status(NodeStatus old, NodeHealth health, List<String> ips, Instant now) {
        Map<String, Quantity> capacity = capacity();
        NodeStatus status = old.withAddresses(addresses(old, ips))
                .withAllocatable(allocatable(capacity))
                .withCapacity(capacity)
                .withConditions(conditions(old, health, now))
                .withDaemonEndpoints(new NodeDaemonEndpoints(Struct.EMPTY)
                        .withKubeletEndpoint(new DaemonEndpoint(Struct.of("Port", (long) config.port()))))
                .withImages(images(health.images()));
        NodeSystemInfo system = new NodeSystemInfo(Struct.EMPTY)
                .withArchitecture(machine.architecture())
                .withBootID(machine.bootId())
                .withContainerRuntimeVersion(health.runtimeVersion())
                .withKernelVersion(machine.kernelVersion())
                .withKubeProxyVersion("")
                .withKubeletVersion(config.kubeletVersion())
                .withMachineID(machine.machineId())
                .withOperatingSystem("linux")
                .withOsImage(machine.osImage())
                .withSystemUUID(machine.systemUuid());
        return status.withNodeInfo(
                machine.swapBytes() == 0 // no swap is not said: API servers take no capacity of 0
                        ? system
                        : system.withSwap(new NodeSwapStatus(Struct.of("capacity", machine.swapBytes()))));
    }

    /** With a cloud, its addresses stay; until it has said any, only those that this machine was told to use. */
    private List<NodeAddress> addresses(NodeStatus old, List<String> ips) {
        if (config.externalCloud() && !old.addresses().isEmpty()) {
            return old.addresses();
        }
        List<NodeAddress> addresses = new ArrayList<>();
        List<String> known = config.externalCloud() ? config.ips() : ips;
        known.forEach(ip -> addresses.add(new NodeAddress(Struct.of("type", "InternalIP", "address", ip))));
        addresses.add(new NodeAddress(Struct.of("type", "Hostname", "address", config.name())));
        return addresses;
    }

    private Map<String, Quantity> capacity() {
        Map<String, Quantity> capacity = new LinkedHashMap<>();
        capacity.put("cpu", Quantity.of(machine.cpus()));
        capacity.put(
                "ephemeral-storage",
                Quantity.parse(machine.diskBytes() / 1_024 + "Ki").orElseThrow());
        capacity.put("hugepages-1Gi", Quantity.of(0));
        capacity.put("hugepages-2Mi", Quantity.of(0));
        capacity.put(
                "memory", Quantity.parse(machine.memoryBytes() / 1_024 + "Ki").orElseThrow());
        capacity.put("pods", Quantity.of(config.maxPods()));
        return capacity;
    }

    Map<String, Quantity> allocatable(Map<String, Quantity> capacity) {
        Map<String, Quantity> allocatable = new LinkedHashMap<>(capacity);
        allocatable.put("ephemeral-storage", Quantity.of(machine.diskBytes() / 100 * (100 - DISK_KEPT_PERCENT)));
        long memory = Math.max(0, machine.memoryBytes() - MEMORY_KEPT_BYTES);
        allocatable.put("memory", Quantity.parse(memory / 1_024 + "Ki").orElseThrow());
        return allocatable;
    }

    /** What pods may use here. */
    Map<String, Quantity> allocatable() {
        return allocatable(capacity());
    }

    private List<NodeCondition> conditions(NodeStatus old, NodeHealth health, Instant now) {
        List<NodeCondition> conditions = new ArrayList<>();
        conditions.add(pressure(
                old,
                "MemoryPressure",
                health.memoryPressure(),
                now,
                "KubeletHasInsufficientMemory",
                "kubelet has insufficient memory available",
                "KubeletHasSufficientMemory",
                "kubelet has sufficient memory available"));
        conditions.add(pressure(
                old,
                "DiskPressure",
                health.diskPressure(),
                now,
                "KubeletHasDiskPressure",
                "kubelet has disk pressure",
                "KubeletHasNoDiskPressure",
                "kubelet has no disk pressure"));
        conditions.add(pressure(
                old,
                "PIDPressure",
                health.pidPressure(),
                now,
                "KubeletHasInsufficientPID",
                "kubelet has insufficient PID available",
                "KubeletHasSufficientPID",
                "kubelet has sufficient PID available"));
        conditions.add(
                health.problem().isEmpty()
                        ? condition(old, "Ready", "True", "KubeletReady", "kubelet is posting ready status", now)
                        : condition(old, "Ready", "False", "KubeletNotReady", health.problem(), now));
        List<String> ours = conditions.stream().map(NodeCondition::type).toList();
        old.conditions().stream()
                .filter(condition -> !ours.contains(condition.type()))
                .forEach(conditions::add);
        return conditions;
    }

    private static NodeCondition pressure(
            NodeStatus old,
            String type,
            boolean pressed,
            Instant now,
            String badReason,
            String badMessage,
            String goodReason,
            String goodMessage) {
        return pressed
                ? condition(old, type, "True", badReason, badMessage, now)
                : condition(old, type, "False", goodReason, goodMessage, now);
    }

    private static NodeCondition condition(
            NodeStatus old, String type, String status, String reason, String message, Instant now) {
        Instant since = old.conditions().stream()
                .filter(condition ->
                        condition.type().equals(type) && condition.status().equals(status))
                .findFirst()
                .flatMap(NodeCondition::lastTransitionTime)
                .orElse(now);
        return new NodeCondition(Struct.EMPTY)
                .withLastHeartbeatTime(now)
                .withLastTransitionTime(since)
                .withMessage(message)
                .withReason(reason)
                .withStatus(status)
                .withType(type);
    }

    private static List<ContainerImage> images(List<Image> images) {
        return images.stream()
                .sorted(Comparator.comparingLong(Image::getSize).reversed())
                .limit(IMAGES_MAX)
                .map(image -> new ContainerImage(Struct.EMPTY)
                        .withNames(Stream.concat(image.getRepoDigestsList().stream(), image.getRepoTagsList().stream())
                                .limit(IMAGE_NAMES_MAX)
                                .toList())
                        .withSizeBytes(image.getSize()))
                .toList();
    }

    /** Whether two statuses say the same, but for when it was looked. */
    static boolean same(NodeStatus one, NodeStatus other) {
        return timeless(one).equals(timeless(other));
    }

    private static NodeStatus timeless(NodeStatus status) {
        return status.withConditions(status.conditions().stream()
                .map(NodeCondition::withoutLastHeartbeatTime)
                .toList());
    }
}
