package dev.carafe.etcd.robustness.watch;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.robustness.model.KeyRanges;
import dev.carafe.etcd.rpc.EncodedEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a watch's messages against the log. What etcd promises of watches (etcd.io, "API guarantees"):
 *
 * <ul>
 *   <li>ordered: by revision
 *   <li>unique: no event twice
 *   <li>reliable: between two events told, none is missing
 *   <li>atomic: all events of a revision come together, in one response, which may come in fragments
 *   <li>resumable: a watch from a past revision is told all from there on
 *   <li>bookmarkable: progress to a revision means that all up to it was told
 * </ul>
 *
 * <p>and that an event has the key as it was put (so that it says truly whether it created it), the previous one when
 * asked for, and passes the filters; and that a watch is cancelled as compacted only when it is.
 */
public final class WatchChecker {
    private final EventLog log;
    private final WatchRecord record;
    private final List<String> wrong = new ArrayList<>();
    /** What came of a response whose last fragment is yet to come. */
    private final List<WatchEvent> response = new ArrayList<>();

    private long responseRevision;
    /** The first revision of which nothing was told yet. */
    private long next;

    private WatchChecker(EventLog log, WatchRecord record) {
        this.log = log;
        this.record = record;
        this.next = record.from();
    }

    /**
     * What is wrong with a watch, empty when nothing is.
     *
     * @param complete whether it had the time to be told all; else the last changes may be missing
     */
    public static List<String> check(EventLog log, WatchRecord record, boolean complete) {
        WatchChecker checker = new WatchChecker(log, record);
        for (WatchRecord.Told told : record.told()) {
            switch (told) {
                case WatchRecord.Events events -> checker.message(events);
                case WatchRecord.Progress(long revision) -> checker.progress(revision);
                case WatchRecord.Cancelled cancelled -> checker.cancelled(cancelled);
            }
        }
        checker.end(complete);
        return List.copyOf(checker.wrong);
    }

    /** Puts fragments together again. */
    private void message(WatchRecord.Events told) {
        if (record.fragmentBytes() != WatchRecord.WHOLE) {
            size(told.events());
        } else if (told.more()) {
            say("was told a fragment, and asked for none");
        }
        if (!response.isEmpty() && told.revision() != responseRevision) {
            say("was told revision " + told.revision() + " within a response of " + responseRevision);
        }
        response.addAll(told.events());
        responseRevision = told.revision();
        if (!told.more()) {
            List<WatchEvent> whole = List.copyOf(response);
            response.clear();
            events(whole, told, false);
        } else if (told.events().isEmpty()) {
            say("was told an empty fragment");
        }
    }

    private void size(List<WatchEvent> events) {
        int bytes = events.stream()
                .mapToInt(event -> EncodedEvent.of(event).bytes())
                .sum();
        if (bytes > record.fragmentBytes() && events.size() > 1) {
            say("was told " + bytes + " bytes at once, and asked for " + record.fragmentBytes());
        }
    }

    private void end(boolean complete) {
        if (!response.isEmpty() && complete) {
            say("was not told the rest of a response");
        } else if (!response.isEmpty()
                && record.told().getLast() instanceof WatchRecord.Events last) { // its connection broke
            events(List.copyOf(response), last, true);
        }
        if (complete && !record.ended()) {
            nothingBetween(log.revision(), "by the end");
        }
    }

    /** @param brokenOff whether more of the last revision may have been on its way */
    private void events(List<WatchEvent> events, WatchRecord.Events told, boolean brokenOff) {
        if (events.isEmpty()) {
            say("was told no events at all");
            return;
        }
        long last = events.getLast().kv().modRevision();
        if (told.revision() < last) {
            say("was told revision " + told.revision() + " with an event of " + last);
        }
        int at = 0;
        while (at < events.size()) {
            long revision = events.get(at).kv().modRevision();
            if (revision > log.revision()) {
                say("was told of revision " + revision + ", the log ends at " + log.revision());
                return;
            }
            if (revision < next) {
                say("was told of revision " + revision + " when only " + next + " and later ones were left");
                return;
            }
            nothingBetween(revision - 1, "before revision " + revision);
            at = revision(events, at, revision, told.compactRevision(), brokenOff);
            next = revision + 1;
        }
    }

    /** Compares the events of one revision, from an index on; returns the index behind them. */
    private int revision(List<WatchEvent> events, int from, long revision, long compactRevision, boolean brokenOff) {
        List<WatchEvent> expected = wanted(revision);
        int at = from;
        while (at < events.size() && events.get(at).kv().modRevision() == revision) {
            at++;
        }
        boolean mayBeFewer = brokenOff && at == events.size();
        if (mayBeFewer ? at - from > expected.size() : at - from != expected.size()) {
            say("was told " + (at - from) + " of the " + expected.size() + " events of revision " + revision);
            return at;
        }
        for (int i = 0; i < at - from; i++) {
            compare(events.get(from + i), expected.get(i).kv(), revision, compactRevision);
        }
        return at;
    }

    private void compare(WatchEvent told, KeyValue expected, long revision, long compactRevision) {
        if (!told.kv().equals(expected)) {
            say("was told " + told.kv() + ", the log has " + expected);
        }
        @Nullable KeyValue before = record.request().prevKv() ? log.at(expected.key(), revision - 1) : null;
        boolean forgotten = told.prevKv() == null && revision <= compactRevision;
        if (!forgotten && (before == null ? told.prevKv() != null : !before.equals(told.prevKv()))) {
            say("was told the previous " + told.prevKv() + " of " + expected + ", the log has " + before);
        }
    }

    private void progress(long revision) {
        noResponseIsOpen("progress");
        if (revision > log.revision()) {
            say("was told of progress to " + revision + ", the log ends at " + log.revision());
            return;
        }
        nothingBetween(revision, "before progress to " + revision);
        next = Math.max(next, revision + 1);
    }

    private void noResponseIsOpen(String what) {
        if (!response.isEmpty()) {
            say("was told of " + what + " within a response");
            response.clear();
        }
    }

    private void cancelled(WatchRecord.Cancelled cancelled) {
        noResponseIsOpen("its end");
        if (!cancelled.cause().is(EtcdError.COMPACTED)) {
            return;
        }
        if (cancelled.told() > cancelled.compactRevision()) {
            say("was told of a compaction to " + cancelled.told() + ", it was to " + cancelled.compactRevision());
        }
        if (next >= cancelled.told()) {
            say("was cancelled by a compaction to " + cancelled.told() + ", and had been told all before " + next);
        }
    }

    /** Nothing that it wants may be left up to a revision. */
    private void nothingBetween(long upTo, String when) {
        for (long revision = Math.max(next, 2); revision <= Math.min(upTo, log.revision()); revision++) {
            if (!wanted(revision).isEmpty()) {
                say("was not told of revision " + revision + " " + when);
                return;
            }
        }
    }

    private List<WatchEvent> wanted(long revision) {
        WatchRequest request = record.request();
        List<WatchEvent> wanted = new ArrayList<>();
        for (WatchEvent event : log.change(revision)) {
            WatchRequest.Filter filter = event.isDelete() ? WatchRequest.Filter.NO_DELETE : WatchRequest.Filter.NO_PUT;
            if (KeyRanges.contains(request.key(), request.rangeEnd(), event.kv().key())
                    && !request.filters().contains(filter)) {
                wanted.add(event);
            }
        }
        return wanted;
    }

    private void say(String what) {
        wrong.add("watch of " + record.request() + " from " + record.from() + ": " + what);
    }
}
