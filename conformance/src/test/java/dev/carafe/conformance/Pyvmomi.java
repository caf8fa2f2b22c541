package dev.carafe.conformance;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Scripts of pyvmomi against one server. */
final class Pyvmomi {
    /** What the set-up of the tests fetched. */
    private static final Path PYTHON = Cloud.REPOSITORY.resolve("conformance/target/tools/python/bin/python");

    private static final Path SCRIPTS = Cloud.REPOSITORY.resolve("conformance/src/test/python");
    private static final Duration MOST = Duration.ofMinutes(4);

    private Pyvmomi() {}

    /** Skips the calling test where the set-up of the tests could not fetch it. */
    static void assumeFetched() {
        assumeThat(PYTHON).as("pyvmomi was not fetched; ./carafe test does it").isExecutable();
    }

    /**
     * Runs one of the scripts to its end.
     *
     * @param url the server's SOAP API
     * @param more what the script takes after the user's password
     */
    static Command.Result run(String script, String url, String user, String password, String... more) {
        URI server = URI.create(url);
        List<String> command = new ArrayList<>(List.of(
                PYTHON.toString(),
                SCRIPTS.resolve(script).toString(),
                server.getHost(),
                Integer.toString(server.getPort()),
                user,
                password));
        command.addAll(List.of(more));
        return Command.run(MOST, Map.of("PYTHONDONTWRITEBYTECODE", "1"), "", command);
    }
}
