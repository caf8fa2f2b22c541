package dev.carafe.conformance;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The real govc, speaking to one server.
 *
 * @param url the server's SOAP API
 * @param user who logs in
 * @param password with what
 * @param home where govc keeps its session
 */
record Govc(String url, String user, String password, Path home) {
    /** What the set-up of the tests built. */
    static final Path PROGRAM = Cloud.REPOSITORY.resolve("conformance/target/tools/govc");

    private static final Duration MOST = Duration.ofMinutes(4);

    /** The result of {@code govc ARGS}. */
    Command.Result run(String... arguments) {
        return withInput("", arguments);
    }

    /** The result of {@code govc ARGS} with something on its standard input. */
    Command.Result withInput(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        command.addAll(List.of(arguments));
        return Command.run(MOST, environment(), input, command);
    }

    /** The output of a call that must succeed. */
    String ok(String... arguments) {
        return run(arguments).orFail();
    }

    /** What a call says that must fail. */
    String refused(String... arguments) {
        Command.Result result = run(arguments);
        if (result.status() == 0) {
            throw new AssertionError("succeeded, but should not: " + result);
        }
        return result.err();
    }

    /** The output of a call that must succeed, as JSON. */
    Struct json(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, "-json"));
        all.addAll(List.of(arguments));
        String out = ok(all.toArray(String[]::new));
        try {
            return Json.decodeStruct(out.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJsonException e) {
            throw new AssertionError(out, e);
        }
    }

    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("GOVC_URL", url);
        environment.put("GOVC_USERNAME", user);
        environment.put("GOVC_PASSWORD", password);
        environment.put("GOVC_INSECURE", "1");
        environment.put("GOVC_SHOW_UNRELEASED", "true"); // alarm.create, event.post, task.create and such
        environment.put("GOVMOMI_HOME", home.toString());
        environment.put("HOME", home.toString());
        return environment;
    }
}
