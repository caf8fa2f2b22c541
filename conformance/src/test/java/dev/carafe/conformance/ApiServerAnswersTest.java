package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    /** Requests at a time, which both servers take on one connection. */
    private static final int AT_ONCE = 60;

    private static final String MODE = System.getProperty("carafe.answers", "");

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
                        ApiCorpus.operations(),
                        AnswersFile.read(ANSWERS).keySet(),
                        new TreeSet<>(Files.readAllLines(DIFFERENT))));
    }

    private static Map<String, Struct> ask(ControlPlane plane)
            throws IOException, InterruptedException, GeneralSecurityException {
        Map<String, Struct> answers = new LinkedHashMap<>();
        try (ApiCaller caller = new ApiCaller(plane)) {
            List<ApiRequest> watches = ApiCorpus.watches();
            for (int first = 0; first < watches.size(); first += AT_ONCE) {
                List<ApiRequest> some = watches.subList(first, Math.min(first + AT_ONCE, watches.size()));
                caller.sendAll(some).forEach((request, response) -> answers.put(request.key(), ApiAnswer.of(response)));
            }
            for (ApiRequest request : ApiCorpus.requests().values()) {
                answers.put(request.key(), ApiAnswer.of(caller.send(request)));
            }
        }
        return answers;
    }
}
