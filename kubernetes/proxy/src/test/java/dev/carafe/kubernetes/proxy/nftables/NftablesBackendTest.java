package dev.carafe.kubernetes.proxy.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.proxy.service.Endpoint;
import dev.carafe.kubernetes.proxy.service.Family;
import dev.carafe.kubernetes.proxy.service.ServicePortRouting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NftablesBackendTest {
    private final List<String> scripts = new ArrayList<>();
    private final List<UdpFlow> forgotten = new ArrayList<>();
    private final NftablesBackend backend = new NftablesBackend(
            Family.IPV4,
            "carafe",
            List.of("192.0.2.1", "2001:db8::1"),
            "10.244.0.0/16",
            scripts::add,
            forgotten::addAll);

    @Test
    void changeCostsByItsOwnSizeAndNotByTheNumberOfServices() throws IOException {
        backend.replaceAll(Map.of());
        for (int i = 0; i < 500; i++) {
            backend.apply(Map.of("ns/s" + i, List.of(routing("tcp", "10.96.1." + i, 1 + i % 3))));
        }
        scripts.clear();
        backend.apply(Map.of("ns/s7", List.of(routing("tcp", "10.96.1.7", 3))));
        assertThat(scripts).hasSize(1);
        assertThat(scripts.getFirst().lines()).hasSizeLessThan(15);
        assertThat(scripts.getFirst()).contains("goto pick-3").doesNotContain("10.96.1.8 ");
    }

    @Test
    void oneEndpointsChangeAmongAThousandServicesIsAHandfulOfElements() throws IOException {
        Map<String, List<ServicePortRouting>> services = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            services.put("ns/s" + i, List.of(routing("tcp", "10.97." + i / 250 + "." + i % 250, 5)));
        }
        backend.replaceAll(services);
        scripts.clear();
        backend.apply(Map.of("ns/s500", List.of(routing("tcp", "10.97.2.0", 4))));
        assertThat(scripts).hasSize(1);
        List<String> elements =
                scripts.getFirst().lines().filter(line -> line.endsWith(",")).toList();
        assertThat(elements)
                .as("the service's verdict out and in, and the endpoint's slot; what others share stays")
                .hasSize(3)
                .allMatch(line -> line.startsWith("10.97.2.0 . tcp . 80"));
    }

    @Test
    void sameRoutingAgainWritesNothing() throws IOException {
        backend.replaceAll(Map.of("ns/a", List.of(routing("tcp", "10.96.0.9", 2))));
        scripts.clear();
        backend.apply(Map.of("ns/a", List.of(routing("tcp", "10.96.0.9", 2))));
        assertThat(scripts).isEmpty();
    }

    @Test
    void serviceWithoutEndpointsIsRefused() throws IOException {
        backend.replaceAll(Map.of("ns/a", List.of(routing("tcp", "10.96.0.9", 0))));
        assertThat(scripts.getFirst()).contains("10.96.0.9 . tcp . 80 : goto reject-chain");
    }

    @Test
    void flowsToAnUdpEndpointThatIsGoneAreForgotten() throws IOException {
        backend.replaceAll(Map.of("ns/dns", List.of(routing("udp", "10.96.0.10", 2))));
        backend.apply(Map.of("ns/dns", List.of(routing("udp", "10.96.0.10", 1))));
        assertThat(forgotten).containsExactly(new UdpFlow("10.96.0.10", 80, "10.244.0.1"));
    }

    private static ServicePortRouting routing(String protocol, String address, int count) {
        List<Endpoint> endpoints = IntStream.range(0, count)
                .mapToObj(i -> new Endpoint("10.244.0." + i, 8080))
                .toList();
        return new ServicePortRouting(
                "ns/name",
                protocol,
                80,
                0,
                List.of(address),
                List.of(),
                ServicePortRouting.LoadBalancers.NONE,
                endpoints,
                endpoints,
                endpoints,
                false,
                0);
    }
}
