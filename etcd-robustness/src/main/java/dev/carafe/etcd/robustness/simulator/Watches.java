package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.robustness.watch.EventLog;
import dev.carafe.etcd.robustness.watch.WatchChecker;
import dev.carafe.etcd.robustness.watch.WatchRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** The clients' watches: begun anywhere, ended at any time, resumed where they were after a process ended. */
final class Watches {
    private static final int OPEN_MAX = 12;

    private static final int FRAGMENT_BYTES_MAX = 2000;

    /** @param connection what lies between the store and the record */
    private record Open(WatchRecord record, FragmentedWatch connection, Watcher watcher, EmbeddedStore store) {}

    private final SplittableRandom random;
    private final boolean fragments;
    private final LongSupplier compactRevision;
    private final Consumer<String> trace;
    private final List<Open> open = new ArrayList<>();
    private final List<WatchRecord> all = new ArrayList<>();
    /** Watches whose process ended, to be resumed. */
    private final List<WatchRecord> broken = new ArrayList<>();

    private final List<String> wrong = new ArrayList<>();

    /**
     * Of all clients.
     *
     * @param fragments whether some ask for large responses in fragments
     */
    Watches(SplittableRandom random, boolean fragments, LongSupplier compactRevision, Consumer<String> trace) {
        this.random = random;
        this.fragments = fragments;
        this.compactRevision = compactRevision;
        this.trace = trace;
    }

    /** Begins, ends, resumes or asks for progress. */
    void act(EmbeddedStore store, WatchRequest request) {
        open.removeIf(one -> one.record.ended());
        open.removeIf(this::endedByItsConnection);
        if (!broken.isEmpty()) {
            WatchRecord record = broken.removeLast();
            begin(store, record.request().withStartRevision(record.reached() + 1), record.fragmentBytes());
        } else if (open.size() < OPEN_MAX && random.nextInt(3) > 0) {
            boolean whole = !fragments || random.nextBoolean();
            begin(store, request, whole ? WatchRecord.WHOLE : random.nextInt(1, FRAGMENT_BYTES_MAX));
        } else if (!open.isEmpty()) {
            int which = random.nextInt(open.size());
            if (random.nextInt(3) == 0) {
                open.remove(which).watcher.close();
            } else {
                open.get(which).watcher.requestProgress();
            }
        }
    }

    /** Whether a connection broke; its watch is ended then, and is to be resumed. */
    private boolean endedByItsConnection(Open one) {
        if (one.connection.broken()) {
            trace.accept("a connection broke in the middle of a response");
            one.watcher.close();
            broken.add(one.record);
        }
        return one.connection.broken();
    }

    private void begin(EmbeddedStore store, WatchRequest request, int fragmentBytes) {
        long revision = store.status().revision();
        WatchRecord record = new WatchRecord(request, revision, compactRevision, fragmentBytes);
        FragmentedWatch connection = new FragmentedWatch(record, random);
        trace.accept("watch of " + request + " at revision " + revision);
        try {
            Watcher watcher = store.watch(request, fragmentBytes == WatchRecord.WHOLE ? record : connection);
            if (watcher.createdRevision() != revision) {
                wrong.add("watch made at " + revision + " says that it was at " + watcher.createdRevision());
            }
            all.add(record);
            open.add(new Open(record, connection, watcher, store));
        } catch (EtcdException e) {
            trace.accept("refused: " + e.getMessage());
        }
    }

    /** The processes that served them have ended. */
    void lost(Predicate<EmbeddedStore> servedBy) {
        open.removeIf(one -> {
            boolean lost = servedBy.test(one.store);
            if (lost && !one.record.ended()) {
                broken.add(one.record);
            }
            return lost;
        });
    }

    /** What is wrong with any of them; those that are open were told all that there is. */
    List<String> check(EventLog log) {
        List<String> found = new ArrayList<>(wrong);
        for (WatchRecord record : all) {
            boolean complete = open.stream().anyMatch(one -> one.record == record && !one.connection.broken());
            found.addAll(WatchChecker.check(log, record, complete));
        }
        return found;
    }
}
