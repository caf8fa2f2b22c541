package dev.carafe.kubernetes.kubelet.downward;

import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.List;
import java.util.Map;

/**
 * What pods may learn of the node they run on.
 *
 * @param hostIps the node's addresses, the primary first
 * @param allocatable what a container without limits is bounded by, by resource name
 */
public record NodeFacts(String nodeName, List<String> hostIps, Map<String, Quantity> allocatable) {}
