package dev.carafe.kubernetes.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ServiceRefusalsTest {
    private static final String SERVICES = "/api/v1/namespaces/default/services";

    @Test
    void anAddressNeedsANamedService(@TempDir Path directory) throws Exception {
        try (TestServer server = new TestServer(directory);
                HttpsClient admin = new HttpsClient(server, "admin")) {
            server.awaitReady();
            HttpsClient.Answer refused = admin.send("POST", SERVICES, "{}");
            assertThat(refused.code()).isEqualTo(422);
            assertThat(refused.text("message"))
                    .matches(
                            "Service \"\" is invalid: spec\\.clusterIPs: Invalid value: \\[\"\"]: failed to allocate IP:"
                                    + " IPAddress\\.networking\\.k8s\\.io \"[0-9.]+\" is invalid: spec\\.parentRef\\.name:"
                                    + " Required value");
            HttpsClient.Answer foreign = admin.send(
                    "POST",
                    SERVICES,
                    "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"clusterIP\":\"192.0.2.1\",\"ports\":[{\"port\":80}]}}");
            assertThat(foreign.text("message"))
                    .isEqualTo("Service \"s\" is invalid: spec.clusterIPs: Invalid value: [\"192.0.2.1\"]: failed to"
                            + " allocate IP 192.0.2.1: the provided network does not match the current range");
        }
    }
}
