package dev.carafe.kubernetes.kubelet.downward;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.ResourceFieldSelector;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads the resources of a container that {@code resourceFieldRef} may name (upstream
 * {@code k8s.io/kubectl/pkg/util/resource}, {@code kubelet_resources.go}). A limit that is not set reads
 * as what the node can give.
 */
public final class ContainerResources {
    private static final List<String> DEFAULTED = List.of("cpu", "memory", "ephemeral-storage");

    private ContainerResources() {}

    /**
     * The amount in units of the selector's divisor, rounded up.
     *
     * @param own the container whose environment is made, for selectors that name none
     * @throws DownwardException when there is no such container or resource
     */
    public static String value(Pod pod, Container own, ResourceFieldSelector selector, NodeFacts node)
            throws DownwardException {
        return value(selector.containerName().isEmpty() ? own : named(pod, selector.containerName()), selector, node);
    }

    /** The same for a file, where the selector always names its container. */
    public static String value(Pod pod, ResourceFieldSelector selector, NodeFacts node) throws DownwardException {
        return value(named(pod, selector.containerName()), selector, node);
    }

    private static Container named(Pod pod, String name) throws DownwardException {
        return Stream.concat(pod.spec().containers().stream(), pod.spec().initContainers().stream())
                .filter(container -> container.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new DownwardException("container " + name + " not found"));
    }

    private static String value(Container container, ResourceFieldSelector selector, NodeFacts node)
            throws DownwardException {
        String path = selector.resource();
        int dot = path.indexOf('.');
        String resource = path.substring(dot + 1);
        if (dot < 0 || !(DEFAULTED.contains(resource) || resource.startsWith("hugepages-"))) {
            throw unsupported(path);
        }
        Quantity amount = switch (path.substring(0, dot)) {
            case "limits" -> limit(container, resource, node);
            case "requests" -> get(container.resources().requests(), resource);
            default -> throw unsupported(path);
        };
        return divided(amount, selector.divisor(), resource.equals("cpu"));
    }

    private static Quantity limit(Container container, String resource, NodeFacts node) {
        Map<String, Quantity> limits = container.resources().limits();
        return get(limits.containsKey(resource) ? limits : node.allocatable(), resource);
    }

    private static Quantity get(Map<String, Quantity> quantities, String resource) {
        return quantities.getOrDefault(resource, Quantity.ZERO);
    }

    private static String divided(Quantity amount, Quantity divisor, boolean inThousandths) {
        Quantity by = divisor.isZero() ? Quantity.of(1) : divisor;
        BigDecimal over = BigDecimal.valueOf(inThousandths ? amount.milliValue() : amount.value());
        BigDecimal under = BigDecimal.valueOf(inThousandths ? by.milliValue() : by.value());
        return over.divide(under, 0, RoundingMode.CEILING).toPlainString();
    }

    private static DownwardException unsupported(String resource) {
        return new DownwardException("unsupported container resource : " + resource);
    }
}
