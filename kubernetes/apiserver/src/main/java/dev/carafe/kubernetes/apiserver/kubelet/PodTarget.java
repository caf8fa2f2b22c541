package dev.carafe.kubernetes.apiserver.kubelet;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.EphemeralContainer;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.rest.ConnectRequest;
import java.util.ArrayList;
import java.util.List;

/** Which pod, container and kubelet a request is about (pkg/registry/core/pod/strategy.go). */
final class PodTarget {
    private PodTarget() {}

    static Pod pod(ObjectReader reader, ConnectRequest request) {
        return reader.getLatest("", "pods", request.namespace(), request.name())
                .map(Pod::new)
                .orElseThrow(() -> StatusError.notFound(new GroupResource("", "pods"), request.name()));
    }

    static KubeletAddress kubelet(ObjectReader reader, String node) {
        return reader.get("", "nodes", "", node)
                .map(Node::new)
                .map(KubeletAddress::of)
                .orElseThrow(() -> StatusError.notFound(new GroupResource("", "nodes"), node));
    }

    /** The container asked for, or the only one there is. */
    static String container(Pod pod, String asked) {
        List<String> containers =
                pod.spec().containers().stream().map(Container::name).toList();
        List<String> inits =
                pod.spec().initContainers().stream().map(Container::name).toList();
        List<String> ephemeral = pod.spec().ephemeralContainers().stream()
                .map(EphemeralContainer::name)
                .toList();
        if (!asked.isEmpty()) {
            if (containers.contains(asked) || inits.contains(asked) || ephemeral.contains(asked)) {
                return asked;
            }
            throw StatusError.badRequest("container " + asked + " is not valid for pod " + pod.name());
        }
        if (containers.size() == 1) {
            return containers.getFirst();
        }
        List<String> choices = new ArrayList<>();
        choices.add("choose one of: [" + String.join(" ", containers) + "]");
        if (!inits.isEmpty()) {
            choices.add("or one of the init containers: [" + String.join(" ", inits) + "]");
        }
        throw StatusError.badRequest(
                "a container name must be specified for pod " + pod.name() + ", " + String.join(" ", choices));
    }
}
