package dev.carafe.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A vCenter of its own, {@code ./carafe vcenter}, on a port of the machine's choosing. */
final class VCenter implements AutoCloseable {
    static final String USER = "administrator@vsphere.local";
    static final String PASSWORD = "a password+with/signs";

    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Pattern SERVING = Pattern.compile("Serving at (https://\\S+:(\\d+)/sdk)");

    private final Part part;
    private final String url;
    private final int port;

    private VCenter(Part part, String url, int port) {
        this.part = part;
        this.url = url;
        this.port = port;
    }

    /**
     * Starts one and waits until it serves.
     *
     * @param folder where its log and its password go; its data goes into {@code folder/data}
     * @param more further words for {@code carafe vcenter}
     */
    static VCenter start(Path folder, String... more) {
        try {
            Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
            Path log = folder.resolve("vcenter.log");
            Files.deleteIfExists(log);
            List<String> arguments = new ArrayList<>(List.of(
                    "vcenter",
                    "--data-dir",
                    folder.resolve("data").toString(),
                    "--address",
                    "127.0.0.1",
                    "--port",
                    "0",
                    "--name",
                    "vcenter-under-test",
                    "--password-file",
                    password.toString()));
            arguments.addAll(List.of(more));
            Part part = Part.start("carafe vcenter", log, List.of(), arguments);
            Matcher serving = Await.until(
                    "the vCenter to serve",
                    START_MAX,
                    () -> {
                        part.requireRunning();
                        return SERVING.matcher(part.output());
                    },
                    Matcher::find);
            return new VCenter(part, serving.group(1), Integer.parseInt(serving.group(2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where its SOAP API is. */
    String url() {
        return url;
    }

    int port() {
        return port;
    }

    /** govc as its administrator. */
    Govc govc(Path home) {
        return new Govc(url, USER, PASSWORD, home);
    }

    /** Fails, with its log, when it ended by itself. */
    void requireRunning() {
        part.requireRunning();
    }

    /** All that it said. */
    String log() {
        return part.output();
    }

    @Override
    public void close() {
        part.close();
    }
}
