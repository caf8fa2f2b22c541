package dev.carafe.kubernetes.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.protobuf.Envelope;
import dev.carafe.kubernetes.apimachinery.protobuf.MessageField;
import dev.carafe.kubernetes.apimachinery.protobuf.ProtobufDecoder;
import dev.carafe.kubernetes.apimachinery.protobuf.ProtobufEncoder;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds the protobuf form of every kind to the bytes that upstream's own marshallers make of the same objects. What they
 * made is in {@code protobuf.sha256}: a kind a line, with the beginnings of the hashes of its objects' bytes.
 *
 * <p>{@code -Dcarafe.protobuf.peer=PROGRAM} asks {@code conformance/peers/protobuf} anew and writes the file.
 */
final class ProtobufBytesTest {
    private static final String EXPECTED = "protobuf.sha256";

    /** What part of the fields is set in each of a kind's objects. */
    private static final List<Double> FULLNESS = List.of(0.0, 0.1, 0.4, 0.8);

    private final BuiltinMessages messages = BuiltinMessages.instance();
    private final ProtobufEncoder encoder = new ProtobufEncoder(messages);
    private final ProtobufDecoder decoder = new ProtobufDecoder(messages);

    @Test
    void everyKindHasTheBytesOfUpstream() throws Exception {
        Map<String, List<Struct>> objects = objects();
        assertThat(objects.size()).isGreaterThan(150);
        String peer = System.getProperty("carafe.protobuf.peer", "");
        if (!peer.isEmpty()) {
            record(peer, objects);
        }
        Map<String, String> expected = Files.readAllLines(resource()).stream()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(words -> words[0], words -> words[1]));
        Map<String, String> actual = new TreeMap<>();
        for (Map.Entry<String, List<Struct>> kind : objects.entrySet()) {
            List<String> hashes = new ArrayList<>();
            for (Struct object : kind.getValue()) {
                hashes.add(hash(seal(object)));
            }
            actual.put(kind.getKey(), String.join(" ", hashes));
        }
        assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        assertThat(actual.keySet())
                .filteredOn(kind -> !Objects.equals(actual.get(kind), expected.get(kind)))
                .as("kinds whose bytes are not upstream's")
                .isEmpty();
    }

    @Test
    void whatIsReadHasTheSameBytesAgain() throws Exception {
        for (List<Struct> objects : objects().values()) {
            for (Struct object : objects) {
                byte[] bytes = seal(object);
                Envelope envelope = Envelope.open(bytes);
                Struct read = envelope.decode(decoder, messageOf(object));
                assertThat(Arrays.equals(
                                encoder.encode(read, messageOf(object)), encoder.encode(object, messageOf(object))))
                        .as(() -> object + "\nbecame\n" + read)
                        .isTrue();
            }
        }
    }

    @Test
    void everyListHasItsMetadataFirstAndItsItemsSecond() {
        kinds().forEach((kind, message) -> {
            if (kind.endsWith("List") && messages.find(message) != null) {
                List<MessageField> fields = messages.get(message).fields();
                if (fields.stream().anyMatch(field -> field.name().equals("items"))) {
                    assertThat(fields).extracting(MessageField::number).containsExactly(1, 2);
                    assertThat(fields).extracting(MessageField::name).containsExactly("metadata", "items");
                }
            }
        });
    }

    private static Map<String, String> kinds() {
        Map<String, String> kinds = new TreeMap<>();
        Objects.requireNonNull(DeclarationResource.get("resources.json").struct("kinds"))
                .forEach((kind, schema) -> kinds.put(kind, String.valueOf(schema)));
        return kinds;
    }

    private String messageOf(Struct object) {
        String apiVersion = String.valueOf(object.string("apiVersion"));
        String version = apiVersion.contains("/") ? apiVersion : "/" + apiVersion;
        return String.valueOf(kinds().get(version + "/" + object.string("kind")));
    }

    private Map<String, List<Struct>> objects() {
        Map<String, List<Struct>> objects = new TreeMap<>();
        kinds().forEach((gvk, message) -> {
            if (messages.find(message) != null) {
                String kind = gvk.substring(gvk.lastIndexOf('/') + 1);
                String version = gvk.substring(gvk.startsWith("/") ? 1 : 0, gvk.lastIndexOf('/'));
                objects.put(
                        gvk,
                        FULLNESS.stream()
                                .map(fullness -> new RandomObjects(messages, gvk.hashCode(), fullness)
                                        .object(version, kind, message))
                                .toList());
            }
        });
        return objects;
    }

    private byte[] seal(Struct object) {
        return Envelope.seal(
                String.valueOf(object.string("apiVersion")),
                String.valueOf(object.string("kind")),
                encoder.encode(object, messageOf(object)));
    }

    private static String hash(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
    }

    private static Path resource() throws Exception {
        return Path.of(Objects.requireNonNull(ProtobufBytesTest.class.getResource(EXPECTED))
                .toURI());
    }

    /** Has upstream's program hash all objects and writes what it answers into the sources. */
    private static void record(String peer, Map<String, List<Struct>> objects)
            throws IOException, InterruptedException {
        Path in = Files.createTempFile("objects", ".json");
        Path out = Files.createTempFile("hashes", ".txt");
        try {
            List<Struct> all = objects.values().stream().flatMap(List::stream).toList();
            Files.write(in, all.stream().map(Struct::toString).toList(), UTF_8);
            Process process = new ProcessBuilder(peer, "bytes")
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(process.waitFor()).isZero();
            List<String> hashes = Files.readAllLines(out);
            assertThat(hashes).hasSameSizeAs(all).noneMatch(line -> line.startsWith("error"));
            List<String> lines = new ArrayList<>();
            int at = 0;
            for (Map.Entry<String, List<Struct>> kind : objects.entrySet()) {
                int end = at + kind.getValue().size();
                lines.add(kind.getKey() + " " + String.join(" ", hashes.subList(at, end)));
                at = end;
            }
            Files.write(Path.of("src/test/resources/dev/carafe/kubernetes/api", EXPECTED), lines);
            Files.write(Path.of("target/test-classes/dev/carafe/kubernetes/api", EXPECTED), lines);
        } finally {
            Files.deleteIfExists(in);
            Files.deleteIfExists(out);
        }
    }
}
