package dev.carafe.kubernetes.kubelet.lifecycle;

import dev.carafe.kubernetes.api.core.v1.ContainerPort;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.kubelet.runtime.Pods;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether a pod fits a node beside the pods that are there. Pure. The checks, their order and their words are
 * upstream's ({@code pkg/kubelet/lifecycle/predicate.go}): resources, node affinity, node name, ports, taints; the
 * first that fails is told.
 */
final class NodeFit {
    private static final String PODS = "pods";
    /** These come before all others, in this order. */
    private static final List<String> FIRST = List.of("cpu", "memory", "ephemeral-storage");

    private NodeFit() {}

    /** Why it does not fit; empty when it does. */
    static Optional<Admission.Rejected> problem(Pod pod, Node node, Collection<Pod> others) {
        return system(pod)
                .or(() -> resources(pod, node, others))
                .or(() -> predicate(
                        NodeSelection.matches(pod, node),
                        "NodeAffinity",
                        "node(s) didn't match Pod's node affinity/selector"))
                .or(() -> predicate(
                        pod.spec().nodeName().isEmpty()
                                || pod.spec().nodeName().equals(node.metadata().name()),
                        "NodeName",
                        "node(s) didn't match the requested node name"))
                .or(() -> predicate(
                        portsAreFree(pod, others),
                        "NodePorts",
                        "node(s) didn't have free ports for the requested pod ports"))
                .or(() -> predicate(
                        Pods.isStatic(pod) || toleratesAll(pod, node),
                        "TaintToleration",
                        "node(s) had taints that the pod didn't tolerate"));
    }

    private static Optional<Admission.Rejected> system(Pod pod) {
        return pod.spec().hasOs() && !pod.spec().os().name().equals("linux")
                ? Optional.of(new Admission.Rejected(
                        "PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS"))
                : Optional.empty();
    }

    private static Optional<Admission.Rejected> predicate(boolean holds, String name, String why) {
        return holds
                ? Optional.empty()
                : Optional.of(new Admission.Rejected(name, "Predicate " + name + " failed: " + why));
    }

    private static Optional<Admission.Rejected> resources(Pod pod, Node node, Collection<Pod> others) {
        Map<String, Quantity> allocatable = node.status().allocatable();
        long podsMax = allocatable.getOrDefault(PODS, Quantity.ZERO).value();
        if (others.size() + 1 > podsMax) {
            return Optional.of(outOf(PODS, 1, others.size(), podsMax));
        }
        Map<String, Long> wanted = PodRequests.of(pod);
        Map<String, Long> used = new HashMap<>();
        others.forEach(
                other -> PodRequests.of(other).forEach((resource, amount) -> used.merge(resource, amount, Long::sum)));
        for (String resource : ordered(wanted.keySet())) {
            long requested = wanted.getOrDefault(resource, 0L);
            // A resource that only the cluster has, such as one that an extender hands out, is not this machine's to
            // count.
            if (requested == 0 || (isExtended(resource) && !allocatable.containsKey(resource))) {
                continue;
            }
            long capacity = PodRequests.amount(resource, allocatable.getOrDefault(resource, Quantity.ZERO));
            long taken = used.getOrDefault(resource, 0L);
            if (requested > capacity - taken) {
                return Optional.of(outOf(resource, requested, taken, capacity));
            }
        }
        return Optional.empty();
    }

    private static Set<String> ordered(Set<String> resources) {
        Set<String> ordered = new LinkedHashSet<>(FIRST);
        ordered.addAll(resources);
        return ordered;
    }

    /** One with a domain in its name that is not Kubernetes' own. */
    private static boolean isExtended(String resource) {
        return resource.contains("/") && !resource.contains("kubernetes.io/");
    }

    private static Admission.Rejected outOf(String resource, long requested, long used, long capacity) {
        return new Admission.Rejected(
                "OutOf" + resource,
                "Node didn't have enough resource: " + resource + ", requested: " + requested + ", used: " + used
                        + ", capacity: " + capacity);
    }

    private record HostPort(String ip, String protocol, int port) {
        boolean clashesWith(HostPort other) {
            return port == other.port
                    && protocol.equals(other.protocol)
                    && (ip.equals(other.ip) || isAny() || other.isAny());
        }

        private boolean isAny() {
            return ip.equals("0.0.0.0");
        }
    }

    private static boolean portsAreFree(Pod pod, Collection<Pod> others) {
        List<HostPort> wanted = hostPorts(pod);
        return wanted.isEmpty()
                || others.stream()
                        .flatMap(other -> hostPorts(other).stream())
                        .noneMatch(taken -> wanted.stream().anyMatch(taken::clashesWith));
    }

    private static List<HostPort> hostPorts(Pod pod) {
        List<HostPort> ports = new ArrayList<>();
        Stream.concat(
                        pod.spec().initContainers().stream()
                                .filter(init -> init.restartPolicy().equals("Always")),
                        pod.spec().containers().stream())
                .flatMap(container -> container.ports().stream())
                .filter(port -> port.hostPort() > 0)
                .map(NodeFit::hostPort)
                .forEach(ports::add);
        return ports;
    }

    private static HostPort hostPort(ContainerPort port) {
        return new HostPort(
                port.hostIP().isEmpty() ? "0.0.0.0" : port.hostIP(),
                port.protocol().isEmpty() ? "TCP" : port.protocol(),
                port.hostPort());
    }

    /** Only taints that would end the pod at once concern the kubelet. */
    private static boolean toleratesAll(Pod pod, Node node) {
        return node.spec().taints().stream()
                .filter(taint -> taint.effect().equals("NoExecute"))
                .allMatch(taint ->
                        pod.spec().tolerations().stream().anyMatch(toleration -> tolerates(toleration, taint)));
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        if (!toleration.effect().isEmpty() && !toleration.effect().equals(taint.effect())) {
            return false;
        }
        if (!toleration.key().isEmpty() && !toleration.key().equals(taint.key())) {
            return false;
        }
        return switch (toleration.operator()) {
            case "Exists" -> true;
            case "", "Equal" -> toleration.value().equals(taint.value());
            default -> false;
        };
    }
}
