package dev.carafe.etcd.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class BatchedGetsTest {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static KeyValue value(Bytes key, long revision) {
        return new KeyValue(key, key, revision, revision, 1, 0);
    }

    /** A store whose calls can be held back; key "none" does not exist, key "bad" spoils the call that it is in. */
    private static final class HeldStore implements BatchedGets.Reader {
        final ConcurrentLinkedQueue<List<Bytes>> calls = new ConcurrentLinkedQueue<>();
        final CountDownLatch begun = new CountDownLatch(BatchedGets.CALLS_MAX);
        final CountDownLatch go = new CountDownLatch(1);

        @Override
        public List<@Nullable KeyValue> read(List<Bytes> keys) {
            calls.add(keys);
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EtcdException(EtcdError.Code.CANCELLED, "context canceled", e);
            }
            List<@Nullable KeyValue> found = new ArrayList<>();
            for (Bytes key : keys) {
                switch (key.toUtf8()) {
                    case "none" -> found.add(null);
                    case "bad" -> throw new EtcdException(EtcdError.Code.PERMISSION_DENIED, "permission denied", null);
                    case "away" -> throw new EtcdException(EtcdError.Code.UNAVAILABLE, "no server", null);
                    default -> found.add(value(key, 7));
                }
            }
            return found;
        }
    }

    private List<Future<@Nullable KeyValue>> readAll(BatchedGets gets, HeldStore store, String... keys)
            throws Exception {
        List<Future<@Nullable KeyValue>> reads = new ArrayList<>();
        for (int i = 0; i < BatchedGets.CALLS_MAX; i++) {
            reads.add(threads.submit(() -> gets.get(Bytes.utf8("first"))));
        }
        store.begun.await();
        for (String key : keys) {
            int before = gets.waiting();
            reads.add(threads.submit(() -> gets.get(Bytes.utf8(key))));
            while (gets.waiting() == before) {
                Thread.sleep(1);
            }
        }
        store.go.countDown();
        return reads.subList(BatchedGets.CALLS_MAX, reads.size());
    }

    @Test
    void whatComesWhileCallsAreOnTheirWayIsReadTogether() throws Exception {
        HeldStore store = new HeldStore();
        BatchedGets gets = new BatchedGets(store, () -> 0);
        List<Future<@Nullable KeyValue>> reads = readAll(gets, store, "a", "none", "b", "c", "d");
        assertThat(reads.get(0).get()).isEqualTo(value(Bytes.utf8("a"), 7));
        assertThat(reads.get(1).get()).isNull();
        assertThat(reads.get(4).get()).isEqualTo(value(Bytes.utf8("d"), 7));
        assertThat(store.calls.size()).isBetween(BatchedGets.CALLS_MAX + 1, BatchedGets.CALLS_MAX * 2);
        assertThat(gets.get(Bytes.utf8("e"))).isEqualTo(value(Bytes.utf8("e"), 7)); // alone, at once
    }

    @Test
    void aKeyThatMayNotBeReadFailsAlone() throws Exception {
        HeldStore store = new HeldStore();
        List<Future<@Nullable KeyValue>> reads =
                readAll(new BatchedGets(store, () -> 0), store, "a", "b", "bad", "c", "d", "e");
        for (int i = 0; i < reads.size(); i++) {
            Future<@Nullable KeyValue> read = reads.get(i);
            if (i == 2) {
                assertThatThrownBy(read::get).hasRootCauseMessage("permission denied");
            } else {
                assertThat(read.get()).isNotNull();
            }
        }
    }

    @Test
    void aServerThatIsAwayIsAskedOnceForAll() throws Exception {
        HeldStore store = new HeldStore();
        List<Future<@Nullable KeyValue>> reads =
                readAll(new BatchedGets(store, () -> 0), store, "away", "away", "away", "away");
        for (Future<@Nullable KeyValue> read : reads) {
            assertThatThrownBy(read::get).hasRootCauseMessage("no server");
        }
        assertThat(store.calls.size()).isLessThanOrEqualTo(BatchedGets.CALLS_MAX * 2);
    }

    @Test
    void oneThatIsInterruptedLeavesTheOthersTheirTurn() throws Exception {
        HeldStore store = new HeldStore();
        BatchedGets gets = new BatchedGets(store, () -> 0);
        for (int i = 0; i < BatchedGets.CALLS_MAX; i++) {
            var _ = threads.submit(() -> gets.get(Bytes.utf8("first")));
        }
        store.begun.await();
        CountDownLatch failed = new CountDownLatch(1);
        Thread impatient = Thread.ofVirtual().start(() -> {
            try {
                gets.get(Bytes.utf8("a"));
            } catch (EtcdException e) {
                if (e.code() == EtcdError.Code.CANCELLED
                        && Thread.currentThread().isInterrupted()) {
                    failed.countDown();
                }
            }
        });
        while (gets.waiting() == 0) {
            Thread.sleep(1);
        }
        impatient.interrupt();
        failed.await();
        Future<@Nullable KeyValue> patient = threads.submit(() -> gets.get(Bytes.utf8("b")));
        store.go.countDown();
        assertThat(patient.get()).isEqualTo(value(Bytes.utf8("b"), 7));
    }

    @Test
    void aCallThatHangsHoldsUpNobodyForLong() throws Exception {
        AtomicLong now = new AtomicLong();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        BatchedGets gets = new BatchedGets(
                keys -> {
                    if (keys.getFirst().equals(Bytes.utf8("hangs"))) {
                        begun.countDown();
                        try {
                            go.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                    return keys.stream()
                            .<@Nullable KeyValue>map(key -> value(key, 7))
                            .toList();
                },
                now::get);
        Future<@Nullable KeyValue> hanging = threads.submit(() -> gets.get(Bytes.utf8("hangs")));
        begun.await();
        Future<@Nullable KeyValue> waiting = threads.submit(() -> gets.get(Bytes.utf8("a")));
        while (gets.waiting() == 0) {
            Thread.sleep(1);
        }
        now.addAndGet(BatchedGets.SLOW_NANOS + 1);
        assertThat(gets.get(Bytes.utf8("b"))).isEqualTo(value(Bytes.utf8("b"), 7));
        assertThat(waiting.get()).isEqualTo(value(Bytes.utf8("a"), 7));
        assertThat(hanging.isDone()).isFalse();
        go.countDown();
        assertThat(hanging.get()).isEqualTo(value(Bytes.utf8("hangs"), 7));
        assertThat(gets.get(Bytes.utf8("c"))).isEqualTo(value(Bytes.utf8("c"), 7));
    }

    /** Each read sees at least what was there when it came, whoever interrupts whom. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noReadIsOlderThanItsBeginning(long seed) throws Exception {
        AtomicLong revision = new AtomicLong();
        BatchedGets gets = new BatchedGets(
                keys -> {
                    long at = revision.get(); // the store is read here, and answers some time later
                    Thread.onSpinWait();
                    return keys.stream()
                            .<@Nullable KeyValue>map(key -> value(key, at))
                            .toList();
                },
                System::nanoTime);
        List<Future<Boolean>> readers = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 16; i++) {
            Bytes key = Bytes.utf8("key-" + i);
            SplittableRandom own = random.split();
            readers.add(threads.submit(() -> {
                for (int step = 0; step < 2_000; step++) {
                    long before = own.nextInt(4) == 0 ? revision.incrementAndGet() : revision.get();
                    if (own.nextInt(50) == 0) {
                        Thread.currentThread().interrupt();
                    }
                    try {
                        KeyValue found = gets.get(key);
                        if (found == null || !found.key().equals(key) || found.modRevision() < before) {
                            return false;
                        }
                    } catch (EtcdException e) {
                        if (e.code() != EtcdError.Code.CANCELLED) {
                            return false;
                        }
                    }
                    Thread.interrupted();
                }
                return true;
            }));
        }
        for (Future<Boolean> reader : readers) {
            assertThat(reader.get()).as("seed %d", seed).isTrue();
        }
    }
}
