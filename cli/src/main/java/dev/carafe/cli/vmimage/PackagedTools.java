package dev.carafe.cli.vmimage;

import dev.carafe.cli.host.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The programs that make file systems and boot loaders, run out of their unpacked packages with the libraries that came
 * along, so that this machine needs none of them.
 *
 * @param root the tree that they were unpacked into
 */
record PackagedTools(Path root) {

    static final List<String> PACKAGES =
            List.of("dosfstools", "e2fsprogs", "grub-common", "grub-pc-bin", "mtools", "systemd-boot-efi");

    private static final Duration RUN_MAX = Duration.ofMinutes(5);

    static PackagedTools unpack(List<Path> packages, Path root) throws IOException {
        for (Path each : packages) {
            PackageFiles.unpack(each, root, place -> !place.startsWith("usr/share/"));
        }
        return new PackagedTools(root);
    }

    /** A file of the packages. */
    Path file(String place) {
        return root.resolve(place);
    }

    /**
     * Runs {@code words}, the first of which is a program of the packages.
     *
     * @param before words before it, such as those of a program that starts others
     */
    void run(List<String> before, List<String> words) throws IOException {
        Path libraries = root.resolve("usr/lib/x86_64-linux-gnu");
        List<String> command = new ArrayList<>(before);
        command.add(libraries.resolve("ld-linux-x86-64.so.2").toString());
        command.add("--library-path");
        command.add(libraries.toString());
        command.add(root.resolve("usr/bin/" + words.getFirst()).toString());
        command.addAll(words.subList(1, words.size()));
        check(words.getFirst(), RUN_MAX, command);
    }

    void run(String... words) throws IOException {
        run(List.of(), List.of(words));
    }

    /** Runs a program of this machine, or any by its path. */
    static void run(Duration timeout, List<String> command) throws IOException {
        check(Path.of(command.getFirst()).getFileName().toString(), timeout, command);
    }

    private static void check(String name, Duration timeout, List<String> command) throws IOException {
        Command.Result result = Command.run(timeout, command);
        if (!result.isOk()) {
            throw new IOException(name + " failed: " + reason(result));
        }
    }

    /** Why a program failed, a full disk before all else. */
    static String reason(Command.Result result) {
        return result.output()
                .lines()
                .filter(line -> line.contains("No space left on device"))
                .findFirst()
                .map(line -> "the disk is full; make room or choose another folder")
                .orElseGet(() -> result.output()
                        .lines()
                        .filter(line -> line.startsWith("E: "))
                        .map(line -> line.substring("E: ".length()))
                        .findFirst()
                        .orElseGet(result::lastLine));
    }
}
