package dev.carafe.cli.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The user who called a command by {@code sudo}: root's process works for this one, whose files are to stay theirs.
 *
 * @param uid the user's number
 * @param gid the number of the user's group
 * @param home the user's home directory
 */
public record Invoker(int uid, int gid, Path home) {

    private static final Path PASSWD = Path.of("/etc/passwd");

    /** The user behind {@code sudo}; empty without it, and for users whom {@code /etc/passwd} does not know. */
    public static Optional<Invoker> find() throws IOException {
        return Host.isRoot() && Files.isReadable(PASSWD)
                ? find(System.getenv(), Files.readAllLines(PASSWD))
                : Optional.empty();
    }

    static Optional<Invoker> find(Map<String, String> environment, List<String> passwd) {
        String uid = environment.getOrDefault("SUDO_UID", "");
        if (!uid.matches("[1-9][0-9]{0,8}")) { // root behind root needs nothing
            return Optional.empty();
        }
        return passwd.stream()
                .map(line -> line.split(":", -1))
                .filter(words -> words.length == 7
                        && words[2].equals(uid)
                        && words[3].matches("[0-9]{1,9}")
                        && words[5].startsWith("/"))
                .findFirst()
                .map(words -> new Invoker(Integer.parseInt(uid), Integer.parseInt(words[3]), Path.of(words[5])));
    }

    /** Makes {@code file} the user's own. */
    public void give(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", uid);
        Files.setAttribute(file, "unix:gid", gid);
    }
}
