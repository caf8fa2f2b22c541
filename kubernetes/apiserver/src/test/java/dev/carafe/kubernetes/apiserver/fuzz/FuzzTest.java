package dev.carafe.kubernetes.apiserver.fuzz;

import dev.carafe.fuzzing.Fuzzing;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the API server alone reads: a few seconds each in every build, {@code -Dapiserver.fuzz.seconds=N} for longer. */
class FuzzTest {
    private static final Fuzzing FUZZING =
            new Fuzzing(FuzzTest.class, "dev.carafe.kubernetes.apiserver", "apiserver.fuzz.seconds");

    @TempDir
    private Path folder;

    static Stream<Arguments> readers() {
        return Stream.of(
                Arguments.of(ContinueTokenFuzz.class, ContinueTokenFuzz.seeds()),
                Arguments.of(StorageFuzz.class, StorageFuzz.seeds()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    void anyBytesAreTakenOrRefused(Class<?> reader, List<byte[]> seeds) throws Exception {
        FUZZING.look(reader, seeds, folder);
    }
}
