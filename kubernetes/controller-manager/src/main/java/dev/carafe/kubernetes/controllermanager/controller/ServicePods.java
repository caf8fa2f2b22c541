package dev.carafe.kubernetes.controllermanager.controller;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerPort;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodIP;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
import dev.carafe.kubernetes.apimachinery.labels.LabelSelector;
import dev.carafe.kubernetes.client.informer.Informer;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Which pods stand behind a service, and under which addresses and ports; no I/O. */
public final class ServicePods {
    public static final String ZONE_LABEL = "topology.kubernetes.io/zone";

    private ServicePods() {}

    /** Whether a service's endpoints are made of pods at all. */
    public static boolean hasPods(Service service) {
        return !service.spec().type().equals("ExternalName")
                && !service.spec().selector().isEmpty();
    }

    public static boolean isHeadless(Service service) {
        return service.spec().clusterIP().equals("None")
                || service.spec().clusterIP().isEmpty();
    }

    /** The pods that a service selects. */
    public static List<Pod> selected(Service service, Lister<Pod> pods) {
        LabelSelector selector = LabelSelector.ofSet(service.spec().selector());
        return pods.list(service.namespace()).stream()
                .filter(pod -> selector.matches(pod.metadata().labels()))
                .toList();
    }

    /** Whether a pod has an address and has not ended. */
    public static boolean isEndpoint(Pod pod, boolean includeTerminating) {
        return !Pods.isTerminal(pod) && !addresses(pod).isEmpty() && (includeTerminating || !Pods.isTerminating(pod));
    }

    /** All addresses of a pod. */
    public static List<String> addresses(Pod pod) {
        List<String> addresses = new ArrayList<>();
        for (PodIP ip : pod.status().podIPs()) {
            addresses.add(ip.ip());
        }
        if (addresses.isEmpty() && !pod.status().podIP().isEmpty()) {
            addresses.add(pod.status().podIP());
        }
        return addresses;
    }

    /** The first address of a family. */
    public static Optional<String> address(Pod pod, boolean ipv6) {
        return addresses(pod).stream()
                .filter(address -> (address.indexOf(':') >= 0) == ipv6)
                .findFirst();
    }

    /** The IP families of a service: as it says, or else that of its address. */
    public static List<String> families(Service service) {
        if (!service.spec().ipFamilies().isEmpty()) {
            return service.spec().ipFamilies();
        }
        return List.of(service.spec().clusterIP().indexOf(':') >= 0 ? "IPv6" : "IPv4");
    }

    /** The pod's port that a service's port leads to; empty when the pod has no port of the name. */
    public static Optional<Integer> port(Pod pod, ServicePort port) {
        String protocol = port.protocol().isEmpty() ? "TCP" : port.protocol();
        if (!port.hasTargetPort()) {
            return Optional.of(port.port());
        }
        return switch (port.targetPort()) {
            case IntOrString.Int(int number) -> Optional.of(number == 0 ? port.port() : number);
            case IntOrString.Str(String name) -> named(pod, name, protocol);
        };
    }

    private static Optional<Integer> named(Pod pod, String name, String protocol) {
        List<Container> containers = new ArrayList<>(pod.spec().containers());
        pod.spec().initContainers().stream()
                .filter(container -> container.restartPolicy().equals("Always"))
                .forEach(containers::add);
        for (Container container : containers) {
            for (ContainerPort port : container.ports()) {
                String used = port.protocol().isEmpty() ? "TCP" : port.protocol();
                if (port.name().equals(name) && used.equals(protocol)) {
                    return Optional.of(port.containerPort());
                }
            }
        }
        return Optional.empty();
    }

    /** The host name under which a headless service publishes a pod; empty for none. */
    public static String hostname(Pod pod, Service service) {
        return pod.spec().subdomain().equals(service.name()) ? pod.spec().hostname() : "";
    }

    public static String zone(Lister<Node> nodes, Pod pod) {
        return nodes.find("", pod.spec().nodeName())
                .map(node -> node.metadata().labels().getOrDefault(ZONE_LABEL, ""))
                .orElse("");
    }

    /** Has a callback be told of each service whose pods changed in what endpoints show of them. */
    public static void watch(Informer<Pod> pods, Lister<Service> services, Consumer<ObjectKey> changed) {
        pods.addHandler(new ResourceHandler<>() {
            @Override
            public void onAdd(Pod pod, boolean initial) {
                servicesOf(pod, services).forEach(changed);
            }

            @Override
            public void onUpdate(Pod before, Pod after) {
                boolean relabeled =
                        !before.metadata().labels().equals(after.metadata().labels());
                if (relabeled || shows(before, after)) {
                    Set<ObjectKey> keys = servicesOf(after, services);
                    keys.addAll(servicesOf(before, services));
                    keys.forEach(changed);
                }
            }

            @Override
            public void onDelete(Pod last, boolean finalStateUnknown) {
                servicesOf(last, services).forEach(changed);
            }
        });
    }

    private static boolean shows(Pod before, Pod after) {
        return Pods.isReady(before) != Pods.isReady(after)
                || Pods.isTerminating(before) != Pods.isTerminating(after)
                || Pods.isTerminal(before) != Pods.isTerminal(after)
                || !addresses(before).equals(addresses(after))
                || !Objects.equals(before.spec().nodeName(), after.spec().nodeName())
                || !before.spec().hostname().equals(after.spec().hostname())
                || !before.spec().subdomain().equals(after.spec().subdomain());
    }

    private static Set<ObjectKey> servicesOf(Pod pod, Lister<Service> services) {
        Set<ObjectKey> keys = new HashSet<>();
        for (Service service : services.list(pod.namespace())) {
            if (hasPods(service)
                    && LabelSelector.ofSet(service.spec().selector())
                            .matches(pod.metadata().labels())) {
                keys.add(ObjectKey.of(service));
            }
        }
        return keys;
    }
}
