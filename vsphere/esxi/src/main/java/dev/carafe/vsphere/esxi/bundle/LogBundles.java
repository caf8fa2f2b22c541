package dev.carafe.vsphere.esxi.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes bundles in a folder and keeps the newest ones until the agent starts anew. Any thread; one is made at a time. */
public final class LogBundles {
    /** How many are kept. */
    static final int KEPT_MAX = 3;
    /** How much of what a machine's QEMU printed is taken, from the end. */
    static final int MACHINE_LOG_MAX = 64 << 10;

    private static final int MACHINES_MAX = 2_000;
    private static final String ENDING = ".tgz";
    private static final Pattern NAME = Pattern.compile("esx-[0-9]{8}-[0-9]{6}-[0-9]{1,9}\\.tgz");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Path runs;
    /** Guarded by this. */
    private int made;

    private LogBundles(Path folder, Path runs) {
        this.folder = folder;
        this.runs = runs;
    }

    /**
     * Opens a folder, and removes what an earlier agent left there.
     *
     * @param folder for bundles alone
     * @param runs where the machines' run directories are, each with a {@code qemu.log}
     */
    public static LogBundles open(Path folder, Path runs) throws IOException {
        Files.createDirectories(folder);
        for (Path left : files(folder)) {
            Files.deleteIfExists(left);
        }
        return new LogBundles(folder, runs);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Makes one.
     *
     * @param log the agent's log
     * @param about texts by their names, such as {@code commands/about.txt}
     * @return its name
     */
    public synchronized String make(List<String> log, Map<String, String> about, Instant now) throws IOException {
        String stem = "esx-" + STAMP.format(now) + "-" + ++made;
        String name = stem + ENDING;
        Path file = folder.resolve(name);
        try (TarGz archive = new TarGz(
                Channels.newOutputStream(FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))),
                now)) {
            archive.add(stem + "/var/log/hostd.log", (String.join("\n", log) + "\n").getBytes(UTF_8));
            for (Map.Entry<String, String> text : about.entrySet()) {
                archive.add(stem + "/" + text.getKey(), text.getValue().getBytes(UTF_8));
            }
            for (Path machine : machines()) {
                Path printed = machine.resolve("qemu.log");
                if (Files.isRegularFile(printed)) {
                    archive.add(stem + "/var/log/machines/" + machine.getFileName() + ".log", end(printed));
                }
            }
        } catch (IOException failed) {
            Files.deleteIfExists(file);
            throw failed;
        }
        List<Path> kept = files(folder);
        List<Path> old = kept.stream()
                .filter(each -> !each.equals(file))
                .limit(Math.max(0, kept.size() - KEPT_MAX))
                .toList();
        for (Path each : old) {
            Files.deleteIfExists(each);
        }
        return name;
    }

    private List<Path> machines() throws IOException {
        if (!Files.isDirectory(runs)) {
            return new ArrayList<>();
        }
        try (Stream<Path> all = Files.list(runs)) {
            return all.filter(each -> each.getFileName().toString().matches("[0-9]{1,19}"))
                    .limit(MACHINES_MAX)
                    .toList();
        }
    }

    private static byte[] end(Path file) throws IOException {
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            in.position(Math.max(0, in.size() - MACHINE_LOG_MAX));
            return Channels.newInputStream(in).readNBytes(MACHINE_LOG_MAX);
        }
    }

    /** The file of a bundle; empty for a name that none has. */
    Optional<Path> find(String name) {
        return NAME.matcher(name).matches()
                ? Optional.of(folder.resolve(name)).filter(Files::isRegularFile)
                : Optional.empty();
    }
}
