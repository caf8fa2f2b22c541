package dev.carafe.etcd.embed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of values of which a fourth would fill the heap, in a process of its own whose heap is that small. */
class SmallHeapTest {
    private static final int HEAP_MIB = 64;
    private static final int VALUE_BYTES = 8 << 10;
    private static final int KEYS = 4 * (HEAP_MIB << 20) / VALUE_BYTES;
    private static final int PUTS = 64;

    @Test
    void holdsFourTimesItsHeapAndStartsAgainWithIt(@TempDir Path folder) throws Exception {
        assertThat(run("fill", folder)).isEqualTo("filled");
        assertThat(run("read", folder)).isEqualTo("read " + KEYS);
    }

    private static String run(String what, Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx" + HEAP_MIB + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        what,
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor())
                    .as("exit code of %s, which said: %s", what, said)
                    .isZero();
            return said.strip();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The process. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            try (Store store = EmbeddedStore.open(StoreConfig.of(Path.of(args[1])))) {
                if (args[0].equals("fill")) {
                    fill(store);
                    System.out.println("filled");
                } else {
                    System.out.println("read " + read(store));
                }
            }
        }

        private static void fill(Store store) {
            for (int first = 0; first < KEYS; first += PUTS) {
                List<Op> puts = new ArrayList<>();
                for (int number = first; number < first + PUTS; number++) {
                    puts.add(PutRequest.of(key(number), value(number)));
                }
                var _ = store.txn(new TxnRequest(List.of(), puts, List.of()));
            }
        }

        /** How many keys have the values that they were given. */
        private static int read(Store store) {
            int right = 0;
            for (int first = 0; first < KEYS; first += PUTS) {
                int number = first;
                for (KeyValue kv : store.range(RangeRequest.range(key(first), key(first + PUTS)))
                        .kvs()) {
                    right += kv.key().equals(key(number)) && kv.value().equals(value(number)) ? 1 : 0;
                    number++;
                }
            }
            return right;
        }

        private static Bytes key(int number) {
            return Bytes.utf8("%08d".formatted(number));
        }

        /** Nothing that a disk or file system could make smaller. */
        private static Bytes value(int number) {
            byte[] value = new byte[VALUE_BYTES];
            new SplittableRandom(number).nextBytes(value);
            return Bytes.wrap(value);
        }
    }
}
