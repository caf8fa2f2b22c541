package dev.carafe.cli.image;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Image archives: OCI's layout in a tar file ({@code index.json}, {@code blobs/}; image-spec, image-layout.md), and
 * Docker's ({@code manifest.json}), which is the one that jib reads.
 */
final class ImageArchive {

    private static final long JSON_MAX_BYTES = 8L << 20;

    private ImageArchive() {}

    /**
     * {@code archive} in a form that jib reads: itself, or a copy in {@code work} that has Docker's manifest besides.
     *
     * @throws IOException if it is no image archive
     */
    static Path asDockerArchive(Path archive, Path work) throws IOException {
        if (read(archive, "manifest.json") != null) {
            return archive;
        }
        byte[] index = read(archive, "index.json");
        if (index == null) {
            throw new IOException(archive + " is not an image archive: it holds neither manifest.json nor index.json");
        }
        Struct manifest = manifest(archive, index);
        List<String> layers = new ArrayList<>();
        for (Object layer : list(manifest, "layers")) {
            layers.add(blob(archive, (Struct) layer));
        }
        Struct config = manifest.struct("config");
        if (config == null) {
            throw new IOException(archive + " holds an image without a config");
        }
        byte[] docker = Json.encode(List.of(Struct.builder()
                .put("Config", blob(archive, config))
                .put("RepoTags", List.of("base:latest"))
                .put("Layers", layers)
                .build()));
        Path copy = work.resolve("base.tar");
        copyAdding(archive, copy, "manifest.json", docker);
        return copy;
    }

    /** The image manifest for this machine, followed through nested indexes. */
    private static Struct manifest(Path archive, byte[] index) throws IOException {
        Struct current = decode(archive, index);
        for (int depth = 0; depth < 4; depth++) {
            List<?> manifests = list(current, "manifests");
            if (manifests.isEmpty()) {
                return current;
            }
            Struct chosen = (Struct) manifests.getFirst();
            for (Object each : manifests) {
                Struct platform = ((Struct) each).struct("platform");
                if (platform != null && ImageBuilder.architecture().equals(platform.string("architecture"))) {
                    chosen = (Struct) each;
                    break;
                }
            }
            byte[] next = read(archive, blob(archive, chosen));
            if (next == null) {
                throw new IOException(archive + " lacks " + chosen.string("digest"));
            }
            current = decode(archive, next);
        }
        throw new IOException(archive + " nests its indexes too deeply");
    }

    private static String blob(Path archive, Struct descriptor) throws IOException {
        String digest = descriptor.string("digest");
        if (digest == null || !digest.matches("sha(256|512):[0-9a-f]+")) {
            throw new IOException(archive + " names a blob without a proper digest");
        }
        return "blobs/" + digest.replace(':', '/');
    }

    private static List<?> list(Struct struct, String name) {
        return struct.get(name) instanceof List<?> list ? list : List.of();
    }

    private static Struct decode(Path archive, byte[] json) throws IOException {
        try {
            return Json.decodeStruct(json);
        } catch (MalformedJsonException e) {
            throw new IOException(archive + " holds malformed JSON: " + e.getMessage(), e);
        }
    }

    /** The content of the entry {@code name} of a tar file, or null when there is none. */
    private static byte @Nullable [] read(Path archive, String name) throws IOException {
        try (TarArchiveInputStream tar = open(archive)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile() && plain(entry.getName()).equals(name)) {
                    if (entry.getSize() > JSON_MAX_BYTES) {
                        throw new IOException(name + " in " + archive + " is too large");
                    }
                    return tar.readAllBytes();
                }
            }
            return null;
        }
    }

    private static void copyAdding(Path from, Path to, String name, byte[] content) throws IOException {
        try (TarArchiveInputStream in = open(from);
                TarArchiveOutputStream out =
                        new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(to)))) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.isFile()) {
                    TarArchiveEntry copy = new TarArchiveEntry(plain(entry.getName()));
                    copy.setSize(entry.getSize());
                    out.putArchiveEntry(copy);
                    in.transferTo(out);
                    out.closeArchiveEntry();
                }
            }
            TarArchiveEntry added = new TarArchiveEntry(name);
            added.setSize(content.length);
            out.putArchiveEntry(added);
            out.write(content);
            out.closeArchiveEntry();
        }
    }

    private static TarArchiveInputStream open(Path archive) throws IOException {
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(archive));
        in.mark(2);
        boolean zipped = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        InputStream plain = zipped ? new GZIPInputStream(in) : in;
        return new TarArchiveInputStream(plain);
    }

    private static String plain(String name) {
        return name.startsWith("./") ? name.substring(2) : name;
    }

    /** Removes {@code directory} and everything below it, links not followed. */
    static void deleteTree(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
