package dev.carafe.kubernetes.kubelet.runtime;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.EnvVar;
import dev.carafe.kubernetes.api.core.v1.Pod;
import java.util.List;

/** Finds the environment that a container starts with. Called by each pod's own thread. */
public interface ContainerEnvironment {
    /**
     * The container's variables with their values, references resolved and {@code $(NAME)} expanded, each
     * name once.
     *
     * @param podIps the pod's addresses, the primary first
     * @throws ContainerConfigException when something that is referred to is not there
     */
    List<EnvVar> of(Pod pod, Container container, List<String> podIps) throws ContainerConfigException;
}
