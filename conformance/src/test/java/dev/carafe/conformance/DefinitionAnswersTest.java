package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
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
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks our API server for definitions of custom resources and for their objects what upstream's was asked, and compares
 * the whole answers. It is run and recorded as {@link ApiServerAnswersTest} is, and writes {@code
 * docs/conformance/custom-resources.md}.
 */
@BesideOthers
class DefinitionAnswersTest {
    private static final Path FOLDER = Cloud.REPOSITORY.resolve("conformance/src/test/resources/definitions");
    private static final Path ANSWERS = FOLDER.resolve("answers.json");
    private static final Path DIFFERENT = FOLDER.resolve("different.txt");
    private static final Path PAGE = Cloud.REPOSITORY.resolve("docs/conformance/custom-resources.md");
    private static final String MODE = System.getProperty("carafe.answers", "");
    private static final Duration COMES_TRUE_MAX = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(50);

    @TempDir
    Path folder;

    @Test
    void eachRequestIsAnsweredAsUpstreamDoesUnlessItIsListed() throws Exception {
        if (MODE.equals("upstream")) {
            try (ControlPlane plane = ControlPlane.startUpstream(folder, UpstreamPrograms.given())) {
                AnswersFile.write(ANSWERS, ask(plane));
            }
        }
        Map<String, Struct> expected = AnswersFile.read(ANSWERS);
        Map<String, Struct> answers;
        try (ControlPlane plane = ControlPlane.startAdvertised(folder.resolve("ours"))) {
            answers = ask(plane);
        }
        Set<String> different = new TreeSet<>();
        List<String> both = new ArrayList<>();
        answers.forEach((name, answer) -> {
            Struct upstream = expected.getOrDefault(name, Struct.EMPTY);
            if (!answer.equals(upstream)) {
                different.add(name);
                both.add(name + "\n  expected " + Json.toString(upstream) + "\n  answered " + Json.toString(answer));
            }
        });
        if (!MODE.isEmpty()) {
            Files.write(DIFFERENT, different);
            Files.writeString(PAGE, DefinitionAnswersPage.of(requests(), different));
        }
        Path seen = Cloud.REPOSITORY.resolve("conformance/target/definition-answers.txt");
        Files.write(seen, both);
        assertThat(different)
                .as("what is answered otherwise than by upstream; " + seen + " has both answers of each")
                .isEqualTo(new TreeSet<>(Files.readAllLines(DIFFERENT)));
    }

    @Test
    void eachRequestHasANameOfItsOwnAndAnAnswerAndThePageTellsOfIt() throws IOException {
        List<String> names = requests().stream().map(ScriptedRequest::name).toList();
        assertThat(names)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(AnswersFile.read(ANSWERS).keySet());
        assertThat(Files.readString(PAGE))
                .as("docs/conformance/custom-resources.md; -Dcarafe.answers=ours writes it")
                .isEqualTo(DefinitionAnswersPage.of(requests(), new TreeSet<>(Files.readAllLines(DIFFERENT))));
    }

    private static List<ScriptedRequest> requests() throws IOException {
        List<ScriptedRequest> requests = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER.resolve("requests"))) {
            for (Path file : files.sorted().toList()) {
                requests.addAll(ApiScript.read(file));
            }
        }
        return requests;
    }

    private static Map<String, Struct> ask(ControlPlane plane)
            throws IOException, InterruptedException, GeneralSecurityException {
        Map<String, Struct> answers = new LinkedHashMap<>();
        try (ApiCaller caller = new ApiCaller(plane)) {
            for (ScriptedRequest each : requests()) {
                answers.put(each.name(), WholeAnswer.of(answer(caller, each), each.members()));
            }
        }
        return answers;
    }

    /** The answer that has what is waited for, or the last one. */
    private static HttpResponse<byte[]> answer(ApiCaller caller, ScriptedRequest request)
            throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + COMES_TRUE_MAX.toNanos();
        Pattern wanted = Pattern.compile(request.until());
        while (true) {
            HttpResponse<byte[]> response = caller.send(request.request());
            if (wanted.matcher(new String(response.body(), UTF_8)).find() || System.nanoTime() > deadlineNs) {
                return response;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
