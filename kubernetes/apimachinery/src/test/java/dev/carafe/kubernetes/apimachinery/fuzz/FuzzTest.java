package dev.carafe.kubernetes.apimachinery.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.fuzzing.Fuzzing;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The readers of clients' bytes and texts: a few seconds each in every build, {@code -Dapimachinery.fuzz.seconds=N} for longer. */
class FuzzTest {
    private static final Fuzzing FUZZING =
            new Fuzzing(FuzzTest.class, "dev.carafe.kubernetes.apimachinery", "apimachinery.fuzz.seconds");

    @TempDir
    private Path folder;

    static Stream<Arguments> readers() {
        return Stream.of(
                Arguments.of(JsonFuzz.class, JsonFuzz.SEEDS),
                Arguments.of(YamlFuzz.class, YamlFuzz.SEEDS),
                Arguments.of(ProtobufFuzz.class, ProtobufFuzz.SEEDS),
                Arguments.of(PatchFuzz.class, PatchFuzz.SEEDS),
                Arguments.of(ApplyFuzz.class, ApplyFuzz.SEEDS),
                Arguments.of(SelectorFuzz.class, SelectorFuzz.SEEDS),
                Arguments.of(CelFuzz.class, CelFuzz.SEEDS),
                Arguments.of(SchemaFuzz.class, SchemaFuzz.SEEDS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    void anyBytesAreTakenOrRefused(Class<?> reader, List<String> seeds) throws Exception {
        FUZZING.look(reader, seeds.stream().map(FuzzTest::bytes).toList(), folder);
    }

    /** Bytes of a seed: hexadecimal after {@code 0x}, else text. */
    private static byte[] bytes(String seed) {
        return seed.startsWith("0x") ? java.util.HexFormat.of().parseHex(seed, 2, seed.length()) : seed.getBytes(UTF_8);
    }
}
