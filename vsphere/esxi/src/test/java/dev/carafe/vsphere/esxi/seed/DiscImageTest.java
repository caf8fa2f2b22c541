package dev.carafe.vsphere.esxi.seed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.vsphere.esxi.command.Command;
import dev.carafe.vsphere.esxi.command.CommandFailedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscImageTest {
    private static final NoCloudSeed SEED = new NoCloudSeed(
            "instance-id: one\n", "#cloud-config\n" + "# much\n".repeat(1000), Optional.of("version: 2\n"));

    @TempDir
    Path folder;

    @Test
    void theLabelIsWhereItIsLookedFor() {
        byte[] image = SEED.image();
        assertThat(image.length % DiscImage.SECTOR).isZero();
        assertThat(new String(image, 16 * DiscImage.SECTOR + 1, 5, UTF_8)).isEqualTo("CD001");
        assertThat(new String(image, 16 * DiscImage.SECTOR + 40, 8, UTF_8)).isEqualTo("cidata  ");
        assertThat(SEED.image()).as("the same seed is the same bytes").isEqualTo(image);
    }

    @Test
    void theSmallestSeedIsLargeEnoughToBeTakenForAFileSystem() {
        byte[] image = new NoCloudSeed("", "", Optional.empty()).image();
        assertThat(image).hasSizeGreaterThan(64 << 10);
        int sectors = ByteBuffer.wrap(image, 16 * DiscImage.SECTOR + 80, 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
        assertThat(sectors).as("what the descriptor says").isEqualTo(image.length / DiscImage.SECTOR);
    }

    @Test
    void aKernelReadsTheFilesByTheirNames() throws Exception {
        Path image = Files.write(folder.resolve("seed.iso"), SEED.image());
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        String script = "mount -t iso9660 -o loop,ro " + image + " " + mounted + " && cd " + mounted
                + " && for f in *; do echo \"$f $(wc -c < $f) $(head -n 1 $f)\"; done";
        String found;
        try {
            found = Command.run("unshare", "-m", "/bin/sh", "-c", script);
        } catch (CommandFailedException refused) {
            assumeTrue(
                    Files.readString(Path.of("/proc/filesystems")).contains("iso9660")
                            && "root".equals(System.getProperty("user.name")),
                    "needs root and a kernel with iso9660 and loop devices: " + refused.getMessage());
            throw refused;
        }
        assertThat(found.lines())
                .containsExactly(
                        "meta-data 17 instance-id: one",
                        "network-config 11 version: 2",
                        "user-data 7014 #cloud-config");
    }

    @Test
    void anotherProgramReadsBothTrees() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/xorriso")), "needs xorriso (the package of that name)");
        Path image = Files.write(folder.resolve("seed.iso"), SEED.image());
        assertThat(Command.run("xorriso", "-indev", "stdio:" + image, "-toc")).contains("Volume id    : 'cidata'");
        assertThat(Command.run(
                        List.of("xorriso", "-osirrox", "on", "-indev", "stdio:" + image, "-lsl", "/"),
                        "",
                        java.time.Duration.ofSeconds(30)))
                .contains("meta-data", "user-data", "network-config");
    }

    @Test
    void whatIsTooMuchIsRefused() {
        assertThatThrownBy(() -> DiscImage.of("a label that is too long", Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        Map<String, byte[]> many = new HashMap<>();
        for (int i = 0; i < 17; i++) {
            many.put("file" + i, new byte[1]);
        }
        assertThatThrownBy(() -> DiscImage.of("x", many)).isInstanceOf(IllegalArgumentException.class);
        assertThat(DiscImage.of("x", Map.of("empty", new byte[0]))).hasSize((25 + 150) * DiscImage.SECTOR);
    }
}
