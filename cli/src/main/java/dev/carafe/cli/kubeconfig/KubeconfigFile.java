package dev.carafe.cli.kubeconfig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Kubeconfig files: each write replaces the file atomically and leaves it {@code 0600}. */
public final class KubeconfigFile {

    private KubeconfigFile() {}

    /** The user's kubeconfig: the first file of {@code KUBECONFIG}, else {@code ~/.kube/config}. */
    public static Path ofUser(Map<String, String> environment, Path home) {
        String variable = environment.getOrDefault("KUBECONFIG", "");
        for (String each : variable.split(":", -1)) {
            if (!each.isEmpty()) {
                return Path.of(each).toAbsolutePath();
            }
        }
        return home.resolve(".kube").resolve("config");
    }

    /**
     * Reads {@code file}; a missing one is empty.
     *
     * @throws IOException if it cannot be read or is no kubeconfig
     */
    public static Kubeconfig read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Kubeconfig.empty();
        }
        try {
            return Kubeconfig.parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is not a kubeconfig: " + e.getMessage(), e);
        }
    }

    /** Writes a file that holds nothing but one context. */
    public static void write(Path file, String context, Credentials credentials) throws IOException {
        Kubeconfig config = Kubeconfig.empty();
        config.put(context, credentials);
        config.makeCurrentIfNone(context);
        write(file, config);
    }

    /**
     * Merges {@code credentials} into {@code file} as a context called {@code name}, or, when that name belongs to
     * another cluster, {@code otherName}. It becomes the current context only if none was.
     *
     * @return the context's name
     */
    public static String merge(Path file, String name, String otherName, Credentials credentials) throws IOException {
        Kubeconfig config = read(file);
        String chosen = isFree(config, name, credentials) ? name : otherName;
        config.put(chosen, credentials);
        config.makeCurrentIfNone(chosen);
        write(file, config);
        return chosen;
    }

    /** Takes the contexts out of {@code file} that belong to the cluster of {@code authorityData}. */
    public static void remove(Path file, String name, String otherName, String authorityData) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        Kubeconfig config = read(file);
        boolean changed = false;
        for (String each : new String[] {name, otherName}) {
            if (authorityData.equals(config.authorityData(each))) {
                changed |= config.remove(each);
            }
        }
        if (changed) {
            write(file, config);
        }
    }

    /** Whether {@code name} is unused, this cluster's, or that of a cluster that was where this one is now. */
    private static boolean isFree(Kubeconfig config, String name, Credentials credentials) {
        String server = config.server(name);
        return server.isEmpty()
                || server.equals(credentials.server())
                || config.authorityData(name).equals(credentials.authorityData());
    }

    private static void write(Path file, Kubeconfig config) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path directory = target.getParent();
        if (directory == null) {
            throw new IOException(file + " is a folder");
        }
        Files.createDirectories(directory);
        Path fresh = Files.createTempFile(
                directory,
                ".kubeconfig-",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(fresh, config.toYaml(), StandardCharsets.UTF_8);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
