package dev.carafe.vsphere.vmomi.user;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.vmomi.store.WholeFile;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Users in a file of one line each, with colons between, as {@code /etc/shadow} has it:
 *
 * <pre>{@code
 * name:hash:full name:group,group
 * }</pre>
 *
 * Names are written as in a URL, so that they can hold what separates. The file is its owner's alone (0600). Whoever changes
 * it holds a lock on the empty file beside it, {@code NAME.lock}: the server is not the only one who may.
 */
public final class FileUserStore implements UserStore {
    private static final int PARTS = 4;

    private final WholeFile file;

    /** The file as it was found: each change puts another one in its place. */
    private record Stamp(@Nullable Object inode, FileTime changed, long bytes) {}

    /** Its folder must be there. */
    public FileUserStore(Path path) {
        file = new WholeFile(path);
    }

    @Override
    public Lock lock() throws IOException {
        FileChannel channel = FileChannel.open(
                file.path().resolveSibling(file.path().getFileName() + ".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            channel.lock();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return channel::close; // which gives the lock up
    }

    @Override
    public Object stamp() throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(file.path(), BasicFileAttributes.class);
            return new Stamp(found.fileKey(), found.lastModifiedTime(), found.size());
        } catch (NoSuchFileException _) {
            return new Stamp(null, FileTime.fromMillis(0), 0);
        }
    }

    @Override
    public List<User> load() throws IOException {
        Optional<byte[]> bytes = file.read();
        List<User> users = new ArrayList<>();
        int number = 0;
        for (String line : bytes.map(all -> new String(all, UTF_8)).orElse("").split("\n", -1)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                users.add(user(line, number));
            }
        }
        return users;
    }

    private User user(String line, int number) throws IOException {
        try {
            String[] parts = line.split(":", -1);
            if (parts.length != PARTS) {
                throw new IllegalArgumentException("it has " + parts.length + " parts instead of " + PARTS);
            }
            List<String> groups = Stream.of(parts[3].split(","))
                    .filter(name -> !name.isEmpty())
                    .map(FileUserStore::decoded)
                    .toList();
            return new User(decoded(parts[0]), decoded(parts[2]), PasswordHash.decode(parts[1]), groups);
        } catch (IllegalArgumentException e) {
            throw new IOException("line " + number + " of " + file.path() + " is no user: " + e.getMessage(), e);
        }
    }

    @Override
    public void save(List<User> users) throws IOException {
        StringBuilder text = new StringBuilder();
        for (User user : users) {
            text.append(encoded(user.name()))
                    .append(':')
                    .append(user.password().encode())
                    .append(':')
                    .append(encoded(user.fullName()))
                    .append(':')
                    .append(user.groups().stream().map(FileUserStore::encoded).collect(Collectors.joining(",")))
                    .append('\n');
        }
        file.write(text.toString().getBytes(UTF_8));
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, UTF_8);
    }

    private static String decoded(String name) {
        return URLDecoder.decode(name, UTF_8);
    }
}
