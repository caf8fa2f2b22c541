package dev.carafe.etcd.fuzz;

import dev.carafe.etcd.consensus.MessageFuzz;
import dev.carafe.etcd.http.JsonFuzz;
import dev.carafe.etcd.rpc.RequestFuzz;
import dev.carafe.etcd.schema.BoltFileFuzz;
import dev.carafe.etcd.wal.SnapshotFuzz;
import dev.carafe.etcd.wal.WalFuzz;
import dev.carafe.fuzzing.Fuzzing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The readers of bytes from files and networks: a few seconds each in every build, {@code -Detcd.fuzz.seconds=N} for longer. */
class FuzzTest {
    private static final Fuzzing FUZZING = new Fuzzing(FuzzTest.class, "dev.carafe.etcd", "etcd.fuzz.seconds");

    @TempDir
    private Path folder;

    @FunctionalInterface
    interface Seeds {
        List<byte[]> make() throws IOException;
    }

    static Stream<Arguments> readers() {
        return Stream.of(
                Arguments.of(WalFuzz.class, (Seeds) WalFuzz::seeds),
                Arguments.of(SnapshotFuzz.class, (Seeds) SnapshotFuzz::seeds),
                Arguments.of(BoltFileFuzz.class, (Seeds) BoltFileFuzz::seeds),
                Arguments.of(RequestFuzz.class, (Seeds) RequestFuzz::seeds),
                Arguments.of(JsonFuzz.class, (Seeds) JsonFuzz::seeds),
                Arguments.of(MessageFuzz.class, (Seeds) MessageFuzz::seeds));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    void anyBytesAreTakenOrRefused(Class<?> reader, Seeds seeds) throws Exception {
        FUZZING.look(reader, seeds.make(), folder);
    }
}
