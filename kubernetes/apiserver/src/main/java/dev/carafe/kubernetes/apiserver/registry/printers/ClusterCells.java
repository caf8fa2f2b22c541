package dev.carafe.kubernetes.apiserver.registry.printers;

import dev.carafe.kubernetes.api.coordination.v1.Lease;
import dev.carafe.kubernetes.api.coordination.v1beta1.LeaseCandidate;
import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.Namespace;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.api.core.v1.NodeCondition;
import dev.carafe.kubernetes.api.core.v1.ResourceQuota;
import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.api.core.v1.ServiceAccount;
import dev.carafe.kubernetes.api.scheduling.v1.PriorityClass;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rows of nodes, namespaces and what lies in them beside workloads. */
public final class ClusterCells {
    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

    private ClusterCells() {}

    /** Name, Status, Roles, Age, Version, Internal-IP, External-IP, OS-Image, Kernel-Version, Container-Runtime. */
    public static List<Object> node(Node node) {
        var info = node.status().nodeInfo();
        return List.of(
                node.name(),
                status(node),
                roles(node.metadata().labels()),
                Cell.age(node.metadata()),
                info.kubeletVersion(),
                address(node, "InternalIP"),
                address(node, "ExternalIP"),
                orUnknown(info.osImage()),
                orUnknown(info.kernelVersion())
                        + (info.architecture().isEmpty() ? "" : " (" + info.architecture() + ")"),
                orUnknown(info.containerRuntimeVersion()));
    }

    private static String status(Node node) {
        Optional<NodeCondition> ready = node.status().conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst();
        String status = ready.map(condition -> condition.status().equals("True") ? "Ready" : "NotReady")
                .orElse("Unknown");
        return node.spec().unschedulable() ? status + ",SchedulingDisabled" : status;
    }

    private static String roles(Map<String, String> labels) {
        TreeSet<String> roles = new TreeSet<>();
        labels.forEach((key, value) -> {
            if (key.startsWith(ROLE_PREFIX) && key.length() > ROLE_PREFIX.length()) {
                roles.add(key.substring(ROLE_PREFIX.length()));
            } else if (key.equals("kubernetes.io/role") && !value.isEmpty()) {
                roles.add(value);
            }
        });
        return Cell.orNone(String.join(",", roles));
    }

    private static String address(Node node, String type) {
        return node.status().addresses().stream()
                .filter(address -> address.type().equals(type))
                .map(NodeAddress::address)
                .findFirst()
                .orElse(Cell.NONE);
    }

    private static String orUnknown(String text) {
        return text.isEmpty() ? Cell.UNKNOWN : text;
    }

    /** Name, Status, Age. */
    public static List<Object> namespace(Namespace namespace) {
        return List.of(namespace.name(), namespace.status().phase(), Cell.age(namespace.metadata()));
    }

    /** Name, Data, Age. */
    public static List<Object> configMap(ConfigMap map) {
        long entries = (long) map.data().size() + map.binaryData().size();
        return List.of(map.name(), entries, Cell.age(map.metadata()));
    }

    /** Name, Type, Data, Age. */
    public static List<Object> secret(Secret secret) {
        return List.of(secret.name(), secret.type(), (long) secret.data().size(), Cell.age(secret.metadata()));
    }

    /** Name, Age. */
    public static List<Object> serviceAccount(ServiceAccount account) {
        return List.of(account.name(), Cell.age(account.metadata()));
    }

    /** Name, Holder, Age. */
    public static List<Object> lease(Lease lease) {
        return List.of(lease.name(), lease.spec().holderIdentity(), Cell.age(lease.metadata()));
    }

    /** Name, LeaseName, BinaryVersion, EmulationVersion, Age. */
    public static List<Object> leaseCandidate(LeaseCandidate candidate) {
        var spec = candidate.spec();
        return List.of(
                candidate.name(),
                spec.leaseName(),
                spec.binaryVersion(),
                spec.emulationVersion(),
                Cell.age(candidate.metadata()));
    }

    /** Name, Value, Global-Default, Age, PreemptionPolicy. */
    public static List<Object> priorityClass(PriorityClass priority) {
        return List.of(
                priority.name(),
                (long) priority.value(),
                priority.globalDefault(),
                Cell.age(priority.metadata()),
                priority.preemptionPolicy());
    }

    /** Name, Request, Limit, Age. */
    public static List<Object> resourceQuota(ResourceQuota quota) {
        StringJoiner requests = new StringJoiner(", ");
        StringJoiner limits = new StringJoiner(", ");
        new TreeMap<>(quota.status().hard()).forEach((resource, hard) -> {
            Quantity used = quota.status().used().getOrDefault(resource, Quantity.ZERO);
            (resource.contains("limits") ? limits : requests).add(resource + ": " + used + "/" + hard);
        });
        return List.of(quota.name(), requests.toString(), limits.toString(), Cell.age(quota.metadata()));
    }
}
