package dev.carafe.kubernetes.apiserver.robustness;

import dev.carafe.etcd.EtcdException;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.robustness.History.Version;
import dev.carafe.kubernetes.apiserver.storage.ListPage;
import dev.carafe.kubernetes.apiserver.storage.SelectionPredicate;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** Who writes to the servers and lists of them, and what they were told. */
final class SimulatedClients {
    static final List<String> NAMESPACES = List.of("a", "b");
    private static final int RETRIES_MAX = 3;

    /** The same for all, as of events, so that many share a lease and end together. */
    private static final int TTL_SECONDS = 5;

    private static final int MS_PER_SECOND = 1000;

    /** A list that was read of the store or of a cache. */
    private record Listed(ListPage page, long begun, boolean newest) {}

    private final SplittableRandom random;
    private final LongSupplier clockMs;
    private final Moments moments = new Moments();
    private final PagedList pages = new PagedList();
    private long pagesBegun;
    private final Writes writes = new Writes();
    private final List<Listed> lists = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private long tags;
    private long known = 1;

    SimulatedClients(SplittableRandom random, LongSupplier clockMs) {
        this.random = random;
        this.clockMs = clockMs;
    }

    /** How many writes were asked for. */
    int writes() {
        return writes.size();
    }

    /** How many objects were seen to end by themselves when all was checked. */
    int ended() {
        return writes.ended();
    }

    /** The latest revision that anybody saw. */
    long known() {
        return known;
    }

    void saw(long revision) {
        known = Math.max(known, revision);
        moments.saw(revision, clockMs.getAsLong());
    }

    /** A client writes as one who updates under a guard: of what the server saw last, else of what the store has. */
    void write(SimulatedServer server) {
        int ttlSeconds = random.nextInt(3) > 0 ? 0 : TTL_SECONDS;
        String key = SimulatedServer.PREFIX
                + NAMESPACES.get(random.nextInt(NAMESPACES.size()))
                + (ttlSeconds == 0 ? "/thing-" : "/passing-")
                + random.nextInt(6);
        boolean guesses = random.nextBoolean();
        int what = random.nextInt(10);
        for (int attempt = 0; attempt < RETRIES_MAX; attempt++) {
            Optional<StoredObject> before;
            try {
                before = guesses && attempt == 0
                        ? server.storage().recent(key)
                        : server.storage().get(key);
            } catch (EtcdException _) {
                return;
            }
            long guard = what < 2 ? 0 : before.map(StoredObject::revision).orElse(0L);
            boolean deletes = what > 7 && guard > 0;
            if (ask(server, key, guard, deletes, ttlSeconds) != Write.Told.REFUSED || what < 2) {
                return;
            }
        }
    }

    private Write.Told ask(SimulatedServer server, String key, long guard, boolean deletes, int ttlSeconds) {
        long tag = ++tags;
        if (ttlSeconds > 0) {
            writes.ends(tag, clockMs.getAsLong() + ttlSeconds * (long) MS_PER_SECOND);
        }
        int life = server.life();
        long begun = known;
        Optional<Long> answer;
        try {
            answer = deletes
                    ? server.storage().delete(key, guard)
                    : stored(server, key, guard, tag, ttlSeconds).map(StoredObject::revision);
        } catch (EtcdException _) {
            writes.add(new Write(key, tag, deletes, guard, begun, known, Write.Told.NOTHING, 0));
            return Write.Told.NOTHING;
        }
        Write.Told told = answer.isPresent() ? Write.Told.DONE : Write.Told.REFUSED;
        if (server.life() != life) {
            told = Write.Told.NOTHING;
        }
        known = Math.max(known, answer.orElse(0L));
        // Where the store died with its answer nobody knows how far it had come, and what a refusal saw may be new.
        long ended = server.hasStore() ? known : Long.MAX_VALUE;
        writes.add(new Write(key, tag, deletes, guard, begun, ended, told, answer.orElse(0L)));
        return told;
    }

    private Optional<StoredObject> stored(SimulatedServer server, String key, long guard, long tag, int ttlSeconds) {
        String[] parts = key.substring(SimulatedServer.PREFIX.length()).split("/", 2);
        Struct object = Struct.builder()
                .put("kind", "Thing")
                .put("apiVersion", "v1")
                .put(
                        "metadata",
                        Struct.of("name", parts[1], "namespace", parts[0])
                                .with("labels", Struct.of(Selection.LABEL, Selection.shade(tag))))
                .put("spec", Struct.of("tag", tag, "text", "x".repeat(random.nextInt(900))))
                .build();
        return guard == 0
                ? server.storage().create(key, object, ttlSeconds)
                : server.storage().update(key, guard, object, ttlSeconds);
    }

    /** A client lists of the store, or of a cache that is ready. */
    void list(SimulatedServer server) {
        try {
            if (random.nextBoolean()) {
                lists.add(new Listed(server.storage().list(SimulatedServer.PREFIX), known, true));
            } else if (server.ready()) {
                lists.add(new Listed(
                        server.cache().list(SimulatedServer.PREFIX, 0, SelectionPredicate.EVERYTHING), known, false));
            }
        } catch (EtcdException | StatusError _) {
            // the store is away: nothing was promised
        }
    }

    /** A client lists of the store in pages, and asks for the next one; what it was told of the first it must be told of all. */
    void page(SimulatedServer server) {
        pagesBegun = pages.begins() ? known : pagesBegun;
        try {
            pages.next(server.storage()).ifPresent(whole -> lists.add(new Listed(whole, pagesBegun, true)));
        } catch (EtcdException _) {
            // the store is away: the same page is asked for again
        } catch (StatusError e) {
            if (e.code() != 410) {
                wrong.add("a page was refused: " + e.getMessage());
            }
        }
    }

    /** What they were told that the history does not bear out. */
    List<String> check(History history) {
        List<String> found = new ArrayList<>(wrong);
        found.addAll(writes.check(history, moments, clockMs.getAsLong()));
        for (Listed listed : lists) {
            Map<String, Version> told = FollowedWatch.versions(listed.page().items());
            Map<String, Version> expected = history.at(listed.page().revision());
            if (!told.equals(expected)) {
                found.add("a list at " + listed.page().revision() + " has " + told + ", the history " + expected);
            }
            if (listed.newest() && listed.page().revision() < listed.begun()) {
                found.add(
                        "a list of the newest is of " + listed.page().revision() + ", seen before: " + listed.begun());
            }
        }
        return found;
    }
}
