package dev.carafe.cli.image;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The images that Carafe makes itself from the machine's static busybox, so that a cluster comes up without any
 * registry: {@link #PAUSE}, which holds a pod's namespaces, and {@link #BUSYBOX}, a small system for examples.
 *
 * <p>Both share one layer: {@code /bin/busybox}, a link for each of its applets, and a handful of folders and files.
 */
public final class BundledImages {

    /** The image of a pod's sandbox. */
    public static final String PAUSE = "carafe.local/pause:1";

    /** A small system: busybox with all its applets. */
    public static final String BUSYBOX = "carafe.local/busybox:1";

    /** Waits for SIGTERM, then ends; as process 1 of a shared namespace the shell reaps what is orphaned to it. */
    private static final List<String> PAUSE_ENTRYPOINT = List.of(
            "/bin/busybox",
            "sh",
            "-c",
            "trap 'exit 0' TERM INT; while :; do /bin/busybox sleep 2147483647 & wait $!; done");

    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

    private static final List<String> FOLDERS =
            List.of("bin/", "etc/", "home/", "proc/", "root/", "sys/", "usr/", "var/");

    private static final Map<String, String> ETC = Map.of(
            "etc/group", "root:x:0:\nnobody:x:65534:\n",
            "etc/nsswitch.conf", "hosts: files dns\n",
            "etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n");

    private BundledImages() {}

    /**
     * Builds both archives into {@code directory} unless they were built from the same busybox before.
     *
     * @param busybox a statically linked busybox
     * @param applets the names of its applets
     * @return the archives, each of one image
     */
    public static List<Path> build(Path busybox, List<String> applets, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path pause = directory.resolve("pause.tar");
        Path system = directory.resolve("busybox.tar");
        Path made = directory.resolve("made-of");
        String source = digest(busybox) + "\n";
        if (Files.exists(pause)
                && Files.exists(system)
                && Files.exists(made)
                && Files.readString(made).equals(source)) {
            return List.of(pause, system);
        }
        Path base = directory.resolve("base.tar");
        try {
            writeBase(busybox, applets, base, directory);
            ImageBuilder.build(spec(PAUSE, base, PAUSE_ENTRYPOINT, List.of()), pause, directory);
            ImageBuilder.build(spec(BUSYBOX, base, List.of(), List.of("sh")), system, directory);
        } finally {
            Files.deleteIfExists(base);
        }
        Path fresh = directory.resolve("made-of.new");
        Files.writeString(fresh, source);
        Files.move(fresh, made, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return List.of(pause, system);
    }

    private static ImageSpec spec(String name, Path base, List<String> entrypoint, List<String> command) {
        return new ImageSpec(
                name, Optional.of(base), List.of(), entrypoint, command, ENVIRONMENT, Map.of(), Optional.empty());
    }

    /** An image archive in Docker's form with one layer; jib's own layers know no symbolic links. */
    private static void writeBase(Path busybox, List<String> applets, Path output, Path work) throws IOException {
        Path layer = work.resolve("layer.tar");
        try {
            try (TarArchiveOutputStream tar = tar(layer)) {
                for (String folder : FOLDERS) {
                    put(tar, new TarArchiveEntry(folder), 0755, new byte[0]);
                }
                put(tar, new TarArchiveEntry("tmp/"), 01777, new byte[0]);
                put(tar, new TarArchiveEntry("bin/busybox"), 0755, Files.readAllBytes(busybox));
                for (String applet : applets.stream().sorted().distinct().toList()) {
                    if (!applet.equals("busybox")) {
                        TarArchiveEntry link = new TarArchiveEntry("bin/" + applet, TarConstants.LF_SYMLINK);
                        link.setLinkName("busybox");
                        put(tar, link, 0777, new byte[0]);
                    }
                }
                for (Map.Entry<String, String> file : ETC.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .toList()) {
                    put(
                            tar,
                            new TarArchiveEntry(file.getKey()),
                            0644,
                            file.getValue().getBytes(StandardCharsets.UTF_8));
                }
            }
            byte[] config = Json.encode(Struct.builder()
                    .put("architecture", ImageBuilder.architecture())
                    .put("os", "linux")
                    .put("created", "1970-01-01T00:00:00Z")
                    .put("config", Struct.EMPTY)
                    .put("rootfs", Struct.of("type", "layers", "diff_ids", List.of("sha256:" + digest(layer))))
                    .build());
            byte[] manifest = Json.encode(List.of(Struct.builder()
                    .put("Config", "config.json")
                    .put("RepoTags", List.of("carafe.local/base:1"))
                    .put("Layers", List.of("layer.tar"))
                    .build()));
            try (TarArchiveOutputStream tar = tar(output)) {
                put(tar, new TarArchiveEntry("config.json"), 0644, config);
                put(tar, new TarArchiveEntry("manifest.json"), 0644, manifest);
                put(tar, new TarArchiveEntry("layer.tar"), 0644, Files.readAllBytes(layer));
            }
        } finally {
            Files.deleteIfExists(layer);
        }
    }

    private static TarArchiveOutputStream tar(Path file) throws IOException {
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        return new TarArchiveOutputStream(out);
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, int mode, byte[] content)
            throws IOException {
        entry.setMode(mode);
        entry.setModTime(0);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static String digest(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
