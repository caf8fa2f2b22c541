package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.AlarmMember;
import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.work.ThreadWorkers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store on failing disks keeps. */
class CrashTest {
    private static final StoreConfig SMALL =
            new StoreConfig(Path.of("unused"), 80 * 1024, 30_000, 8 * 1024, 128, Duration.ofSeconds(5));

    private final AtomicLong nowMs = new AtomicLong(1_000_000);

    private EmbeddedStore open(MemoryDirectory directory) throws IOException {
        return EmbeddedStore.open(SMALL, directory, () -> {}, nowMs::get, new ThreadWorkers());
    }

    /** A killed process leaves names that no sync made durable; the next one must not build on them. */
    @Test
    void losesNothingAcknowledgedWhenThePowerFailsAfterAStartThatWasKilled() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        Bytes key = Bytes.utf8("k");
        int killed = 0;
        for (int changes = 0; changes < 40; changes++) {
            MemoryDirectory first = new MemoryDirectory();
            first.dieAfter(changes);
            try (Store _ = open(first)) {
                continue; // it needs no more than that to start
            } catch (IOException e) {
                killed++;
            }
            MemoryDirectory second = first.afterKill();
            try (Store store = open(second)) {
                store.put(PutRequest.of(key, Bytes.utf8("v")));
                for (int failure = 0; failure < 10; failure++) {
                    try (Store third = open(second.afterPowerLoss(random))) {
                        assertThat(third.get(key))
                                .as("killed after " + changes + " changes")
                                .isNotNull();
                    }
                }
            }
        }
        assertThat(killed).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void losesNothingAcknowledgedWhenThePowerFails(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        MemoryDirectory directory = new MemoryDirectory();
        Map<Bytes, Bytes> model = new TreeMap<>();
        long revision = 1;
        for (int life = 0; life < 6; life++) {
            String where = "seed " + seed + " life " + life;
            List<KeyValue> doubtful = new ArrayList<>();
            try (Store store = open(directory)) {
                assertThat(store.range(RangeRequest.prefix(Bytes.EMPTY)).revision())
                        .as(where)
                        .isEqualTo(revision);
                directory.dieAfter(random.nextInt(20, 900));
                for (int i = 0; i < 400 && doubtful.isEmpty(); i++) {
                    Bytes key = Bytes.utf8("k" + random.nextInt(40));
                    byte[] bytes = new byte[random.nextInt(0, 1500)];
                    random.nextBytes(bytes);
                    Bytes value = Bytes.wrap(bytes);
                    boolean delete = random.nextInt(5) == 0;
                    try {
                        if (delete) {
                            revision = store.deleteRange(DeleteRangeRequest.of(key))
                                    .revision();
                            model.remove(key);
                        } else {
                            revision = store.put(PutRequest.of(key, value)).revision();
                            model.put(key, value);
                        }
                        if (random.nextInt(60) == 0) {
                            store.compact(new CompactRequest(revision, false));
                        }
                    } catch (EtcdException e) {
                        assertThat(e.code()).as(where).isIn(EtcdError.Code.UNAVAILABLE, EtcdError.Code.OUT_OF_RANGE);
                        if (e.code() == EtcdError.Code.UNAVAILABLE) {
                            doubtful.add(new KeyValue(key, value, 0, 0, delete ? 0 : 1, 0));
                        }
                    }
                }
                assertThat(contents(store)).as(where).isEqualTo(model);
            }
            directory = directory.afterPowerLoss(random);
            try (Store store = open(directory)) {
                Map<Bytes, Bytes> found = contents(store);
                if (!found.equals(model)) { // the one write without an answer may have happened
                    assertThat(doubtful).as(where).hasSize(1);
                    KeyValue last = doubtful.getFirst();
                    if (last.isTombstone()) {
                        model.remove(last.key());
                    } else {
                        model.put(last.key(), last.value());
                    }
                }
                assertThat(found).as(where).isEqualTo(model);
                long now = store.range(RangeRequest.prefix(Bytes.EMPTY)).revision();
                assertThat(now).as(where).isBetween(revision, revision + 1);
                revision = now;
            }
        }
    }

