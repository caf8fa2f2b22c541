package dev.carafe.kubernetes.kubelet.env;

import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.ConfigMapKeySelector;
import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.EnvFromSource;
import dev.carafe.kubernetes.api.core.v1.EnvVar;
import dev.carafe.kubernetes.api.core.v1.EnvVarSource;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.api.core.v1.SecretKeySelector;
import dev.carafe.kubernetes.kubelet.downward.ContainerResources;
import dev.carafe.kubernetes.kubelet.downward.DownwardException;
import dev.carafe.kubernetes.kubelet.downward.NodeFacts;
import dev.carafe.kubernetes.kubelet.downward.PodFields;
import dev.carafe.kubernetes.kubelet.runtime.ContainerConfigException;
import dev.carafe.kubernetes.kubelet.runtime.VariableExpansion;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One container's environment in the making; used once, by one thread. */
final class Variables {
    private final Pod pod;
    private final Container container;
    private final List<String> podIps;
    private final NodeFacts node;
    private final EnvironmentResolver.Reader reader;
    private final Map<String, String> links;
    private final Map<String, String> own = new LinkedHashMap<>();

    /** What {@code $(NAME)} may refer to: the links and, over them, what is declared so far. */
    private final Map<String, String> visible;

    Variables(
            Pod pod,
            Container container,
            List<String> podIps,
            NodeFacts node,
            EnvironmentResolver.Reader reader,
            Map<String, String> links) {
        this.pod = pod;
        this.container = container;
        this.podIps = podIps;
        this.node = node;
        this.reader = reader;
        this.links = links;
        this.visible = new HashMap<>(links);
    }

    /** The links that nothing replaces, then the container's own variables in the order of their declaration. */
    Map<String, String> resolve() throws ContainerConfigException {
        for (EnvFromSource source : container.envFrom()) {
            addAll(source);
        }
        for (EnvVar variable : container.env()) {
            Optional<String> value;
            if (!variable.value().isEmpty() || !variable.hasValueFrom()) {
                value = Optional.of(VariableExpansion.expand(variable.value(), visible));
            } else {
                value = valueFrom(variable.valueFrom());
            }
            value.ifPresent(text -> put(variable.name(), text));
        }
        Map<String, String> all = new LinkedHashMap<>(links);
        own.forEach((name, value) -> {
            all.remove(name);
            all.put(name, value);
        });
        return all;
    }

    private void put(String name, String value) {
        own.put(name, value);
        visible.put(name, value);
    }

    private void addAll(EnvFromSource source) throws ContainerConfigException {
        if (source.hasConfigMapRef()) {
            reader.configMap(source.configMapRef().name(), source.configMapRef().optional())
                    .ifPresent(map -> map.data().forEach((key, value) -> put(source.prefix() + key, value)));
        } else if (source.hasSecretRef()) {
            reader.secret(source.secretRef().name(), source.secretRef().optional())
                    .ifPresent(secret ->
                            secret.data().forEach((key, value) -> put(source.prefix() + key, text(value))));
        }
    }

    /** Empty for an optional reference to what is not there; the variable is then left out. */
    private Optional<String> valueFrom(EnvVarSource source) throws ContainerConfigException {
        try {
            if (source.hasFieldRef()) {
                return Optional.of(PodFields.value(pod, source.fieldRef().fieldPath(), node, podIps));
            }
            if (source.hasResourceFieldRef()) {
                return Optional.of(ContainerResources.value(pod, container, source.resourceFieldRef(), node));
            }
        } catch (DownwardException e) {
            throw new ContainerConfigException(Objects.requireNonNullElse(e.getMessage(), ""));
        }
        if (source.hasConfigMapKeyRef()) {
            return configMapKey(source.configMapKeyRef());
        }
        if (source.hasSecretKeyRef()) {
            return secretKey(source.secretKeyRef());
        }
        return Optional.of("");
    }

    private Optional<String> configMapKey(ConfigMapKeySelector selector) throws ContainerConfigException {
        Optional<ConfigMap> map = reader.configMap(selector.name(), selector.optional());
        if (map.isEmpty()) {
            return Optional.empty();
        }
        return found(
                Optional.ofNullable(map.get().data().get(selector.key())),
                selector.optional(),
                "ConfigMap",
                selector.key(),
                selector.name());
    }

    private Optional<String> secretKey(SecretKeySelector selector) throws ContainerConfigException {
        Optional<Secret> secret = reader.secret(selector.name(), selector.optional());
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        return found(
                Optional.ofNullable(secret.get().data().get(selector.key())).map(Variables::text),
                selector.optional(),
                "Secret",
                selector.key(),
                selector.name());
    }

    private Optional<String> found(Optional<String> value, boolean optional, String kind, String key, String name)
            throws ContainerConfigException {
        if (value.isEmpty() && !optional) {
            throw new ContainerConfigException(
                    "couldn't find key " + key + " in " + kind + " " + reader.namespace() + "/" + name);
        }
        return value;
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
