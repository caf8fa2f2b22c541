package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Upstream's etcdctl says the same word for word of {@code carafe etcd} as of upstream's etcd: a script of commands, with
 * what it printed beside upstream's kept in a file. {@code -Dcarafe.answers=upstream} records that anew from the program
 * that {@link UpstreamPrograms#ETCD} names.
 */
@BesideOthers
class EtcdctlAnswersTest {
    private static final Path FOLDER = Cloud.REPOSITORY.resolve("conformance/src/test/resources/etcdctl");
    private static final Path SCRIPT = FOLDER.resolve("script.txt");
    private static final Path ANSWERS = FOLDER.resolve("answers.txt");

    /** The logger of the client writes beside what the command says. */
    private static final Pattern LOG_LINE = Pattern.compile("(?m)^\\{\"level\":.*\\R");

    private static final Pattern ID = Pattern.compile("\\b[0-9a-f]{15,16}\\b|(?<=ID\" : )\\d+");
    private static final Pattern TERM = Pattern.compile("(?<=\"RaftTerm\" : )\\d+");
    private static final Pattern TOOK = Pattern.compile("(?<=took )(= )?[0-9.]+\\S*");

    @TempDir
    Path folder;

    @Test
    void etcdctlSaysOfOursWhatItSaysOfUpstreams() throws Exception {
        if (System.getProperty("carafe.answers", "").equals("upstream")) {
            Path etcd = Path.of(System.getenv().getOrDefault(UpstreamPrograms.ETCD, ""));
            assumeThat(etcd)
                    .as(UpstreamPrograms.ETCD + " does not name upstream's etcd, which is to be recorded")
                    .isRegularFile();
            try (EtcdMember upstream = EtcdMember.startUpstream(folder, etcd)) {
                Files.write(ANSWERS, run(upstream));
            }
        }
        try (EtcdMember ours = EtcdMember.start(folder)) {
            assertThat(String.join("\n", run(ours))).isEqualTo(String.join("\n", Files.readAllLines(ANSWERS)));
        }
    }

    private static List<String> run(EtcdMember member) throws IOException {
        List<String> said = new ArrayList<>();
        for (String line : Files.readAllLines(SCRIPT)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Command.Result result = member.etcdctl("", words(line));
            said.add("$ " + line);
            said.addAll(stable(result.out(), member).lines().toList());
            said.addAll(stable(result.err(), member)
                    .lines()
                    .map(each -> "! " + each)
                    .toList());
            said.add("= " + result.status());
        }
        return said;
    }

    /** A word {@code ''} is an empty one. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.strip().split(" +", -1)) {
            words.add(word.equals("''") ? "" : word);
        }
        return words;
    }

    private static String stable(String text, EtcdMember member) {
        String known = LOG_LINE.matcher(text).replaceAll("").replace(member.endpoint(), "ENDPOINT");
        known = ID.matcher(known).replaceAll("ID");
        known = TERM.matcher(known).replaceAll("TERM");
        return TOOK.matcher(known).replaceAll("TIME");
    }
}
