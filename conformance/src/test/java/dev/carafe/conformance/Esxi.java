package dev.carafe.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A host agent of its own, {@code ./carafe esxi}, on a port of the machine's choosing. */
final class Esxi implements AutoCloseable {
    static final String USER = "root";
    static final String PASSWORD = "a password+with/signs";

    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Duration RESET_MAX = Duration.ofMinutes(2);
    private static final Pattern SERVING = Pattern.compile("Serving at (https://\\S+/sdk)");

    private final Part part;
    private final Path data;
    private final String url;

    private Esxi(Part part, Path data, String url) {
        this.part = part;
        this.data = data;
        this.url = url;
    }

    /**
     * Starts an agent and waits until it serves.
     *
     * @param folder where its log and its password go; its data goes into {@code folder/data}
     * @param more further words for {@code carafe esxi}
     */
    static Esxi start(Path folder, String... more) {
        return startWith(List.of(), folder, more);
    }

    /** As {@link #start}, by a program that runs the rest of its command line in its own place, such as {@code env}. */
    static Esxi startWith(List<String> wrapper, Path folder, String... more) {
        try {
            Path data = folder.resolve("data");
            Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
            Path log = folder.resolve("esxi.log");
            Files.deleteIfExists(log);
            List<String> arguments = new ArrayList<>(List.of(
                    "esxi",
                    "--data-dir",
                    data.toString(),
                    "--address",
                    "127.0.0.1",
                    "--port",
                    "0",
                    "--name",
                    "host-under-test",
                    "--password-file",
                    password.toString()));
            arguments.addAll(List.of(more));
            Part part = Part.start("carafe esxi", log, wrapper, arguments);
            Matcher serving = Await.until(
                    "the host agent to serve",
                    START_MAX,
                    () -> {
                        part.requireRunning();
                        return SERVING.matcher(part.output());
                    },
                    Matcher::find);
            return new Esxi(part, data, serving.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where its SOAP API is. */
    String url() {
        return url;
    }

    /** Fails, with its log, when it ended by itself. */
    void requireRunning() {
        part.requireRunning();
    }

    /** All that it said. */
    String log() {
        return part.output();
    }

    /** Ends it as a crash would. */
    void kill() {
        part.kill();
    }

    /** Ends it, its machines, and all that it left on this machine. */
    @Override
    public void close() {
        part.close();
        Command.run(
                        RESET_MAX,
                        Map.of("CARAFE_NO_BUILD", "1"),
                        "",
                        List.of(
                                Cloud.REPOSITORY.resolve("carafe").toString(),
                                "esxi",
                                "reset",
                                "--yes",
                                "--data-dir",
                                data.toString()))
                .orFail();
    }
}
