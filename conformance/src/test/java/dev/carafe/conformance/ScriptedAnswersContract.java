package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks our API server what scripts say and upstream's was asked, and compares the whole answers. It is run and recorded as
 * {@link ApiServerAnswersTest} is, and writes a page of {@code docs/conformance}.
 */
abstract class ScriptedAnswersContract {
    private static final String MODE = System.getProperty("carafe.answers", "");

    private final String subject;
    private final Path folder;
    private final Path page;
    private final String head;

    @TempDir
    Path directory;

    /**
     * A corpus of scripts.
     *
     * @param subject the name of its folder of resources
     * @param page the name of its page
     * @param head how the page begins
     */
    ScriptedAnswersContract(String subject, String page, String head) {
        this.subject = subject;
        this.folder = Cloud.REPOSITORY.resolve("conformance/src/test/resources").resolve(subject);
        this.page = Cloud.REPOSITORY.resolve("docs/conformance").resolve(page);
        this.head = head;
    }

    @Test
    void eachRequestIsAnsweredAsUpstreamDoesUnlessItIsListed() throws Exception {
        if (MODE.equals("upstream")) {
            try (ControlPlane plane = ControlPlane.startUpstream(directory, UpstreamPrograms.given())) {
                AnswersFile.write(answersFile(), ask(plane));
            }
        }
        Map<String, Struct> expected = AnswersFile.read(answersFile());
        Map<String, Struct> answers;
        try (ControlPlane plane = ControlPlane.startAdvertised(directory.resolve("ours"))) {
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
            Files.write(differentFile(), different);
            Files.writeString(page, ScriptedAnswersPage.of(head, requests(), different));
        }
        Path seen = Cloud.REPOSITORY.resolve("conformance/target/" + subject + "-answers.txt");
        Files.write(seen, both);
        assertThat(different)
                .as("what is answered otherwise than by upstream; " + seen + " has both answers of each")
                .isEqualTo(listed());
    }

    @Test
    void eachRequestHasANameOfItsOwnAndAnAnswerAndThePageTellsOfIt() throws IOException {
        List<String> names = requests().stream().map(ScriptedRequest::name).toList();
        assertThat(names)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        AnswersFile.read(answersFile()).keySet());
        assertThat(Files.readString(page))
                .as(page + "; -Dcarafe.answers=ours writes it")
                .isEqualTo(ScriptedAnswersPage.of(head, requests(), listed()));
    }

    /** What of an answer is kept and compared. */
    Struct seen(Struct answer) {
        return answer;
    }

    private Path answersFile() {
        return folder.resolve("answers.json");
    }

    private Path differentFile() {
        return folder.resolve("different.txt");
    }

    private Set<String> listed() throws IOException {
        return new TreeSet<>(Files.readAllLines(differentFile()));
    }

    private List<ScriptedRequest> requests() throws IOException {
        List<ScriptedRequest> requests = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("requests"))) {
            for (Path file : files.sorted().toList()) {
                requests.addAll(ApiScript.read(file));
            }
        }
        return requests;
    }

    private Map<String, Struct> ask(ControlPlane plane)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (ApiCaller caller = new ApiCaller(plane)) {
            Map<String, Struct> answers = ScriptedCaller.ask(caller, requests());
            answers.replaceAll((_, answer) -> seen(answer));
            return answers;
        }
    }
}
