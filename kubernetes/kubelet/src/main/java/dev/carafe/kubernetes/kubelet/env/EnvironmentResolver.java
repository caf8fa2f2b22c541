package dev.carafe.kubernetes.kubelet.env;

import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.EnvVar;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.kubelet.downward.NodeFacts;
import dev.carafe.kubernetes.kubelet.objects.ReferencedObjects;
import dev.carafe.kubernetes.kubelet.runtime.ContainerConfigException;
import dev.carafe.kubernetes.kubelet.runtime.ContainerEnvironment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes containers' environments: the services' variables, then {@code envFrom}, then {@code env}, where
 * the later replaces the earlier (upstream {@code makeEnvironmentVariables} in {@code kubelet_pods.go}).
 */
public final class EnvironmentResolver implements ContainerEnvironment {
    /** Annotation by which the kubelet knows pods that do not come from the API server. */
    private static final String CONFIG_SOURCE = "kubernetes.io/config.source";

    private final ReferencedObjects objects;
    private final Supplier<Optional<Collection<Service>>> services;
    private final Supplier<NodeFacts> node;

    /** @param services all services; empty while they have not been read once */
    public EnvironmentResolver(
            ReferencedObjects objects, Supplier<Optional<Collection<Service>>> services, Supplier<NodeFacts> node) {
        this.objects = objects;
        this.services = services;
        this.node = node;
    }

    @Override
    public List<EnvVar> of(Pod pod, Container container, List<String> podIps) throws ContainerConfigException {
        Map<String, String> links = ServiceLinks.of(
                readServices(pod),
                pod.namespace(),
                !pod.spec().hasEnableServiceLinks() || pod.spec().enableServiceLinks());
        Variables variables = new Variables(pod, container, podIps, node.get(), new Reader(pod.namespace()), links);
        List<EnvVar> environment = new ArrayList<>();
        variables
                .resolve()
                .forEach((name, value) ->
                        environment.add(new EnvVar().withName(name).withValue(value)));
        return environment;
    }

    private Collection<Service> readServices(Pod pod) throws ContainerConfigException {
        Optional<Collection<Service>> known = services.get();
        String source = pod.metadata().annotations().getOrDefault(CONFIG_SOURCE, "api");
        if (known.isEmpty() && source.equals("api")) {
            throw new ContainerConfigException(
                    "services have not yet been read at least once, cannot construct envvars");
        }
        return known.orElse(List.of());
    }

    /** Reads ConfigMaps and Secrets for one environment; optional ones that are not there are empty. */
    final class Reader {
        private final String namespace;

        private Reader(String namespace) {
            this.namespace = namespace;
        }

        String namespace() {
            return namespace;
        }

        Optional<ConfigMap> configMap(String name, boolean optional) throws ContainerConfigException {
            return read(optional, () -> objects.configMap(namespace, name));
        }

        Optional<Secret> secret(String name, boolean optional) throws ContainerConfigException {
            return read(optional, () -> objects.secret(namespace, name));
        }

        private <T> Optional<T> read(boolean optional, Read<T> read) throws ContainerConfigException {
            try {
                return Optional.of(read.run());
            } catch (StatusError e) {
                if (optional && e.code() == 404) {
                    return Optional.empty();
                }
                throw new ContainerConfigException(e.getMessage());
            } catch (IOException e) {
                throw new ContainerConfigException(Objects.requireNonNullElse(e.getMessage(), e.toString()));
            }
        }
    }

    private interface Read<T> {
        T run() throws IOException;
    }
}
