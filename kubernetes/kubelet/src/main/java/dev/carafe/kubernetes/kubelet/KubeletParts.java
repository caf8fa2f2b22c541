package dev.carafe.kubernetes.kubelet;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.kubelet.downward.NodeFacts;
import dev.carafe.kubernetes.kubelet.env.EnvironmentResolver;
import dev.carafe.kubernetes.kubelet.image.PullCredentials;
import dev.carafe.kubernetes.kubelet.image.PullSecrets;
import dev.carafe.kubernetes.kubelet.node.Machine;
import dev.carafe.kubernetes.kubelet.node.NodeRegistration;
import dev.carafe.kubernetes.kubelet.objects.ClientObjects;
import dev.carafe.kubernetes.kubelet.objects.NoObjects;
import dev.carafe.kubernetes.kubelet.objects.ReferencedObjects;
import dev.carafe.kubernetes.kubelet.runtime.ContainerEnvironment;
import dev.carafe.kubernetes.kubelet.runtime.PodVolumes;
import dev.carafe.kubernetes.kubelet.volume.VolumeMounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a kubelet is given. The client may be null: then there is no API server. */
public record KubeletParts(
        @Nullable Client client,
        PodVolumes volumes,
        ContainerEnvironment environment,
        PullCredentials credentials,
        Clock clock) {
    /** The real ones. {@code services} answers empty until the services have been read once. */
    static KubeletParts real(
            KubeletConfig config,
            @Nullable Client client,
            Supplier<Optional<Collection<Service>>> services,
            Clock clock)
            throws IOException {
        ReferencedObjects objects = client == null ? new NoObjects() : new ClientObjects(client);
        Path root = config.paths().root().toAbsolutePath().normalize();
        NodeFacts facts = new NodeFacts(
                config.node().name(),
                NodeRegistration.ips(config.node()),
                NodeRegistration.allocatable(Machine.read(root), config.node()));
        return new KubeletParts(
                client,
                new VolumeMounts(root, objects, () -> facts, clock),
                new EnvironmentResolver(objects, services, () -> facts),
                new PullSecrets(objects),
                clock);
    }
}
