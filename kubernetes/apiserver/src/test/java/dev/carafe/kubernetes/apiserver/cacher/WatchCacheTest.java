package dev.carafe.kubernetes.apiserver.cacher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.Watcher;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.fields.FieldSelector;
import dev.carafe.kubernetes.apimachinery.labels.LabelSelector;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.storage.ContinueToken;
import dev.carafe.kubernetes.apiserver.storage.EventLeases;
import dev.carafe.kubernetes.apiserver.storage.ListPage;
import dev.carafe.kubernetes.apiserver.storage.ObjectStorage;
import dev.carafe.kubernetes.apiserver.storage.SelectionPredicate;
import dev.carafe.kubernetes.apiserver.storage.Serializer;
import dev.carafe.kubernetes.apiserver.storage.StorageKeys;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import dev.carafe.kubernetes.apiserver.testing.TestStores;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WatchCacheTest {
    private static final String PREFIX = "/registry/things/";
    private static final long WAIT = TimeUnit.SECONDS.toNanos(10);

    @TempDir
    Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private Store store;
    private ObjectStorage storage;
    private WatchCache cache;

    @BeforeEach
    void open() throws Exception {
        store = TestStores.open(directory);
        storage = new ObjectStorage(
                store, StorageKeys.defaults(), new EventLeases(store, System::currentTimeMillis), Serializer.JSON);
        cache = WatchCache.start(store, storage, PREFIX, timer);
    }

    @AfterEach
    void close() {
        cache.close();
        timer.close();
        store.close();
    }

    private static Struct thing(String namespace, String name, String color) {
        return Struct.builder()
                .put("kind", "Thing")
                .put("apiVersion", "v1")
                .put(
                        "metadata",
                        Struct.builder()
                                .put("name", name)
                                .put("namespace", namespace)
                                .put("labels", Struct.of("color", color))
                                .build())
                .build();
    }

    private static SelectionPredicate red() throws Exception {
        return new SelectionPredicate(LabelSelector.parse("color=red"), FieldSelector.everything(), _ -> Map.of());
    }

    /** What a client that lists nothing and only follows its watch believes to be there. */
    private static final class Follower {
        final CacheWatcher watcher;
        final Map<String, Long> believed = new TreeMap<>();
        long seen;

        Follower(CacheWatcher watcher) {
            this.watcher = watcher;
        }

        void follow(long until) throws InterruptedException {
            while (true) {
                WatchItem item = watcher.next(TimeUnit.MILLISECONDS.toNanos(20));
                switch (item) {
                    case WatchItem.Added(StoredObject object, EventLine _) -> {
                        assertThat(believed).doesNotContainKey(object.key());
                        take(object);
                    }
                    case WatchItem.Modified(StoredObject object, EventLine _) -> {
                        assertThat(believed).containsKey(object.key());
                        take(object);
                    }
                    case WatchItem.Deleted(StoredObject object, EventLine _) -> {
                        assertThat(believed.remove(object.key())).isNotNull();
                        assertThat(object.tree().struct("metadata"))
                                .extracting(metadata -> metadata.string("resourceVersion"))
                                .isEqualTo(Long.toString(object.revision()));
                    }
                    case WatchItem.Bookmark _ -> {}
                    case WatchItem.Idle _ -> {
                        WatchItem.Bookmark mark = watcher.bookmark();
                        if (mark != null && mark.revision() >= until) {
                            return;
                        }
                    }
                    case WatchItem.Failed failed -> throw new AssertionError(failed.error());
                    case WatchItem.Ended _ -> throw new AssertionError("ended");
                }
            }
        }

        private void take(StoredObject object) {
            believed.put(object.key(), object.revision());
            seen = Math.max(seen, object.revision());
        }
    }

    @Test
    @Timeout(10)
    void findsAnObjectOfJustTheRevisionThatIsAskedFor() {
        String key = PREFIX + "n/t";
        StoredObject written = storage.create(key, thing("n", "t", "red"), 0).orElseThrow();
        StoredObject kept = cache.get(key, written.revision()).orElseThrow();

        Optional<StoredObject> found = cache.find(key, written.revision());
        while (found.isEmpty()) { // it was busy with what the store tells
            found = cache.find(key, written.revision());
        }

        assertThat(found).containsSame(kept);
        assertThat(cache.find(key, written.revision() + 1)).isEmpty();
        assertThat(cache.find(PREFIX + "n/other", written.revision())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void followersBelieveWhatTheStoreHolds(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        List<Follower> all = new ArrayList<>();
        List<Follower> reds = new ArrayList<>();
        String[] colors = {"red", "green"};
        for (int step = 0; step < 150; step++) {
            String namespace = "n" + random.nextInt(2);
            String name = "t" + random.nextInt(6);
            String key = PREFIX + namespace + "/" + name;
            StoredObject stored = storage.get(key).orElse(null);
            Struct wanted = thing(namespace, name, colors[random.nextInt(2)]);
            if (stored == null) {
                assertThat(storage.create(key, wanted, 0)).isPresent();
            } else if (random.nextInt(3) == 0) {
                assertThat(storage.delete(key, stored.revision())).isPresent();
            } else {
                assertThat(storage.update(key, stored.revision(), wanted, 0)).isPresent();
            }
            if (step % 40 == 0) {
                long now = storage.currentRevision();
                all.add(new Follower(
                        cache.watch(PREFIX, SelectionPredicate.EVERYTHING, new WatchStart.Initial(now, true))));
                reds.add(new Follower(cache.watch(PREFIX + "n1/", red(), new WatchStart.Initial(now, false))));
            }
        }
        long end = storage.currentRevision();
        Map<String, Long> expectedAll = revisions(storage.list(PREFIX).items());
        Map<String, Long> expectedReds =
                revisions(storage.list(PREFIX, PREFIX + "n1/", 0, "", 0, red()).items());
        for (int i = 0; i < all.size(); i++) {
            all.get(i).follow(end);
            reds.get(i).follow(end);
            assertThat(all.get(i).believed).as("seed %d follower %d", seed, i).isEqualTo(expectedAll);
            assertThat(reds.get(i).believed)
                    .as("seed %d red follower %d", seed, i)
                    .isEqualTo(expectedReds);
        }
        assertThat(revisions(
                        cache.list(PREFIX, end, SelectionPredicate.EVERYTHING).items()))
                .isEqualTo(expectedAll);
    }

    /** Between an alarm's signal and the moment its future counts as done, the woken thread may already wait again. */
    @Test
    void anAlarmThatRangIsNotTakenForOneStillToRing() throws Exception {
        try (ScheduledExecutorService slow = new NeverDoneTimer();
                WatchCache idle = WatchCache.start(store, storage, PREFIX, slow)) {
            CacheWatcher watcher = idle.watch(PREFIX, SelectionPredicate.EVERYTHING, new WatchStart.Now());
            for (int i = 0; i < 3; i++) {
                assertThat(watcher.next(TimeUnit.MILLISECONDS.toNanos(1))).isInstanceOf(WatchItem.Idle.class);
            }
        }
    }

    /** A timer whose futures are marked done late. */
    private static final class NeverDoneTimer extends ScheduledThreadPoolExecutor {
        NeverDoneTimer() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            ScheduledFuture<?> real = super.schedule(command, delay, unit);
            return new ScheduledFuture<Object>() {
                @Override
                public long getDelay(TimeUnit in) {
                    return real.getDelay(in);
                }

                @Override
                public int compareTo(Delayed other) {
                    return real.compareTo(other);
                }

                @Override
                public boolean cancel(boolean mayInterruptIfRunning) {
                    return real.cancel(mayInterruptIfRunning);
                }

                @Override
                public boolean isCancelled() {
                    return real.isCancelled();
                }

                @Override
                public boolean isDone() {
                    return false;
                }

                @Override
                public Object get() throws InterruptedException, ExecutionException {
                    return real.get();
                }

                @Override
                public Object get(long timeout, TimeUnit in)
                        throws InterruptedException, ExecutionException, TimeoutException {
                    return real.get(timeout, in);
                }
            };
        }
    }

    private static Map<String, Long> revisions(List<StoredObject> objects) {
        Map<String, Long> revisions = new TreeMap<>();
        objects.forEach(object -> revisions.put(object.key(), object.revision()));
        return revisions;
    }

    @Test
    void anObjectThatLeavesTheSelectionIsDeletedAndOneThatEntersItIsAdded() throws Exception {
        String key = PREFIX + "n/a";
        StoredObject green = storage.create(key, thing("n", "a", "green"), 0).orElseThrow();
        CacheWatcher watcher = cache.watch(PREFIX, red(), new WatchStart.After(green.revision()));
        StoredObject red =
                storage.update(key, green.revision(), thing("n", "a", "red"), 0).orElseThrow();
        StoredObject again =
                storage.update(key, red.revision(), thing("n", "a", "green"), 0).orElseThrow();
        assertThat(watcher.next(WAIT))
                .isInstanceOfSatisfying(
                        WatchItem.Added.class,
                        added -> assertThat(added.object().revision()).isEqualTo(red.revision()));
        assertThat(watcher.next(WAIT)).isInstanceOfSatisfying(WatchItem.Deleted.class, deleted -> {
            assertThat(deleted.object().revision()).isEqualTo(again.revision());
            assertThat(deleted.object().tree().toString()).contains("\"color\":\"red\"");
        });
    }

    private static StoredObject deleted(CacheWatcher watcher) throws Exception {
        return ((WatchItem.Deleted) watcher.next(WAIT)).object();
    }

    @Test
    void whoHeardAPartOfWhatALeaseTookIsToldTheRestWhenItGoesOn() throws Exception {
        String first = PREFIX + "n/a";
        String second = PREFIX + "n/b";
        assertThat(storage.create(first, thing("n", "a", "red"), 60)).isPresent();
        StoredObject last = storage.create(second, thing("n", "b", "green"), 60).orElseThrow();
        WatchStart start = new WatchStart.After(last.revision());
        CacheWatcher watcher = cache.watch(PREFIX, SelectionPredicate.EVERYTHING, start);
        CacheWatcher reds = cache.watch(PREFIX, red(), start);
        long lease = Objects.requireNonNull(store.get(Bytes.utf8(first))).lease();
        long ended = store.leaseRevoke(new LeaseRevokeRequest(lease)).revision();

        StoredObject heard = deleted(watcher);
        assertThat(heard.key()).isEqualTo(first);
        watcher.close();
        CacheWatcher another =
                cache.watch(PREFIX, SelectionPredicate.EVERYTHING, new WatchStart.After(heard.revision()));
        assertThat(deleted(another).key()).isEqualTo(first); // rather twice than never
        StoredObject rest = deleted(another);
        assertThat(rest.key()).isEqualTo(second);
        assertThat(rest.revision()).isEqualTo(ended);
        assertThat(deleted(reds).key()).isEqualTo(first);
    }

    @Test
    void whoComesWhenItIsClosedIsNotKeptWaiting() {
        cache.close();
        assertThatExceptionOfType(StatusError.class)
                .isThrownBy(() -> cache.watch(PREFIX, SelectionPredicate.EVERYTHING, new WatchStart.Now()))
                .withMessage("apiserver cacher is stopped"); // what a wait ends with says something else
    }

    @Test
    void watchersWhoAreToldTheSameShareItsBytesAndOthersGetTheirOwnType() throws Exception {
        String key = PREFIX + "n/a";
        StoredObject green = storage.create(key, thing("n", "a", "green"), 0).orElseThrow();
        CacheWatcher everything =
                cache.watch(PREFIX, SelectionPredicate.EVERYTHING, new WatchStart.After(green.revision()));
        CacheWatcher another =
                cache.watch(PREFIX, SelectionPredicate.EVERYTHING, new WatchStart.After(green.revision()));
        CacheWatcher reds = cache.watch(PREFIX, red(), new WatchStart.After(green.revision()));
        assertThat(storage.update(key, green.revision(), thing("n", "a", "red"), 0))
                .isPresent();
        EventLine modified = ((WatchItem.Change) everything.next(WAIT)).line();
        EventLine added = ((WatchItem.Change) reds.next(WAIT)).line();
        byte[] shared = modified.json().plain().array();
        assertThat(((WatchItem.Change) another.next(WAIT)).line().json().plain().array())
                .isSameAs(shared);
        assertThat(new String(shared, UTF_8))
                .startsWith("{\"type\":\"MODIFIED\",\"object\":{\"kind\":\"Thing\",")
                .endsWith("}}}\n");
        assertThat(new String(added.json().plain().array(), UTF_8))
                .isEqualTo(new String(shared, UTF_8).replace("MODIFIED", "ADDED"));
    }

    @Test
    void aWaitEndsInTimeAlsoAfterOneThatAnEventCutShort() throws Exception {
        CacheWatcher watcher = cache.watch(PREFIX, SelectionPredicate.EVERYTHING, new WatchStart.Now());
        assertThat(storage.create(PREFIX + "n/a", thing("n", "a", "red"), 0)).isPresent();
        assertThat(watcher.next(WAIT)).isInstanceOf(WatchItem.Added.class);
        assertThat(watcher.next(TimeUnit.MILLISECONDS.toNanos(1))).isInstanceOf(WatchItem.Idle.class);
        assertThat(watcher.next(TimeUnit.MILLISECONDS.toNanos(1))).isInstanceOf(WatchItem.Idle.class);
    }

    @Test
    void aWatchFromARevisionThatTheCacheNoLongerKnowsIsToldSo() throws Exception {
        assertThat(storage.create(PREFIX + "n/a", thing("n", "a", "red"), 0)).isPresent();
        assertThat(storage.create(PREFIX + "n/b", thing("n", "b", "red"), 0)).isPresent();
        try (WatchCache late = WatchCache.start(store, storage, PREFIX, timer)) {
            CacheWatcher watcher = late.watch(PREFIX, SelectionPredicate.EVERYTHING, new WatchStart.After(1));
            assertThat(watcher.next(WAIT)).isInstanceOfSatisfying(WatchItem.Failed.class, failed -> {
                assertThat(failed.error().code()).isEqualTo(410);
                assertThat(failed.error().getMessage()).startsWith("too old resource version: 1 (");
            });
        }
    }

    @Test
    void aWatcherThatDoesNotReadIsEndedAndHoldsNothing() {
        CacheWatcher watcher = cache.watch(PREFIX, SelectionPredicate.EVERYTHING, new WatchStart.Now());
        StoredObject object = StoredObject.ofTree(PREFIX + "n/a", 1, thing("n", "a", "red"));
        boolean taken = true;
        for (int i = 0; i <= CacheWatcher.QUEUE_MAX; i++) {
            taken = watcher.offer(new CacheEvent(1_000 + i, 1_000 + i, null, object));
        }
        assertThat(taken).isFalse();
        assertThat(watcher.isDrained()).isTrue();
    }

    @Test
    void pagesOfAListShowOneRevision() {
        for (int i = 0; i < 5; i++) {
            assertThat(storage.create(PREFIX + "n/t" + i, thing("n", "t" + i, "red"), 0))
                    .isPresent();
        }
        ListPage first = storage.list(PREFIX, PREFIX, 2, "", 0, SelectionPredicate.EVERYTHING);
        assertThat(first.remaining()).isEqualTo(3);
        assertThat(storage.create(PREFIX + "n/t1a", thing("n", "t1a", "red"), 0))
                .isPresent();
        ListPage second = storage.list(PREFIX, PREFIX, 2, first.continueToken(), 0, SelectionPredicate.EVERYTHING);
        assertThat(second.revision()).isEqualTo(first.revision());
        assertThat(second.items()).extracting(StoredObject::key).containsExactly(PREFIX + "n/t2", PREFIX + "n/t3");
        ListPage last = storage.list(PREFIX, PREFIX, 2, second.continueToken(), 0, SelectionPredicate.EVERYTHING);
        assertThat(last.items()).hasSize(1);
        assertThat(last.continueToken()).isEmpty();
    }

    /** What the cache knows of the past is what the store kept of it, page by page, whatever was written between. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void pagesOfThePastAreTheSameFromTheCacheAsFromTheStore(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        long begun = cache.snapshot(storage.currentRevision()).revision();
        for (int step = 0; step < 120; step++) {
            String namespace = "n" + random.nextInt(2);
            String name = "t" + random.nextInt(12);
            String key = PREFIX + namespace + "/" + name;
            StoredObject stored = storage.get(key).orElse(null);
            Struct wanted = thing(namespace, name, random.nextBoolean() ? "red" : "green");
            if (stored == null) {
                assertThat(storage.create(key, wanted, 0)).isPresent();
            } else if (random.nextInt(3) == 0) {
                assertThat(storage.delete(key, stored.revision())).isPresent();
            } else {
                assertThat(storage.update(key, stored.revision(), wanted, 0)).isPresent();
            }
        }
        long end = storage.currentRevision();
        assertThat(cache.snapshot(end).revision()).isGreaterThanOrEqualTo(end);
        assertThat(cache.snapshotAt(cache.revision() + 1)).isEmpty();
        assertThat(cache.snapshotAt(begun - 1)).isEmpty();
        for (int look = 0; look < 60; look++) {
            long at = begun + random.nextLong(end - begun + 1);
            int limit = random.nextInt(6);
            String below = random.nextBoolean() ? PREFIX : PREFIX + "n1/";
            SelectionPredicate predicate = random.nextBoolean() ? red() : SelectionPredicate.EVERYTHING;
            Snapshot snapshot = cache.snapshotAt(at).orElseThrow();
            ListPage expected = storage.list(PREFIX, below, limit, "", at, predicate);
            ListPage page = snapshot.page(PREFIX, below, below, limit, predicate);
            while (true) {
                assertThat(keys(page)).as("seed %d look %d", seed, look).isEqualTo(keys(expected));
                assertThat(page.revision()).isEqualTo(at);
                assertThat(page.continueToken()).isEqualTo(expected.continueToken());
                assertThat(page.remaining()).isEqualTo(expected.remaining());
                if (page.continueToken().isEmpty()) {
                    break;
                }
                String from = ContinueToken.decode(page.continueToken()).startBelow(PREFIX, below);
                expected = storage.list(PREFIX, below, limit, expected.continueToken(), 0, predicate);
                page = snapshot.page(PREFIX, below, from, limit, predicate);
            }
        }
    }

    private static Map<String, Long> keys(ListPage page) {
        return revisions(page.items());
    }

    /** A member that lags: what it is first asked of its progress it does not answer. */
    private static final class LaggingWatcher implements Watcher {
        private final Watcher watcher;
        private boolean asked;

        LaggingWatcher(Watcher watcher) {
            this.watcher = watcher;
        }

        @Override
        public long createdRevision() {
            return watcher.createdRevision();
        }

        @Override
        public synchronized void requestProgress() {
            if (asked) {
                watcher.requestProgress();
            }
            asked = true;
        }

        @Override
        public void close() {
            watcher.close();
        }
    }

    @Test
    void aReaderAsksAgainWhereTheMemberThatIsWatchedLags() {
        Store lagging = (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (_, method, arguments) -> {
                    Object result = method.invoke(store, arguments);
                    return result instanceof Watcher watcher ? new LaggingWatcher(watcher) : result;
                });
        try (WatchCache behind = WatchCache.start(lagging, storage, PREFIX, timer)) {
            assertThat(behind.size()).isZero();
            assertThat(behind.list(PREFIX, 0, SelectionPredicate.EVERYTHING).items())
                    .isEmpty();
            assertThat(storage.create("/registry/others/a", thing("n", "a", "red"), 0))
                    .isPresent();
            long now = storage.currentRevision();
            assertThat(behind.list(PREFIX, now, SelectionPredicate.EVERYTHING).revision())
                    .isGreaterThanOrEqualTo(now);
        }
    }
}
