package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks our API server what upstream's was asked, and compares the answers. Upstream's stand in a file, so that the test
 * needs no upstream; which requests are still answered otherwise stands in another, and nothing else may differ, nor
 * may what is listed there agree.
 *
 * <p>With {@code -Dcarafe.answers=upstream} the answers of upstream's programs, named in the environment as {@link
 * UpstreamPrograms} says, are recorded anew; with {@code -Dcarafe.answers=ours} the list of what differs. Either way the
 * page {@code docs/conformance/kube-apiserver.md} is written again.
 */
@BesideOthers
class ApiServerAnswersTest {
    private static final Path FOLDER = Cloud.REPOSITORY.resolve("conformance/src/test/resources/apiserver");
    private static final Path ANSWERS = FOLDER.resolve("answers.json");
    private static final Path DIFFERENT = FOLDER.resolve("different.txt");
    private static final Path PAGE = Cloud.REPOSITORY.resolve("docs/conformance/kube-apiserver.md");
    private static final String MODE = System.getProperty("carafe.answers", "");
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void eachRequestIsAnsweredAsUpstreamDoesUnlessItIsListed() throws Exception {
        if (MODE.equals("upstream")) {
            try (ControlPlane plane = ControlPlane.startUpstream(folder, UpstreamPrograms.given())) {
                write(ask(plane));
            }
        }
        Map<String, Struct> expected = read();
        Map<String, Struct> answers;
        try (ControlPlane plane = ControlPlane.startAdvertised(folder.resolve("ours"))) {
            answers = ask(plane);
        }
        Set<String> different = new TreeSet<>();
        List<String> both = new ArrayList<>();
        answers.forEach((key, answer) -> {
            Struct upstream = expected.getOrDefault(key, Struct.EMPTY);
            if (!answer.equals(upstream)) {
                different.add(key);
                both.add(key + "\n  expected " + Json.toString(upstream) + "\n  answered " + Json.toString(answer));
            }
        });
        if (!MODE.isEmpty()) {
            Files.write(DIFFERENT, different);
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, ApiAnswersPage.of(ApiCorpus.operations(), expected.keySet(), different));
        }
        Path seen = Cloud.REPOSITORY.resolve("conformance/target/apiserver-answers.txt");
        Files.write(seen, both);
        assertThat(different)
                .as("what is answered otherwise than by upstream; " + seen + " has both answers of each")
                .isEqualTo(new TreeSet<>(Files.readAllLines(DIFFERENT)));
    }

    @Test
    void thePageTellsOfEveryOperation() throws IOException {
        assertThat(Files.readString(PAGE))
                .as("docs/conformance/kube-apiserver.md; -Dcarafe.answers=ours writes it")
                .isEqualTo(ApiAnswersPage.of(
                        ApiCorpus.operations(), read().keySet(), new TreeSet<>(Files.readAllLines(DIFFERENT))));
    }

    private static Map<String, Struct> ask(ControlPlane plane)
            throws IOException, InterruptedException, GeneralSecurityException {
        Map<String, Struct> answers = new LinkedHashMap<>();
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(plane.adminTls()).build()) {
            for (ApiRequest request : ApiCorpus.requests().values()) {
                HttpRequest.Builder built = HttpRequest.newBuilder(
                                URI.create("https://127.0.0.1:" + plane.port() + request.path()))
                        .header("Accept", request.accept())
                        .method(
                                request.method(),
                                request.type().isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(request.body()));
                if (!request.type().isEmpty()) {
                    built.header("Content-Type", request.type());
                }
                HttpResponse<byte[]> response;
                try { // the client's own limit ends with the headers
                    response = client.sendAsync(built.build(), HttpResponse.BodyHandlers.ofByteArray())
                            .get(ANSWER_MAX.toSeconds(), TimeUnit.SECONDS);
                } catch (ExecutionException | TimeoutException e) {
                    throw new IOException(request.key() + " has no answer", e);
                }
                answers.put(request.key(), ApiAnswer.of(response.statusCode(), response.body()));
            }
        }
        return answers;
    }

    private static void write(Map<String, Struct> answers) throws IOException {
        Files.createDirectories(FOLDER);
        StringBuilder text = new StringBuilder("{\n");
        String separator = "";
        for (Map.Entry<String, Struct> each : answers.entrySet()) {
            text.append(separator)
                    .append(Json.toString(each.getKey()))
                    .append(": ")
                    .append(Json.toString(each.getValue()));
            separator = ",\n";
        }
        Files.writeString(ANSWERS, text.append("\n}\n"), UTF_8);
    }

    private static Map<String, Struct> read() throws IOException {
        Map<String, Struct> answers = new LinkedHashMap<>();
        try {
            Json.decodeStruct(Files.readAllBytes(ANSWERS)).forEach((key, answer) -> answers.put(key, (Struct) answer));
        } catch (MalformedJsonException e) {
            throw new IOException(ANSWERS + ": " + e.getMessage(), e);
        }
        return answers;
    }
}
