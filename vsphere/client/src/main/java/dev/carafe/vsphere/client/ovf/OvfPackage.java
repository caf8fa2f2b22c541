package dev.carafe.vsphere.client.ovf;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A package that is there: an OVA, or an OVF file with the files that it names beside it. Files are checked against the
 * manifest as they are read. Thread-safe.
 */
public final class OvfPackage implements Closeable {
    private static final int DESCRIPTOR_MAX_BYTES = 10 << 20;

    private final Path file;
    private final @Nullable TarReader archive;
    private final String descriptorName;
    private final Manifest manifest;

    private OvfPackage(Path file, @Nullable TarReader archive, String descriptorName, Manifest manifest) {
        this.file = file;
        this.archive = archive;
        this.descriptorName = descriptorName;
        this.manifest = manifest;
    }

    /**
     * Opens a package.
     *
     * @param file one that ends with {@code .ova}, or an {@code .ovf}
     * @throws OvfException when it is no sound package
     */
    public static OvfPackage open(Path file) throws IOException {
        if (!file.toString().endsWith(".ova")) {
            String name = String.valueOf(file.getFileName());
            Path manifest = file.resolveSibling(manifestOf(name));
            return new OvfPackage(
                    file,
                    null,
                    name,
                    Files.exists(manifest)
                            ? Manifest.parse(text(Files.newInputStream(manifest), manifest.toString()))
                            : Manifest.NONE);
        }
        TarReader archive = TarReader.open(file);
        try {
            String descriptor =
                    descriptor(archive).orElseThrow(() -> new OvfException(file + " is no OVA: it has no .ovf file"));
            String manifest = manifestOf(descriptor);
            return new OvfPackage(
                    file,
                    archive,
                    descriptor,
                    archive.has(manifest) ? Manifest.parse(text(archive.content(manifest), manifest)) : Manifest.NONE);
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    private static Optional<String> descriptor(TarReader archive) {
        for (String name : archive.names()) {
            if (name.endsWith(".ovf")) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private static String manifestOf(String descriptor) {
        int dot = descriptor.lastIndexOf('.');
        return (dot < 0 ? descriptor : descriptor.substring(0, dot)) + ".mf";
    }

    private static String text(InputStream from, String name) throws IOException {
        try (from) {
            byte[] bytes = from.readNBytes(DESCRIPTOR_MAX_BYTES + 1);
            if (bytes.length > DESCRIPTOR_MAX_BYTES) {
                throw new OvfException(name + " is longer than " + DESCRIPTOR_MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** The text of the {@code .ovf} file. */
    public String descriptor() throws IOException {
        return text(read(descriptorName), descriptorName);
    }

    /** Whether the package has a file of this name. */
    public boolean has(String name) {
        return archive == null ? isName(name) && Files.isRegularFile(file.resolveSibling(name)) : archive.has(name);
    }

    /** How many bytes a file has. */
    public long size(String name) throws IOException {
        return archive == null ? Files.size(required(name)) : archive.size(requiredIn(archive, name));
    }

    /**
     * Reads a file from its beginning. Its end is told only after the digest was found to be the manifest's.
     *
     * @throws OvfException when there is no such file, and from the stream when it is not what the manifest says
     */
    public InputStream read(String name) throws IOException {
        InputStream content =
                archive == null ? Files.newInputStream(required(name)) : archive.content(requiredIn(archive, name));
        Optional<MessageDigest> digest = manifest.digestOf(name);
        return digest.isEmpty() ? content : new CheckedStream(new DigestInputStream(content, digest.get()), name);
    }

    private String requiredIn(TarReader tar, String name) throws OvfException {
        if (!tar.has(name)) {
            throw missing(name);
        }
        return name;
    }

    private Path required(String name) throws OvfException {
        if (!has(name)) {
            throw missing(name);
        }
        return file.resolveSibling(name);
    }

    private OvfException missing(String name) {
        return new OvfException(file + " has no file '" + name + "', which its descriptor names");
    }

    /** A descriptor's word must not lead out of its folder. */
    private static boolean isName(String name) {
        return !name.isEmpty() && !name.contains("/") && !name.contains("\\") && !name.equals("..");
    }

    @Override
    public void close() throws IOException {
        if (archive != null) {
            archive.close();
        }
    }

    private final class CheckedStream extends FilterInputStream {
        private final MessageDigest digest;
        private final String name;
        private boolean checked;

        CheckedStream(DigestInputStream in, String name) {
            super(in);
            this.digest = in.getMessageDigest();
            this.name = name;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            if (n < 0 && !checked) {
                manifest.require(name, digest);
                checked = true;
            }
            return n;
        }
    }
}
