package dev.carafe.cli.vmimage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A whole machine in one archive: descriptor, manifest and disk, in this order (DSP0243 2.1, clause 5.3). */
final class Ova {

    private static final int READABLE = 0100644;

    private Ova() {}

    /**
     * Writes the archive.
     *
     * @param name the machine's name, and how the names of the archive's files begin
     * @param disk the disk, a stream-optimized VMDK
     * @param capacity its size for the guest, in bytes
     */
    static void write(Path output, String name, Path disk, long capacity) throws IOException {
        String diskName = name + "-disk1.vmdk";
        byte[] descriptor = descriptor(Map.of(
                        "NAME", xml(name),
                        "DISK", xml(diskName),
                        "SIZE", Long.toString(Files.size(disk)),
                        "CAPACITY", Long.toString(capacity)))
                .getBytes(StandardCharsets.UTF_8);
        byte[] manifest = ("SHA256(" + name + ".ovf)= "
                        + HexFormat.of().formatHex(sha256().digest(descriptor)) + "\nSHA256(" + diskName + ")= "
                        + digest(disk) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(output))) {
            add(tar, name + ".ovf", descriptor);
            add(tar, name + ".mf", manifest);
            tar.putArchiveEntry(entry(diskName, Files.size(disk)));
            Files.copy(disk, tar);
            tar.closeArchiveEntry();
        }
    }

    private static String descriptor(Map<String, String> values) throws IOException {
        String text;
        try (InputStream in = GuestRoot.resource("descriptor.ovf")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        return text;
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        tar.putArchiveEntry(entry(name, content.length));
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry entry(String name, long size) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setMode(READABLE);
        entry.setModTime(0);
        return entry;
    }

    private static String digest(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
