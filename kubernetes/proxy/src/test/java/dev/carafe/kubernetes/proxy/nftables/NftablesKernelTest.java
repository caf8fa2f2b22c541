package dev.carafe.kubernetes.proxy.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.kubernetes.proxy.service.Endpoint;
import dev.carafe.kubernetes.proxy.service.Family;
import dev.carafe.kubernetes.proxy.service.ServicePortRouting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules in a real kernel, in a network namespace of the test's own. */
class NftablesKernelTest {
    private final String namespace = "carafe-nft-" + ProcessHandle.current().pid();
    private final Commands commands = new Commands(List.of("ip", "netns", "exec", namespace));

    @BeforeEach
    void makeNamespace() throws IOException, InterruptedException {
        assumeThat(System.getProperty("user.name"))
                .as("network namespaces need root")
                .isEqualTo("root");
        assumeThat(new Commands().nftWorks()).as("nft is not installed").isTrue();
        sh("ip", "netns", "add", namespace);
    }

    @AfterEach
    void removeNamespace() throws IOException, InterruptedException {
        if (System.getProperty("user.name").equals("root")) {
            sh("ip", "netns", "del", namespace);
        }
    }

    @Test
    void kernelTakesEveryFormOfRuleAndChange() throws IOException, InterruptedException {
        for (Family family : Family.values()) {
            String a = family == Family.IPV4 ? "10.96.0." : "fd00:96::";
            NftablesBackend backend = new NftablesBackend(
                    family,
                    "carafe",
                    List.of("192.0.2.1", "2001:db8::1"),
                    family == Family.IPV4 ? "10.244.0.0/16" : "fd00:244::/64",
                    commands,
                    commands);
            backend.replaceAll(Map.of("ns/a", List.of(routing(family, "tcp", a + "1", 3, 0))));
            backend.apply(Map.of(
                    "ns/a", List.of(routing(family, "tcp", a + "1", 2, 0)),
                    "ns/b",
                            List.of(
                                    routing(family, "udp", a + "2", 2, 600),
                                    routing(family, "sctp", a + "3", 2, 0),
                                    routing(family, "sctp", a + "4", 0, 0))));
            String rules = sh("ip", "netns", "exec", namespace, "nft", "list", "ruleset");
            assertThat(rules)
                    .as("SCTP needs no support of the kernel to be loaded")
                    .contains(a + "3 . sctp . 80", a + "4 . sctp . 80")
                    .contains("chain pick-2 {", "chain pick-2-600s {", "chain pick-3 {")
                    .as("a rule that only TCP meets keeps UDP services from working")
                    .doesNotContain("tcp dport");
            assertThat(rules).contains("chain pick-inside-2-600s {", family == Family.IPV4 ? "10.0.0.0/8" : "fd00::/8");
            backend.apply(Map.of("ns/large", List.of(routing(family, "tcp", a + "9", 40, 0))));
            assertThat(sh("ip", "netns", "exec", namespace, "nft", "list", "ruleset"))
                    .contains("chain pick-64 {", a + "2 . udp . 80");
            backend.apply(Map.of("ns/a", List.of(), "ns/b", List.of(), "ns/large", List.of()));
            assertThat(sh("ip", "netns", "exec", namespace, "nft", "list", "ruleset"))
                    .doesNotContain(a + "1");
            backend.remove();
        }
        assertThat(sh("ip", "netns", "exec", namespace, "nft", "list", "ruleset"))
                .isBlank();
    }

    @Test
    void refusedScriptIsReportedInNftsWords() {
        assertThatThrownBy(() -> commands.run("add rule ip nowhere nothing drop\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nft refused the rules");
    }

    private static ServicePortRouting routing(Family family, String protocol, String address, int count, int affinity) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            endpoints.add(new Endpoint((family == Family.IPV4 ? "10.244.0." : "fd00:244::") + i, 8080));
        }
        String external = family == Family.IPV4 ? "198.51.100.7" : "2001:db8::7";
        return new ServicePortRouting(
                "ns/n",
                protocol,
                80,
                protocol.equals("tcp") ? 30080 : 30081,
                List.of(address),
                List.of(external),
                new ServicePortRouting.LoadBalancers(
                        List.of(family == Family.IPV4 ? "203.0.113.7" : "2001:db8:1::7"),
                        family == Family.IPV4 ? List.of("10.0.0.0/8", "192.0.2.0/24") : List.of("fd00::/8")),
                endpoints,
                endpoints,
                protocol.equals("udp") ? List.of() : endpoints,
                true,
                affinity);
    }

    private static String sh(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
