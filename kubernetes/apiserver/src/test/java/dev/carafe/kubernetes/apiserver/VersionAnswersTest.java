package dev.carafe.kubernetes.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.resourceconfig.ResourceConfig;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares our answers about versions that are off by default with upstream's, which {@code conformance/peers/versions}
 * records: the requests and the answers stand in {@code versions/}, a line each, and in {@code different.txt} those requests
 * that ours answers otherwise.
 */
@Timeout(180)
final class VersionAnswersTest {
    private static final Map<String, String> PATCHES = Map.of(
            "MERGE", "application/merge-patch+json",
            "APPLY", "application/apply-patch+yaml",
            "STRATEGIC", "application/strategic-merge-patch+json");
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

    private static final Pattern UID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern NOW = Pattern.compile("\\d{4}-(?!01-01)\\d\\d-\\d\\dT[0-9:.]+Z");

    /** How old an object is, or what a request says when something was. */
    private static final Pattern AGE = Pattern.compile("\\d+(s|d|y(\\d+d)?)");

    @TempDir
    Path directory;

    @Test
    void everyRequestIsAnsweredAsByUpstream() throws Exception {
        List<String> requests = lines("requests.txt").stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        List<String> answers = lines("answers.json");
        assertThat(answers).hasSameSizeAs(requests);
        ServerRunOptions options = ServerRunOptions.builder()
                .resources(ResourceConfig.parse(List.of("api/all=true")))
                .features(FeatureGate.defaults().with(List.of("GenericWorkload=true")))
                .build();
        List<String> different = new ArrayList<>();
        StringBuilder report = new StringBuilder();
        try (TestServer server = new TestServer(directory, 0, options);
                HttpsClient admin = new HttpsClient(server, "admin")) {
            server.awaitReady();
            for (int i = 0; i < requests.size(); i++) {
                String request = requests.get(i);
                Struct upstream = (Struct) plain(Json.decode(answers.get(i).getBytes(UTF_8)));
                Struct ours = plain(ask(admin, request));
                if (!ours.equals(upstream)) {
                    String[] words = request.split(" ", 3);
                    different.add(words[0] + " " + words[1]);
                    report.append(request).append("\n  ours     ").append(ours);
                    report.append("\n  upstream ").append(upstream).append('\n');
                }
            }
        }
        assertThat(different)
                .as("requests that are answered otherwise\n%s", report)
                .containsExactlyElementsOf(lines("different.txt"));
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream in = VersionAnswersTest.class.getResourceAsStream("versions/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static Struct ask(HttpsClient admin, String request) throws Exception {
        String[] words = request.split(" ", 3);
        String method = words[0];
        String verb = PATCHES.containsKey(method) ? "PATCH" : method.equals("TABLE") ? "GET" : method;
        byte[] body =
                words.length < 3 ? new byte[0] : words[2].replace('\'', '"').getBytes(UTF_8);
        HttpResponse<byte[]> answer = admin.exchange(
                verb,
                words[1],
                body,
                body.length == 0 ? "" : PATCHES.getOrDefault(method, "application/json"),
                method.equals("TABLE") ? TABLE : "application/json");
        return Struct.builder()
                .put("code", (long) answer.statusCode())
                .put("warnings", List.copyOf(answer.headers().allValues("Warning")))
                .put("body", words[1].contains("watch=true") ? events(answer.body()) : Json.decode(answer.body()))
                .build();
    }

    private static List<Object> events(byte[] body) throws MalformedJsonException {
        List<Object> events = new ArrayList<>();
        for (String line : new String(body, UTF_8).lines().toList()) {
            events.add(Json.decode(line.getBytes(UTF_8)));
        }
        return events;
    }

    private static Object sorted(Object items) {
        return items instanceof List<?> list
                ? list.stream().sorted(Comparator.comparing(String::valueOf)).toList()
                : items;
    }

    /** Without what no two servers say alike: identifiers, times, revisions, clients' names and what columns are for. */
    private static Object plain(Object value) {
        return switch (value) {
            case Struct struct -> plain(struct);
            case List<?> list -> list.stream().map(VersionAnswersTest::plain).toList();
            case String text ->
                AGE.matcher(text).matches()
                        ? "AGE"
                        : NOW.matcher(UID.matcher(text).replaceAll("UID")).replaceAll("NOW");
            default -> value;
        };
    }

    private static Struct plain(Struct struct) {
        Struct.Builder plain = Struct.builder();
        boolean column = struct.has("priority") && struct.has("format");
        struct.forEach((name, value) -> {
            switch (name) {
                case "resourceVersion", "continue" -> plain.put(name, "R");
                case "manager" ->
                    plain.put(
                            name,
                            String.valueOf(value).matches("Python-urllib|Java-http-client.*")
                                    ? "client"
                                    : plain(value));
                case "description" -> plain.put(name, column ? "" : plain(value));
                case "managedFields" -> plain.put(name, sorted(plain(value))); // those of one second go by their names
                default -> plain.put(name, plain(value));
            }
        });
        return plain.build();
    }
}
