package dev.carafe.vsphere.client.ovf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OvfPackageTest {
    private static final String DISK = "d".repeat(1000);
    /** SHA-256 of a thousand times the letter d, and of {@code <Envelope/>}. */
    private static final String GOOD = line("SHA-256", "guest-disk1.vmdk", DISK);

    @TempDir
    private Path folder;

    private static String line(String algorithm, String file, String content) {
        var digest = Manifest.digest(algorithm);
        digest.update(content.getBytes(StandardCharsets.UTF_8));
        return Manifest.line(file, digest);
    }

    private Path ova(String manifest) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("guest.ovf", "<Envelope/>");
        files.put("guest.mf", manifest);
        files.put("guest-disk1.vmdk", DISK);
        Path ova = folder.resolve("guest.ova");
        try (TarWriter tar = new TarWriter(Files.newOutputStream(ova))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                tar.add(file.getKey(), content.length, new ByteArrayInputStream(content));
            }
        }
        return ova;
    }

    private static String text(OvfPackage ovf, String name) throws IOException {
        try (InputStream content = ovf.read(name)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA-1", "SHA-256", "SHA-512"})
    void filesOfAnOvaAreReadAsOftenAsWantedAndAsTheManifestSays(String algorithm) throws IOException {
        try (OvfPackage ovf = OvfPackage.open(ova(line(algorithm, "guest-disk1.vmdk", DISK)))) {
            assertThat(ovf.descriptor()).isEqualTo("<Envelope/>");
            assertThat(ovf.size("guest-disk1.vmdk")).isEqualTo(1000);
            assertThat(text(ovf, "guest-disk1.vmdk")).isEqualTo(DISK);
            assertThat(text(ovf, "guest-disk1.vmdk")).isEqualTo(DISK);
        }
    }

    @Test
    void aFileThatIsNotWhatTheManifestSaysIsRefused() throws IOException {
        try (OvfPackage ovf = OvfPackage.open(ova(line("SHA-256", "guest-disk1.vmdk", "other")))) {
            assertThatExceptionOfType(OvfException.class)
                    .isThrownBy(() -> text(ovf, "guest-disk1.vmdk"))
                    .withMessageContaining("'guest-disk1.vmdk' is not what the manifest says");
        }
    }

    @Test
    void aManifestThatCannotBeReadIsRefused() throws IOException {
        Path ova = ova("what?");
        assertThatExceptionOfType(OvfException.class).isThrownBy(() -> OvfPackage.open(ova));
        Path unknown = ova("MD5(guest.ovf)= 00\n");
        assertThatExceptionOfType(OvfException.class)
                .isThrownBy(() -> OvfPackage.open(unknown))
                .withMessageContaining("unknown");
    }

    @Test
    void anOvaThatIsCutAnywhereIsRefusedOrStillWhole() throws IOException {
        byte[] whole = Files.readAllBytes(ova(GOOD));
        for (int length = 0; length < whole.length - 1024; length += 100) {
            Path cut = Files.write(folder.resolve("cut.ova"), Arrays.copyOf(whole, length));
            assertThatExceptionOfType(OvfException.class).isThrownBy(() -> OvfPackage.open(cut));
        }
    }

    @Test
    void aHeaderWithAFlippedBitIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(ova(GOOD));
        for (int at = 0; at < 500; at += 7) {
            byte[] broken = whole.clone();
            broken[at] ^= 4;
            Path file = Files.write(folder.resolve("broken.ova"), broken);
            assertThatExceptionOfType(OvfException.class)
                    .as("bit of byte " + at)
                    .isThrownBy(() -> OvfPackage.open(file));
        }
    }

    @Test
    void aDescriptorBesideItsFilesIsAPackageToo() throws IOException {
        Path ovf = Files.writeString(folder.resolve("guest.ovf"), "<Envelope/>");
        Files.writeString(folder.resolve("guest.mf"), GOOD);
        Files.writeString(folder.resolve("guest-disk1.vmdk"), DISK);
        try (OvfPackage there = OvfPackage.open(ovf)) {
            assertThat(there.descriptor()).isEqualTo("<Envelope/>");
            assertThat(text(there, "guest-disk1.vmdk")).isEqualTo(DISK);
            assertThat(there.has("nobody.vmdk")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/etc/passwd", "..", "", "a\\b"})
    void aNameThatLeadsOutOfThePackagesFolderIsNoFileOfIt(String name) throws IOException {
        Files.writeString(folder.resolve("secret"), "x");
        Path inside = Files.createDirectory(folder.resolve("inside"));
        Path ovf = Files.writeString(inside.resolve("guest.ovf"), "<Envelope/>");
        try (OvfPackage there = OvfPackage.open(ovf)) {
            assertThat(there.has(name)).isFalse();
            assertThatExceptionOfType(OvfException.class).isThrownBy(() -> there.read(name));
        }
    }

    @Test
    void aNameTooLongForAnOvaIsRefusedWhenItIsWritten() throws IOException {
        try (TarWriter tar = new TarWriter(Files.newOutputStream(folder.resolve("long.ova")))) {
            assertThatExceptionOfType(OvfException.class)
                    .isThrownBy(() -> tar.add("n".repeat(101), 0, InputStream.nullInputStream()))
                    .withMessageContaining("too long");
        }
    }
}
