package dev.carafe.conformance;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The real helm, speaking to one cluster as its kubectl does.
 *
 * @param home where it keeps its caches
 */
record Helm(Kubectl kubectl, Path home) {
    /** What the set-up of the tests fetched. */
    private static final Path PROGRAM = Cloud.REPOSITORY.resolve("conformance/target/tools/helm");

    private static final Duration MOST = Duration.ofMinutes(3);

    /** Skips the calling test where the set-up of the tests could not fetch it. */
    static void assumeFetched() {
        assumeThat(PROGRAM).as("helm was not fetched; ./carafe test does it").isExecutable();
    }

    /** The result of {@code helm ARGS}. */
    Command.Result run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        command.addAll(List.of(arguments));
        Map<String, String> environment = new HashMap<>(kubectl.environment());
        environment.put("HOME", home.toString());
        return Command.run(MOST, environment, "", command);
    }

    /** The output of a call that must succeed. */
    String ok(String... arguments) {
        return run(arguments).orFail();
    }
}
