package dev.carafe.kubernetes.controllermanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.meta.v1.Condition;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.api.networking.v1.IPAddress;
import dev.carafe.kubernetes.api.networking.v1.NetworkingV1;
import dev.carafe.kubernetes.api.networking.v1.ServiceCIDR;
import dev.carafe.kubernetes.api.networking.v1.ServiceCIDRSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ServiceCidrsTest {
    private static Condition ready(Cluster cluster) {
        return cluster.client.of(NetworkingV1.SERVICECIDRS).find("", "more").stream()
                .flatMap(object -> object.status().conditions().stream())
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst()
                .orElse(new Condition());
    }

    @Test
    void aBlockIsReadyAndStaysWhileAnAddressNeedsIt() {
        try (Cluster cluster = new Cluster()) {
            var blocks = cluster.client.of(NetworkingV1.SERVICECIDRS);
            var addresses = cluster.client.of(NetworkingV1.IPADDRESSES);
            blocks.create(new ServiceCIDR()
                    .withMetadata(new ObjectMeta().withName("more"))
                    .withSpec(new ServiceCIDRSpec().withCidrs(List.of("10.1.0.0/24"))));
            cluster.await("ready", () -> ready(cluster).status().equals("True"));
            assertThat(blocks.get("", "more").metadata().finalizers())
                    .containsExactly("networking.k8s.io/service-cidr-finalizer");
            addresses.create(new IPAddress()
                    .withMetadata(new ObjectMeta()
                            .withName("10.1.0.7")
                            .withLabels(Map.of("ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io"))));
            blocks.delete("", "more");
            cluster.await("kept", () -> ready(cluster).reason().equals("Terminating"));
            addresses.delete("", "10.1.0.7");
            cluster.await("gone", () -> blocks.find("", "more").isEmpty());
        }
    }
}
