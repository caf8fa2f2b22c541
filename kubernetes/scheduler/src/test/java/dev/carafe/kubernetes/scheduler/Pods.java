package dev.carafe.kubernetes.scheduler;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.ResourceRequirements;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.scheduler.framework.NodeInfo;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import java.util.List;
import java.util.Map;

/** Pods and nodes for tests. */
public final class Pods {
    private Pods() {}

    /** A pod of one container that asks for so many thousandths of a CPU and so many MiB. */
    public static Pod pod(String name, long cpuMillis, long memoryMib) {
        Pod pod = new Pod();
        return pod.withMetadata(
                        new ObjectMeta().withName(name).withNamespace("default").withUid("uid-" + name))
                .withSpec(pod.spec()
                        .withSchedulerName("default-scheduler")
                        .withContainers(List.of(new Container()
                                .withName("main")
                                .withImage("app:1")
                                .withResources(new ResourceRequirements()
                                        .withRequests(Map.of(
                                                "cpu", Quantity.ofMillis(cpuMillis),
                                                "memory", Quantity.ofBytes(memoryMib << 20)))))));
    }

    public static PodInfo info(String name, long cpuMillis, long memoryMib) {
        return new PodInfo(pod(name, cpuMillis, memoryMib));
    }

    /** A node of so many CPUs and MiB for ten pods. */
    public static Node node(String name, long cpus, long memoryMib) {
        Node node = new Node();
        return node.withMetadata(new ObjectMeta()
                        .withName(name)
                        .withUid("uid-" + name)
                        .withLabels(Map.of("kubernetes.io/hostname", name)))
                .withStatus(node.status()
                        .withAllocatable(Map.of(
                                "cpu", Quantity.of(cpus),
                                "memory", Quantity.ofBytes(memoryMib << 20),
                                "pods", Quantity.of(10))));
    }

    public static NodeInfo nodeInfo(String name, long cpus, long memoryMib) {
        NodeInfo info = new NodeInfo(name);
        info.setNode(node(name, cpus, memoryMib));
        return info;
    }
}
