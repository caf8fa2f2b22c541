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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one log of all that becomes visible at any member, and holds every member to it: each has the same changes in the
 * same revisions, whenever it comes to have them.
 */
final class ClusterTap {
    private static final int TURNS_MAX = 10_000;

    private final VirtualTime time;
    private final EventLog log = new EventLog();
    private final List<String> wrong = new ArrayList<>();
    private final Map<SimulatedMember, Tap> taps = new HashMap<>();
    /** When each revision, from the second on, was visible first. */
    private final List<Long> seenAt = new ArrayList<>();

    ClusterTap(VirtualTime time) {
        this.time = time;
    }

    EventLog log() {
        return log;
    }

    List<String> wrong() {
        return wrong;
    }

    long seenAt(long revision) {
        return seenAt.get((int) revision - 2);
    }

    /** Follows a member that has just been started. */
    void attach(SimulatedMember member, EmbeddedStore store) {
        Tap tap = new Tap(store);
        taps.put(member, tap);
        tap.begin(member);
        tap.drain(member);
    }

    /** Stops to follow a member, after a last look at what it showed. */
    void detach(SimulatedMember member) {
        drain(member);
        taps.remove(member);
    }

    void drain(SimulatedMember member) {
        Tap tap = taps.get(member);
        if (tap != null) {
            tap.drain(member);
        }
    }

    private void take(List<WatchEvent> events) {
        int from = 0;
        while (from < events.size()) {
            int to = from;
            long revision = events.get(from).kv().modRevision();
            while (to < events.size() && events.get(to).kv().modRevision() == revision) {
                to++;
            }
            List<WatchEvent> change = events.subList(from, to);
            if (revision > log.revision()) {
                wrong.addAll(log.append(change));
                seenAt.add(time.tick());
            } else if (!same(log.change(revision), change)) {
                wrong.add("agreement: revision " + revision + " is " + change + " at one member and "
                        + log.change(revision) + " at another");
            }
            from = to;
        }
    }

    private static boolean same(List<WatchEvent> one, List<WatchEvent> other) {
        return one.stream()
                .map(WatchEvent::kv)
                .toList()
                .equals(other.stream().map(WatchEvent::kv).toList());
    }

    private final class Tap implements WatchListener {
        private final EmbeddedStore store;
        private long revision;
        private boolean cancelled;
        private @Nullable Work work;

        Tap(EmbeddedStore store) {
            this.store = store;
        }

        /** Watches from the state as it is now, which is held to the log. */
        void begin(SimulatedMember member) {
            long reached = store.status().revision();
            cancelled = false;
            // What its log says is committed it applies when it starts again, maybe the first of all.
            revision = Math.min(reached, log.revision());
            if (revision == reached) {
                compare();
            }
            var _ = store.watch(WatchRequest.prefix(Bytes.EMPTY).withStartRevision(revision + 1), this);
            work = member.workers().newest();
        }

        private void compare() {
            List<KeyValue> found = store.range(RangeRequest.prefix(Bytes.EMPTY).withSerializable(true))
                    .kvs();
            List<KeyValue> expected = List.copyOf(log.at(revision).values());
            if (!found.equals(expected)) {
                wrong.add("agreement: at revision " + revision + " a member has " + found + ", the log " + expected);
            }
        }

        void drain(SimulatedMember member) {
            long wanted = store.status().revision();
            for (int turn = 0; turn < TURNS_MAX && revision < wanted && wrong.isEmpty(); turn++) {
                Work watching = work;
                boolean more = watching != null && watching.turn();
                if (cancelled) {
                    begin(member); // a leader's snapshot was without the history in between
                } else if (!more) {
                    break;
                }
            }
            if (revision != wanted && wrong.isEmpty()) {
                wrong.add("log: a member is at revision " + wanted + ", its watch of everything at " + revision);
            }
        }

        @Override
        public void events(List<WatchEvent> events, long now) {
            take(events);
            revision = events.getLast().kv().modRevision();
        }

        @Override
        public void progress(long now) {}

        @Override
        public void cancelled(EtcdException cause, long compactRevision) {
            cancelled = true;
        }
    }
}
