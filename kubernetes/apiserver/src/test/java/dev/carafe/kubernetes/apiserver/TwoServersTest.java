package dev.carafe.kubernetes.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient.Answer;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one store. */
@Timeout(120)
final class TwoServersTest {
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final int EACH = 40;

    @TempDir
    Path directory;

    private static List<Answer> createServices(HttpsClient client, String name) throws Exception {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            answers.add(client.send(
                    "POST",
                    SERVICES,
                    "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"" + name + i
                            + "\"},\"spec\":{\"type\":\"NodePort\",\"ports\":[{\"port\":80}]}}"));
        }
        return answers;
    }

    @Test
    void neverGiveTheSameAddressOrPortTwiceAndShowEachOthersWrites() throws Exception {
        try (TestServer first = new TestServer(directory);
                TestServer second = first.another();
                HttpsClient one = new HttpsClient(first, "admin");
                HttpsClient two = new HttpsClient(second, "admin")) {
            first.awaitReady();
            second.awaitReady();
            List<Answer> answers = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<List<Answer>> left = threads.submit(() -> createServices(one, "left"));
                Future<List<Answer>> right = threads.submit(() -> createServices(two, "right"));
                answers.addAll(left.get());
                answers.addAll(right.get());
            }
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.code())
                            .as(() -> answer.body().toString())
                            .isEqualTo(201));
            assertThat(answers)
                    .extracting(answer -> answer.text("spec", "clusterIP"))
                    .doesNotHaveDuplicates();
            assertThat(answers).extracting(TwoServersTest::nodePort).doesNotHaveDuplicates();
            Struct atOne = one.send("GET", SERVICES, "").body();
            Struct atTwo = two.send("GET", SERVICES, "").body();
            assertThat(atTwo.get("items")).isEqualTo(atOne.get("items"));
            assertThat(atOne.get("items"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .hasSize(2 * EACH + 1);
            Answer addresses = one.send("GET", "/apis/networking.k8s.io/v1/ipaddresses", "");
            assertThat(addresses.body().get("items"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .hasSize(2 * EACH + 1);
            for (int i = 0; i < EACH; i++) {
                assertThat(two.send("DELETE", SERVICES + "/left" + i, "").code())
                        .isEqualTo(200);
                assertThat(one.send("DELETE", SERVICES + "/right" + i, "").code())
                        .isEqualTo(200);
            }
            Answer left = two.send("GET", "/apis/networking.k8s.io/v1/ipaddresses", "");
            assertThat(left.body().get("items"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .hasSize(1);
        }
    }

    private static Answer paint(HttpsClient client, String color) throws Exception {
        Answer painted = client.send(
                "PATCH",
                "/api/v1/namespaces/default/configmaps/wall",
                "{\"data\":{\"color\":\"" + color + "\"}}",
                "application/merge-patch+json",
                "application/json");
        assertThat(painted.code()).as(() -> painted.body().toString()).isEqualTo(200);
        return painted;
    }

    /** What each server saw last of an object is old as soon as the other has written it, and must not be taken for the object. */
    @Test
    void updateWhatTheOtherHasWritten() throws Exception {
        try (TestServer first = new TestServer(directory);
                TestServer second = first.another();
                HttpsClient one = new HttpsClient(first, "admin");
                HttpsClient two = new HttpsClient(second, "admin")) {
            first.awaitReady();
            second.awaitReady();
            String maps = "/api/v1/namespaces/default/configmaps";
            one.send(
                    "POST",
                    maps,
                    "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"wall\"},"
                            + "\"data\":{\"color\":\"white\"}}");
            for (int i = 0; i < 20; i++) {
                paint(one, "red");
                Answer blue = paint(two, "blue");
                assertThat(paint(one, "red").text("metadata", "resourceVersion"))
                        .as("nothing to do with what this server saw last, but not with what is there")
                        .isNotEqualTo(blue.text("metadata", "resourceVersion"));
                assertThat(two.send("GET", maps + "/wall", "").text("data", "color"))
                        .isEqualTo("red");
                Answer newest = paint(two, "green");
                Answer put = one.send("PUT", maps + "/wall", Json.toString(newest.body()));
                assertThat(put.code()).as(() -> put.body().toString()).isEqualTo(200);
                Answer old = one.send("PUT", maps + "/wall", Json.toString(blue.body()));
                assertThat(old.code()).isEqualTo(409);
            }
            assertThat(two.send("DELETE", maps + "/wall", "").code()).isEqualTo(200);
            Answer gone = one.send(
                    "PUT",
                    maps + "/wall",
                    "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"," + "\"metadata\":{\"name\":\"wall\"}}");
            assertThat(gone.code()).isEqualTo(404);
        }
    }

    private static Object nodePort(Answer answer) {
        Struct spec = answer.body().struct("spec");
        return spec != null && spec.get("ports") instanceof List<?> ports && ports.getFirst() instanceof Struct port
                ? String.valueOf(port.get("nodePort"))
                : "none";
    }
}
