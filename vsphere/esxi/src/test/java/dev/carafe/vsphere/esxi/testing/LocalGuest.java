package dev.carafe.vsphere.esxi.testing;

import dev.carafe.vsphere.esxi.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A guest that is this machine, with other users: an agent that runs programs in a mount namespace of their own, where
 * {@code /etc/passwd} and {@code /etc/shadow} are the test's. Needs root.
 */
public final class LocalGuest implements AutoCloseable {
    /** The password of {@code root} and of {@code alice}. */
    public static final String PASSWORD = "secret";

    private static final String HASH =
            "$6$carafe$hbYsVHPRblMAFlLWYqPui69udF27sBgY1UBVMlxH/w252c7p7gF5W9US6c0iF/g6yQpMIzchi8Gg.9aLS4Egz0";

    private final Path folder;
    private final boolean withPam;
    private final FakeGuestAgent agent;
    private final Map<Long, Process> programs = new ConcurrentHashMap<>();
    /** What each program writes: its output and its errors. */
    private final Map<Long, List<Path>> files = new ConcurrentHashMap<>();

    /** @param withPam whether the guest has {@code unix_chkpwd} */
    public LocalGuest(Path socket, Path folder, boolean withPam) throws IOException {
        this.folder = folder;
        this.withPam = withPam;
        Files.writeString(
                folder.resolve("passwd"),
                "root:x:0:0::/root:/bin/sh\nalice:x:65500:65500::/tmp:/bin/sh\nbob:x:65501:65501::/tmp:/bin/sh\n");
        shadow("root:" + HASH + ":::::::\nalice:" + HASH + ":::::::\nbob:!:::::::\n");
        agent = new FakeGuestAgent(socket, this::answer);
    }

    /** Gives the guest other passwords. */
    public void shadow(String text) throws IOException {
        Files.writeString(folder.resolve("shadow"), text);
    }

    private @Nullable String answer(String command, JsonObject arguments) {
        try {
            return switch (command) {
                case "guest-exec" -> FakeGuestAgent.returns(JsonObject.of("pid", start(arguments)));
                case "guest-exec-status" -> FakeGuestAgent.returns(status(arguments.number("pid", 0)));
                default -> FakeGuestAgent.returns(JsonObject.EMPTY);
            };
        } catch (IOException failed) {
            return "{\"error\":{\"class\":\"GenericError\",\"desc\":\"failed\"}}";
        }
    }

    private long start(JsonObject arguments) throws IOException {
        String others = "mount --bind '" + folder + "/passwd' /etc/passwd && mount --bind '" + folder
                + "/shadow' /etc/shadow || exit 99; "
                + (withPam
                        ? ""
                        : "for c in /sbin/unix_chkpwd /usr/sbin/unix_chkpwd; do mount --bind /dev/null $c; done; ")
                + "exec \"$@\"";
        List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", others, "guest"));
        command.add(arguments.requiredText("path"));
        if (arguments.fields().get("arg") instanceof List<?> list) {
            list.forEach(word -> command.add((String) word));
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        Path output = Files.createTempFile(folder, "out", "");
        Path errors = Files.createTempFile(folder, "err", "");
        Process process = builder.redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        files.put(process.pid(), List.of(output, errors));
        programs.put(process.pid(), process);
        Thread.ofVirtual().start(() -> {
            try (OutputStream in = process.getOutputStream()) {
                in.write(Base64.getDecoder().decode(arguments.text("input-data").orElse("")));
            } catch (IOException _) {
                // It ended without reading all.
            }
        });
        return process.pid();
    }

    private JsonObject status(long pid) throws IOException {
        Process process = programs.get(pid);
        if (process == null) {
            throw new IOException("no such program");
        }
        if (process.isAlive()) {
            return JsonObject.of("exited", false);
        }
        programs.remove(pid);
        List<Path> written = files.getOrDefault(pid, List.of());
        return JsonObject.of("exited", true)
                .with("exitcode", process.exitValue())
                .with("out-data", Base64.getEncoder().encodeToString(Files.readAllBytes(written.getFirst())))
                .with("err-data", Base64.getEncoder().encodeToString(Files.readAllBytes(written.getLast())));
    }

    @Override
    public void close() throws IOException {
        agent.close();
        programs.values().forEach(Process::destroyForcibly);
    }
}