    @Test
    void refusesWritesAfterAFailedSyncAndGoesOnReading() throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        try (Store store = open(directory)) {
            store.put(put("a", "1"));
            directory.failSyncs(true);
            assertThatThrownBy(() -> store.put(put("a", "2"))).matches(e -> ((EtcdException) e).is(EtcdError.STOPPED));
            directory.failSyncs(false);
            assertThatThrownBy(() -> store.put(put("a", "3"))).matches(e -> ((EtcdException) e).is(EtcdError.STOPPED));
            assertThat(store.get(Bytes.utf8("a"))).extracting(KeyValue::value).isEqualTo(Bytes.utf8("1"));
            assertThat(store.status().errors()).isNotEmpty();
        }
    }

    @Test
    void refusesWritesWhileTheDiskIsFullAndTakesThemAgainWhenItIsNot() throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        try (EmbeddedStore store = open(directory)) {
            Bytes value = Bytes.wrap(new byte[4000]);
            store.put(PutRequest.of(Bytes.utf8("first"), value));
            directory.fill(true);
            List<String> acknowledged = new ArrayList<>(List.of("first"));
            EtcdException refusal = null;
            for (int i = 0; i < 100 && refusal == null; i++) {
                try {
                    store.put(PutRequest.of(Bytes.utf8("k" + i), value));
                    acknowledged.add("k" + i);
                } catch (EtcdException e) {
                    refusal = e;
                }
            }
            assertThat(refusal).isNotNull().matches(e -> e.is(EtcdError.NO_SPACE));
            assertThat(store.status().errors()).containsExactly(EtcdError.NO_SPACE.text());
            Session anybody = store.member().as(Caller.UNKNOWN);
            AlarmRequest question = new AlarmRequest(AlarmRequest.Action.GET, 0, AlarmType.NONE);
            assertThat(anybody.alarm(question).alarms())
                    .extracting(AlarmMember::type)
                    .containsExactly(AlarmType.NOSPACE);
            assertThat(keys(store)).containsExactlyInAnyOrderElementsOf(acknowledged);
            directory.fill(false);
            store.put(PutRequest.of(Bytes.utf8("last"), value));
            assertThat(store.status().errors()).isEmpty();
            acknowledged.add("last");
            assertThat(keys(store)).containsExactlyInAnyOrderElementsOf(acknowledged);
        }
        try (Store store = open(directory)) {
            assertThat(keys(store)).contains("first", "last");
        }
    }

    @Test
    void fallsBackToTheOlderSnapshotWhenTheNewestIsDamaged() throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        Map<Bytes, Bytes> before;
        try (Store store = open(directory)) {
            SplittableRandom random = new SplittableRandom(1);
            while (snapshots(directory).size() < 2 || store.status().raftIndex() < 300) {
                byte[] value = new byte[1000];
                random.nextBytes(value);
                store.put(PutRequest.of(Bytes.utf8("k" + random.nextInt(10)), Bytes.wrap(value)));
            }
            before = contents(store);
        }
        String newest = snapshots(directory).getLast();
        byte[] damaged = directory.bytes(newest);
        damaged[damaged.length / 2] ^= 1;
        try (Store store = open(directory.with(newest, damaged))) {
            assertThat(contents(store)).isEqualTo(before);
        }
    }

    @Test
    void endsALeaseWhenItsTimeIsOverAndNotBefore() throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        long lease;
        try (Store store = open(directory)) {
            lease = store.leaseGrant(new LeaseGrantRequest(10, 0)).id();
            store.put(put("l", "v").withLease(lease));
            nowMs.addAndGet(9_000);
            assertThat(store.leaseTimeToLive(lease, false).ttlSeconds()).isEqualTo(1);
            assertThat(store.leaseKeepAlive(lease).ttlSeconds()).isEqualTo(10);
            nowMs.addAndGet(9_000);
            store.put(put("other", "v"));
            assertThat(store.get(Bytes.utf8("l"))).isNotNull();
        }
        try (Store store = open(directory)) { // a restart gives the full time again
            assertThat(store.leaseTimeToLive(lease, true).keys()).containsExactly(Bytes.utf8("l"));
            assertThat(store.leaseTimeToLive(lease, true).ttlSeconds()).isEqualTo(10);
            nowMs.addAndGet(10_000);
            assertThat(store.leaseKeepAlive(lease).ttlSeconds()).isZero();
            store.put(put("other", "v")); // the write loop looks at the leases before each batch
            assertThat(store.get(Bytes.utf8("l"))).isNull();
            assertThat(store.leaseTimeToLive(lease, true).ttlSeconds()).isEqualTo(-1);
        }
    }

    private static List<String> snapshots(MemoryDirectory directory) {
        return directory.list().stream().filter(name -> name.endsWith(".snap")).toList();
    }

    private static List<String> keys(Store store) {
        return contents(store).keySet().stream().map(Bytes::toUtf8).toList();
    }

    private static Map<Bytes, Bytes> contents(Store store) {
        Map<Bytes, Bytes> contents = new TreeMap<>();
        for (KeyValue kv : store.range(RangeRequest.prefix(Bytes.EMPTY)).kvs()) {
            contents.put(kv.key(), kv.value());
        }
        return contents;
    }

    private static PutRequest put(String key, String value) {
        return PutRequest.of(Bytes.utf8(key), Bytes.utf8(value));
    }
}
