package dev.carafe.etcd.robustness.check;

import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.robustness.watch.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The log of a cluster, put together of what watchers of all keys were told at different members, in any order. Whatever two
 * of them were told of one revision must be the same. Belongs to one thread.
 */
public final class SeenLog {
    /** What a revision changed, and when anybody was told first. */
    private record Seen(List<WatchEvent> change, long at) {}

    private final TreeMap<Long, Seen> changes = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();

    /**
     * Takes the events of one message.
     *
     * @param at when it came
     */
    public void take(List<WatchEvent> events, long at) {
        int from = 0;
        while (from < events.size()) {
            int to = from;
            long revision = events.get(from).kv().modRevision();
            while (to < events.size() && events.get(to).kv().modRevision() == revision) {
                to++;
            }
            take(revision, List.copyOf(events.subList(from, to)), at);
            from = to;
        }
    }

    private void take(long revision, List<WatchEvent> change, long at) {
        Seen known = changes.get(revision);
        if (known == null) {
            changes.put(revision, new Seen(change, at));
            return;
        }
        if (!keyValues(known.change).equals(keyValues(change))) {
            wrong.add("agreement: revision " + revision + " is " + change + " at one member and " + known.change
                    + " at another");
        }
        changes.put(revision, new Seen(known.change, Math.min(known.at, at)));
    }

    private static List<KeyValue> keyValues(List<WatchEvent> change) {
        return change.stream().map(WatchEvent::kv).toList();
    }

    /** All that was told, from the first revision on; adds to {@link #wrong} where it does not fit together. */
    public EventLog log() {
        EventLog log = new EventLog();
        for (Seen seen : changes.values()) {
            List<String> unfit = log.append(seen.change);
            wrong.addAll(unfit);
            if (!unfit.isEmpty()) {
                break; // all that follows would be as wrong
            }
        }
        return log;
    }

    /** When a revision was told first. */
    public long seenAt(long revision) {
        Seen seen = changes.get(revision);
        if (seen == null) {
            throw new IllegalArgumentException("nobody was told of revision " + revision);
        }
        return seen.at;
    }

    /** What does not fit together. */
    public List<String> wrong() {
        return List.copyOf(wrong);
    }
}
