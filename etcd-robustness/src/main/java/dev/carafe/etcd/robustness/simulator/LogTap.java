package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.robustness.watch.EventLog;
import dev.carafe.etcd.work.Work;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the log of all that becomes visible, by a watch of everything that is never behind. */
final class LogTap implements WatchListener {
    private static final int TURNS_MAX = 10_000;

    private final EventLog log = new EventLog();
    private final List<String> wrong = new ArrayList<>();
    private @Nullable EmbeddedStore store;
    private @Nullable Work work;

    EventLog log() {
        return log;
    }

    List<String> wrong() {
        return wrong;
    }

    /** Follows a store that has just been opened, and checks that it has all that was ever visible. */
    void attach(EmbeddedStore opened, SimulatedWorkers workers) {
        long revision = opened.status().revision();
        if (revision < log.revision()) {
            wrong.add("durability: revision " + log.revision() + " was visible, and after a restart it is " + revision);
            return;
        }
        store = opened;
        var _ = opened.watch(WatchRequest.prefix(Bytes.EMPTY).withStartRevision(log.revision() + 1), this);
        work = workers.newest();
        drain();
        List<KeyValue> found = opened.range(RangeRequest.prefix(Bytes.EMPTY)).kvs();
        List<KeyValue> expected = List.copyOf(log.at(log.revision()).values());
        if (!found.equals(expected)) {
            wrong.add("durability: after a restart at revision " + revision + " the store has " + found + ", the log "
                    + expected);
        }
    }

    void detach() {
        store = null;
        work = null;
    }

    /** Reads on until it has all. */
    void drain() {
        EmbeddedStore followed = store;
        Work watching = work;
        if (followed == null || watching == null || !wrong.isEmpty()) {
            return;
        }
        long revision = followed.status().revision();
        for (int turn = 0; turn < TURNS_MAX && log.revision() < revision; turn++) {
            if (!watching.turn()) {
                break;
            }
        }
        if (log.revision() != revision && wrong.isEmpty()) {
            wrong.add("log: the store is at revision " + revision + ", its watch of everything at " + log.revision());
        }
    }

    @Override
    public void events(List<WatchEvent> events, long revision) {
        wrong.addAll(log.append(events));
    }

    @Override
    public void progress(long revision) {}

    @Override
    public void cancelled(EtcdException cause, long compactRevision) {
        if (store != null && work != null && log.revision() < store.status().revision()) {
            wrong.add("log: the watch of everything was cancelled: " + cause.getMessage());
        }
    }
}
