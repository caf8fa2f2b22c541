package dev.carafe.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageBuilderTest {

    @TempDir
    Path directory;

    @Test
    void anImageCanBeBuiltOnOneThatWasBuiltBefore() throws Exception {
        Path page = Files.writeString(directory.resolve("page"), "hello");
        Path program = Files.writeString(directory.resolve("program"), "#!/bin/sh\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Path base = directory.resolve("base.tar");
        Path image = directory.resolve("image.tar");

        ImageBuilder.build(
                spec("carafe.local/base:1", Optional.empty(), page, "/www/page", List.of()), base, directory);
        ImageBuilder.build(
                spec("carafe.local/image:1", Optional.of(base), program, "/bin/program", List.of("/bin/program")),
                image,
                directory);

        Map<String, byte[]> blobs = entries(Files.readAllBytes(image));
        Struct index = json(blobs, "index.json");
        Struct manifest = json(blobs, blob((Struct) list(index, "manifests").getFirst()));
        Struct config = json(blobs, blob(struct(manifest, "config")));
        assertThat(index.toString()).contains("carafe.local/image:1");
        assertThat(struct(config, "config").get("Entrypoint")).isEqualTo(List.of("/bin/program"));
        List<String> files = new ArrayList<>();
        for (Object layer : list(manifest, "layers")) {
            byte[] packed = bytes(blobs, blob((Struct) layer));
            byte[] plain = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
            files.addAll(entries(plain).keySet());
        }
        assertThat(files).contains("www/page", "bin/program");
    }

    @Test
    void theSameInputsGiveTheSameBytes() throws Exception {
        Path page = Files.writeString(directory.resolve("page"), "hello");
        ImageSpec spec = spec("carafe.local/base:1", Optional.empty(), page, "/www/page", List.of());

        ImageBuilder.build(spec, directory.resolve("one.tar"), directory);
        Files.setLastModifiedTime(page, FileTime.fromMillis(0));
        ImageBuilder.build(spec, directory.resolve("two.tar"), directory);

        assertThat(directory.resolve("one.tar")).hasSameBinaryContentAs(directory.resolve("two.tar"));
    }

    @Test
    void theBundledImagesDifferInTheirConfigAndCarryLinks() throws Exception {
        Path busybox = Files.writeString(directory.resolve("busybox"), "not really");
        List<Path> archives = BundledImages.build(busybox, List.of("sh", "ls", "busybox"), directory.resolve("images"));

        List<String> configs = new ArrayList<>();
        for (Path archive : archives) {
            Map<String, byte[]> blobs = entries(Files.readAllBytes(archive));
            Struct index = json(blobs, "index.json");
            Struct manifest = json(blobs, blob((Struct) list(index, "manifests").getFirst()));
            configs.add(blob(struct(manifest, "config")));
            byte[] layer = bytes(blobs, blob((Struct) list(manifest, "layers").getFirst()));
            assertThat(entries(new GZIPInputStream(new ByteArrayInputStream(layer)).readAllBytes()))
                    .containsKeys("bin/busybox", "bin/sh", "bin/ls", "etc/passwd", "tmp/");
        }
        assertThat(configs).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void wrongInputIsNamed() {
        Path none = directory.resolve("none");
        assertThatThrownBy(() -> ImageBuilder.build(
                        spec("carafe.local/x:1", Optional.empty(), none, "/x", List.of()),
                        directory.resolve("x.tar"),
                        directory))
                .isInstanceOf(IOException.class)
                .hasMessage(none + " does not exist");
        assertThatThrownBy(() ->
                        ImageBuilder.build(ImageSpec.scratch("Not A Name"), directory.resolve("x.tar"), directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'Not A Name' is not an image's name");
    }

    private static ImageSpec spec(
            String name, Optional<Path> base, Path source, String destination, List<String> entrypoint) {
        return new ImageSpec(
                name,
                base,
                List.of(new ImageSpec.Copy(source, destination)),
                entrypoint,
                List.of(),
                Map.of(),
                Map.of(),
                Optional.empty());
    }

    private static List<?> list(Struct struct, String name) {
        return struct.get(name) instanceof List<?> list ? list : List.of();
    }

    private static String blob(Struct descriptor) {
        return "blobs/" + Objects.requireNonNull(descriptor.string("digest")).replace(':', '/');
    }

    private static Struct struct(Struct parent, String name) {
        return Objects.requireNonNull(parent.struct(name), name);
    }

    private static byte[] bytes(Map<String, byte[]> entries, String name) {
        return Objects.requireNonNull(entries.get(name), name);
    }

    private static Struct json(Map<String, byte[]> entries, String name) throws MalformedJsonException {
        return Json.decodeStruct(bytes(entries, name));
    }

    private static Map<String, byte[]> entries(byte[] tar) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        return entries;
    }
}
