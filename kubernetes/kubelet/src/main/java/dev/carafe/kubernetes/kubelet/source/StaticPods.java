package dev.carafe.kubernetes.kubelet.source;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.apimachinery.serializer.MalformedYamlException;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.kubelet.runtime.Pods;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes pods from manifests, which no API server has defaulted or named. Pure; upstream's
 * {@code pkg/kubelet/config/common.go}: the name gets the node's as a suffix, and the uid is a hash of
 * the manifest and the place it came from, so that a changed manifest is another pod.
 *
 * @param source {@code file} or {@code http}
 * @param nodeName this machine's node
 */
record StaticPods(String source, String nodeName) {
    /** A manifest that is not a pod. */
    static final class BadManifestException extends Exception {
        private static final long serialVersionUID = 1L;

        BadManifestException(String message) {
            super(message);
        }
    }

    /** The pods of a manifest in YAML or JSON: one, or a list of them. {@code place} is its file or address. */
    List<Pod> parse(byte[] manifest, String place) throws BadManifestException {
        Object tree;
        try {
            tree = Yaml.decode(manifest);
        } catch (MalformedYamlException e) {
            throw new BadManifestException(place + ": couldn't parse as pod(" + e.getMessage() + ")");
        }
        if (!(tree instanceof Struct object)) {
            throw new BadManifestException(place + ": couldn't parse as pod(no object)");
        }
        List<Pod> pods = new ArrayList<>();
        if ("PodList".equals(object.string("kind")) || "List".equals(object.string("kind"))) {
            if (object.get("items") instanceof List<?> items) {
                for (Object item : items) {
                    pods.add(pod(item, place));
                }
            }
        } else {
            pods.add(pod(object, place));
        }
        return pods;
    }

    private Pod pod(Object tree, String place) throws BadManifestException {
        if (!(tree instanceof Struct object)
                || !(object.string("kind") == null || "Pod".equals(object.string("kind")))) {
            throw new BadManifestException(place + ": invalid pod: no object of kind Pod");
        }
        Pod pod = new Pod(object).withApiVersion("v1").withKind("Pod");
        if (pod.metadata().name().isEmpty() || pod.spec().containers().isEmpty()) {
            throw new BadManifestException(place + ": invalid pod: name and containers are required");
        }
        String uid = hash(pod, place);
        Map<String, String> annotations = new HashMap<>(pod.metadata().annotations());
        annotations.put(Pods.CONFIG_HASH, uid);
        annotations.put(Pods.CONFIG_SOURCE, source);
        String namespace = pod.metadata().namespace().isEmpty()
                ? "default"
                : pod.metadata().namespace();
        return pod.withMetadata(pod.metadata()
                        .withName(pod.metadata().name() + "-" + nodeName.toLowerCase(Locale.ROOT))
                        .withNamespace(namespace)
                        .withUid(uid)
                        .withAnnotations(annotations))
                .withSpec(defaulted(pod.spec()))
                .withStatus(new PodStatus(Struct.of("phase", "Pending")));
    }

    private PodSpec defaulted(PodSpec spec) {
        List<Toleration> tolerations = new ArrayList<>(spec.tolerations());
        tolerations.add(new Toleration(Struct.of("operator", "Exists", "effect", "NoExecute")));
        PodSpec result = spec.withNodeName(nodeName)
                .withContainers(spec.containers().stream()
                        .map(StaticPods::defaulted)
                        .map(container -> spec.hostNetwork() ? onHost(container) : container)
                        .toList())
                .withTolerations(tolerations);
        if (!spec.initContainers().isEmpty()) {
            result = result.withInitContainers(
                    spec.initContainers().stream().map(StaticPods::defaulted).toList());
        }
        if (!spec.hasRestartPolicy()) {
            result = result.withRestartPolicy("Always");
        }
        if (!spec.hasDnsPolicy()) {
            result = result.withDnsPolicy("ClusterFirst");
        }
        if (!spec.hasTerminationGracePeriodSeconds()) {
            result = result.withTerminationGracePeriodSeconds(30);
        }
        if (!spec.hasEnableServiceLinks()) {
            result = result.withEnableServiceLinks(true);
        }
        if (!spec.hasSchedulerName()) {
            result = result.withSchedulerName("default-scheduler");
        }
        return result;
    }

    private static Container defaulted(Container container) {
        Container result = container;
        if (!container.hasTerminationMessagePath()) {
            result = result.withTerminationMessagePath("/dev/termination-log");
        }
        if (!container.hasTerminationMessagePolicy()) {
            result = result.withTerminationMessagePolicy("File");
        }
        if (!container.hasImagePullPolicy()) {
            boolean latest = container.image().endsWith(":latest")
                    || !container
                            .image()
                            .substring(container.image().lastIndexOf('/') + 1)
                            .matches(".*[:@].*");
            result = result.withImagePullPolicy(latest ? "Always" : "IfNotPresent");
        }
        return result.withPorts(container.ports().stream()
                .map(port -> port.hasProtocol() ? port : port.withProtocol("TCP"))
                .toList());
    }

    /** On the machine's own network a container's ports are the machine's. */
    private static Container onHost(Container container) {
        return container.withPorts(container.ports().stream()
                .map(port -> port.hostPort() > 0 ? port : port.withHostPort(port.containerPort()))
                .toList());
    }

    private String hash(Pod pod, String place) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5"); // a name, not a proof: upstream's uids are MD5
            digest.update(Json.encode(pod.struct()));
            digest.update(("host:" + nodeName + " " + source + ":" + place).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
