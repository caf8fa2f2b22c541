package dev.carafe.conformance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The real kubectl, speaking to one cluster.
 *
 * @param program where kubectl is
 * @param kubeconfig how it finds the cluster
 */
record Kubectl(Path program, Path kubeconfig) {
    private static final Duration MOST = Duration.ofMinutes(3);

    /** The result of {@code kubectl ARGS}. */
    Command.Result run(String... arguments) {
        return withInput("", arguments);
    }

    /** The result of {@code kubectl ARGS} with something on its standard input. */
    Command.Result withInput(String input, String... arguments) {
        return Command.run(MOST, environment(), input, command(arguments));
    }

    /** The result of {@code kubectl ARGS} with its streams over SPDY, as kubectl before 1.31 has them. */
    Command.Result bySpdy(String input, String... arguments) {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", "false");
        return Command.run(MOST, environment, input, command(arguments));
    }

    /** The output of a call that must succeed. */
    String ok(String... arguments) {
        return run(arguments).orFail();
    }

    /** Applies a manifest. */
    void apply(String manifest) {
        withInput(manifest, "apply", "-f", "-").orFail();
    }

    /** One field, by JSONPath; empty while it is absent. */
    String field(String path, String... object) {
        List<String> arguments = new ArrayList<>(List.of("get", "-o", "jsonpath=" + path));
        arguments.addAll(List.of(object));
        return run(arguments.toArray(String[]::new)).out();
    }

    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    Map<String, String> environment() {
        return Map.of(
                "KUBECONFIG",
                kubeconfig.toString(),
                "HOME",
                kubeconfig.resolveSibling("").toString());
    }
}
