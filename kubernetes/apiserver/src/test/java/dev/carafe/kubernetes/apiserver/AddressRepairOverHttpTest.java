package dev.carafe.kubernetes.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Addresses are repaired when somebody breaks them, not minutes later. */
@Timeout(60)
final class AddressRepairOverHttpTest {
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final String ADDRESSES = "/apis/networking.k8s.io/v1/ipaddresses";

    @Test
    void anAddressThatIsDeletedComesBackAndOneOfNoServiceGoes(@TempDir Path directory) throws Exception {
        try (TestServer server = new TestServer(directory);
                HttpsClient admin = new HttpsClient(server, "admin")) {
            server.awaitReady();
            HttpsClient.Answer made = admin.send(
                    "POST", SERVICES, "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"ports\":[{\"port\":80}]}}");
            String path = ADDRESSES + "/" + made.text("spec", "clusterIP");
            String uid = admin.send("GET", path, "").text("metadata", "uid");
            assertThat(admin.send("DELETE", path, "").code()).isEqualTo(200);
            HttpsClient.Answer back = admin.send("GET", path, "");
            while (back.code() != 200 || back.text("metadata", "uid").equals(uid)) {
                back = admin.send("GET", path, "");
            }
            assertThat(back.text("spec", "parentRef", "name")).isEqualTo("s");
            HttpsClient.Answer events = admin.send(
                    "GET", "/api/v1/namespaces/default/events?fieldSelector=reason=ClusterIPNotAllocated", "");
            assertThat(events.text("items")).contains("is not allocated; repairing");

            String foreign =
                    "{\"metadata\":{\"name\":\"10.96.77.7\",\"labels\":{\"ipaddress.kubernetes.io/managed-by\":"
                            + "\"ipallocator.k8s.io\",\"ipaddress.kubernetes.io/ip-family\":\"IPv4\"}},\"spec\":{\"parentRef\":"
                            + "{\"group\":\"gateway.networking.k8s.io\",\"resource\":\"gateways\",\"namespace\":\"default\",\"name\":\"g\"}}}";
            assertThat(admin.send("POST", ADDRESSES, foreign).code()).isEqualTo(201);
            while (admin.send("GET", ADDRESSES + "/10.96.77.7", "").code() != 404) {
                Thread.sleep(1);
            }
        }
    }
}
