package dev.carafe.cli.vmimage;

import dev.carafe.cli.host.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fetches packages with all that they depend on from the sources that this machine's apt knows, into a folder of their own.
 * What is installed on this machine plays no part, and nothing of it changes.
 */
final class DebianPackages {

    private static final Duration FETCH_MAX = Duration.ofMinutes(20);

    /** Packages that others depend on for their installation alone, or for work that the guest does itself. */
    private static final List<String> LEFT_OUT = List.of(
            "coreutils",
            "debconf",
            "debianutils",
            "dpkg",
            "gettext-base",
            "init-system-helpers",
            "initramfs-tools",
            "kmod",
            "libc-bin",
            "linux-base",
            "mawk",
            "perl",
            "perl-base",
            "sensible-utils",
            "tar",
            "tzdata",
            "ucf",
            "usrmerge");

    private final Path folder;

    DebianPackages(Path folder) {
        this.folder = folder;
    }

    /**
     * The package files of {@code names} and of what they need.
     *
     * @param group a name for this download's folder
     * @throws IOException if apt cannot fetch them
     */
    List<Path> download(String group, List<String> names) throws IOException {
        Path archives = Files.createDirectories(folder.resolve(group));
        Files.createDirectories(archives.resolve("partial"));
        Files.writeString(folder.resolve("status"), installed());
        List<String> own = List.of();
        Command.Result result = install(archives, own, names);
        if (!result.isOk()) { // the machine's own lists may be absent, or older than the packages that the sources have
            own = ownLists();
            Command.Result update = Command.run(FETCH_MAX, apt(archives, own, List.of("update")));
            if (update.isOk()) {
                result = install(archives, own, names);
            }
        }
        if (!result.isOk()) {
            throw new IOException(
                    "apt-get could not fetch " + String.join(", ", names) + ": " + PackagedTools.reason(result));
        }
        try (Stream<Path> files = Files.list(archives)) {
            return files.filter(each -> each.toString().endsWith(".deb"))
                    .sorted()
                    .toList();
        }
    }

    private Command.Result install(Path archives, List<String> own, List<String> names) throws IOException {
        List<String> words = new ArrayList<>(List.of("--download-only", "--no-install-recommends", "install"));
        words.addAll(names);
        return Command.run(FETCH_MAX, apt(archives, own, words));
    }

    private List<String> ownLists() throws IOException {
        Path lists = folder.resolve("lists");
        Files.createDirectories(lists.resolve("partial"));
        return List.of("-o", "Dir::State::lists=" + lists);
    }

    private List<String> apt(Path archives, List<String> own, List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                "apt-get",
                "-y",
                "-q",
                "-o",
                "Dir::State::status=" + folder.resolve("status"),
                "-o",
                "Dir::Cache=" + folder.resolve("cache"),
                "-o",
                "Dir::Cache::archives=" + archives,
                "-o",
                "Debug::NoLocking=true",
                "-o",
                "APT::Sandbox::User=root",
                "-o",
                "Acquire::Retries=3"));
        command.addAll(own);
        command.addAll(words);
        return command;
    }

    /** A list of installed packages (deb822, dpkg's status) that holds those left out, newer than any. */
    private static String installed() {
        StringBuilder status = new StringBuilder();
        for (String name : LEFT_OUT) {
            status.append("Package: ").append(name).append('\n');
            status.append("Status: install ok installed\nVersion: 99:0\nArchitecture: amd64\n");
            status.append("Maintainer: none <none@localhost>\nDescription: left out\n\n");
        }
        return status.toString();
    }
}
