package dev.carafe.etcd.raft;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.raft.Message.Append;
import dev.carafe.etcd.raft.Message.AppendResponse;
import dev.carafe.etcd.raft.Message.Heartbeat;
import dev.carafe.etcd.raft.Message.HeartbeatResponse;
import dev.carafe.etcd.raft.Message.InstallSnapshot;
import dev.carafe.etcd.raft.Message.ReadIndexResponse;
import dev.carafe.etcd.raft.Message.TimeoutNow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a member does and knows while it leads a term: a new one for each term that it leads. */
final class Leadership {
    /** Reads that may wait for the first commit of the term; more are dropped, and asked again by who wants them. */
    private static final int EARLY_READS_MAX = 10_000;

    private record EarlyRead(long from, long request) {}

    private final RaftConfig config;
    private final long term;
    private final RaftLog log;
    private final Outbox outbox;
    private final Consumer<ReadState> readStates;
    /** All members but this one. */
    private final SortedMap<Long, Progress> others = new TreeMap<>();

    private final PendingReads reads = new PendingReads();
    private final List<EarlyRead> earlyReads = new ArrayList<>();
    private ConfState conf;
    /** No further change of members is taken before this index is applied. */
    private long pendingConfIndex;

    /**
     * Nothing more is taken before this entry, which removes this member, is applied. Otherwise this member's log could
     * end behind that of a voter which needs its vote and does not know of the removal yet.
     */
    private long leavingIndex;

    private long transferee;
    private int transferTicks;
    private int heartbeatTicks;
    private boolean heartbeatDue;
    private int quorumTicks;
    private long uncommittedBytes;

    Leadership(
            RaftConfig config, long term, RaftLog log, Outbox outbox, Consumer<ReadState> readStates, ConfState conf) {
        this.config = config;
        this.term = term;
        this.log = log;
        this.outbox = outbox;
        this.readStates = readStates;
        this.conf = conf;
        this.pendingConfIndex = log.lastIndex(); // whatever is in the log may be a change of members
        follow(conf);
    }

    /** Makes the term's first entry, whose commit commits all before it (Raft, section 5.4.2). */
    void begin() {
        for (Entry entry : log.slice(log.applied() + 1, log.lastIndex(), Long.MAX_VALUE)) {
            noteLeaving(entry);
        }
        log.append(new Entry(term, log.lastIndex() + 1, Entry.Kind.NORMAL, Bytes.EMPTY));
        broadcast();
    }

    private void follow(ConfState next) {
        conf = next;
        others.keySet().removeIf(id -> !next.contains(id));
        next.voters().forEach(this::join);
        next.learners().forEach(this::join);
    }

    private void join(long id) {
        if (id != config.id() && !others.containsKey(id)) {
            Progress progress = new Progress(0, log.lastIndex() + 1, config.inflightMax());
            progress.setActive(true); // it has an election timeout to answer
            others.put(id, progress);
        }
    }

    /** Appends a proposal; false when it is dropped, because leadership is being handed over or too much waits. */
    boolean propose(Entry.Kind kind, Bytes data) {
        if (transferee != 0 || removed() || leavingIndex > log.applied() || !readable(kind, data)) {
            return false;
        }
        Entry.Kind taken = kind;
        Bytes content = data;
        if (kind == Entry.Kind.CONF_CHANGE && pendingConfIndex > log.applied()) {
            taken = Entry.Kind.NORMAL; // as etcd-raft: one change at a time, a second becomes an empty entry
            content = Bytes.EMPTY;
        }
        Entry entry = new Entry(term, log.lastIndex() + 1, taken, content);
        if (uncommittedBytes > 0
                && content.length() > 0
                && uncommittedBytes + entry.sizeBytes() > config.uncommittedBytesMax()) {
            return false;
        }
        uncommittedBytes += entry.sizeBytes();
        if (taken == Entry.Kind.CONF_CHANGE) {
            pendingConfIndex = entry.index();
            noteLeaving(entry);
        }
        log.append(entry);
        broadcast();
        return true;
    }

    private static boolean readable(Entry.Kind kind, Bytes data) {
        if (kind == Entry.Kind.CONF_CHANGE) {
            try {
                var _ = ConfChange.decode(data);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
        return true;
    }

    private void noteLeaving(Entry entry) {
        if (entry.kind() == Entry.Kind.CONF_CHANGE) {
            ConfChange change = ConfChange.decode(entry.data());
            if (change.kind() == ConfChange.Kind.REMOVE && change.node() == config.id()) {
                leavingIndex = entry.index();
            }
        }
    }

    /** Whether this member votes no more. It still leads until a voter takes over, so that all learn what is committed. */
    private boolean removed() {
        return !conf.voters().contains(config.id());
    }

    /** A tick; false when a majority has been silent for an election timeout, so that this member leads no more. */
    boolean tick() {
        if (transferee != 0 && ++transferTicks >= config.electionTicks()) {
            transferee = 0;
        }
        if (++quorumTicks >= config.electionTicks()) {
            quorumTicks = 0;
            if (!quorumActive()) {
                return false;
            }
        }
        if (++heartbeatTicks >= config.heartbeatTicks()) {
            heartbeatTicks = 0;
            heartbeatDue = true;
        }
        return true;
    }

    private boolean quorumActive() {
        long active = conf.voters().stream().filter(this::isActive).count();
        others.values().forEach(progress -> progress.setActive(false));
        return active >= conf.quorum();
    }

    private boolean isActive(long id) {
        Progress progress = others.get(id);
        return id == config.id() || (progress != null && progress.active());
    }

    private void heartbeat() {
        others.forEach((id, progress) -> outbox.send(
                new Heartbeat(config.id(), id, term, Math.min(progress.match(), log.committed()), reads.latest())));
    }

    void onAppendResponse(AppendResponse answer) {
        Progress progress = others.get(answer.from());
        if (progress == null) {
            return;
        }
        progress.setActive(true);
        if (answer.reject()) {
            // Skips over all entries of terms that the follower cannot have.
            long hint = answer.hintTerm() > 0
                    ? log.lastNotAbove(answer.hintIndex(), answer.hintTerm())
                    : answer.hintIndex();
            if (progress.rejected(answer.index(), hint)) {
                if (progress.state() == Progress.State.REPLICATE) {
                    progress.probe();
                }
                progress.due();
            }
            return;
        }
        boolean paused = progress.paused();
        boolean news = progress.matched(answer.index());
        if (!news && !(progress.state() == Progress.State.PROBE && progress.match() == answer.index())) {
            return;
        }
        switch (progress.state()) {
            case PROBE -> progress.replicate();
            case SNAPSHOT -> {
                if (progress.match() + 1 >= log.firstIndex()) {
                    progress.replicate();
                }
            }
            case REPLICATE -> {}
        }
        if (commit()) {
            broadcast();
        } else if (paused || progress.next() <= log.lastIndex()) {
            progress.due();
        }
        if (answer.from() == transferee && progress.match() == log.lastIndex()) {
            outbox.send(new TimeoutNow(config.id(), transferee, term));
        }
    }

    void onHeartbeatResponse(HeartbeatResponse answer) {
        Progress progress = others.get(answer.from());
        if (progress == null) {
            return;
        }
        progress.heard();
        if (progress.match() < log.lastIndex() || progress.state() == Progress.State.PROBE) {
            progress.due();
        }
        if (removed()) {
            transferTo(answer.from());
        }
        if (answer.read() != 0 && conf.voters().contains(answer.from())) {
            reads.confirmed(answer.from(), answer.read(), conf, config.id())
                    .forEach(read -> answerRead(read.from(), read.request(), read.index()));
        }
    }

    /** Takes a read of this member or of another one. */
    void readIndex(long from, long request) {
        if (log.term(log.committed()) != term) {
            if (earlyReads.size() < EARLY_READS_MAX) {
                earlyReads.add(new EarlyRead(from, request)); // what is committed is not known before (section 6.4)
            }
        } else if (conf.quorum() == 1 && conf.voters().contains(config.id())) {
            answerRead(from, request, log.committed());
        } else {
            var _ = reads.add(from, request, log.committed());
            heartbeatDue = true;
        }
    }

    private void answerRead(long from, long request, long index) {
        if (from == config.id()) {
            readStates.accept(new ReadState(request, index));
        } else {
            outbox.send(new ReadIndexResponse(config.id(), from, term, request, index));
        }
    }

    /** Begins to hand over to another voter; one that is not, or this member itself, is ignored. */
    void transferTo(long target) {
        Progress progress = others.get(target);
        if (progress == null || !conf.voters().contains(target) || transferee == target) {
            return;
        }
        transferee = target;
        transferTicks = 0;
        if (progress.match() == log.lastIndex()) {
            outbox.send(new TimeoutNow(config.id(), target, term));
        } else {
            progress.due();
        }
    }

    long transferee() {
        return transferee;
    }

    /** This member's own disk has more. */
    void persisted() {
        if (commit()) {
            broadcast();
        }
    }

    /** Entries were applied and wait no more. */
    void applied(long bytes) {
        uncommittedBytes = Math.max(0, uncommittedBytes - bytes);
    }

    void confChanged(ConfState next) {
        follow(next);
        if (transferee != 0 && !next.voters().contains(transferee)) {
            transferee = 0;
        }
        commit();
        broadcast();
    }

    void unreachable(long id) {
        Progress progress = others.get(id);
        if (progress != null && progress.state() == Progress.State.REPLICATE) {
            progress.probe();
        }
    }

    void snapshotSent(long id, boolean arrived) {
        Progress progress = others.get(id);
        if (progress != null && progress.state() == Progress.State.SNAPSHOT) {
            if (arrived) {
                progress.probe();
            } else {
                progress.snapshotFailed();
            }
        }
    }

    /** Commits what a majority of the voters has on disk, if that is of this term (Raft, section 5.4.2). */
    private boolean commit() {
        long[] matches = new long[conf.voters().size()];
        int at = 0;
        for (long voter : conf.voters()) {
            matches[at++] = matchOf(voter);
        }
        if (at == 0) {
            return false;
        }
        Arrays.sort(matches);
        long index = matches[at - conf.quorum()];
        if (index <= log.committed() || log.term(index) != term) {
            return false;
        }
        log.commitTo(index);
        List<EarlyRead> early = List.copyOf(earlyReads);
        earlyReads.clear();
        early.forEach(read -> readIndex(read.from(), read.request()));
        return true;
    }

    private long matchOf(long id) {
        Progress progress = others.get(id);
        return id == config.id() ? log.stable() : progress == null ? 0 : progress.match();
    }

    long knownMatch(long id) {
        return id == config.id() || others.containsKey(id) ? matchOf(id) : -1;
    }

    private void broadcast() {
        others.values().forEach(Progress::due);
    }

    /** Whether {@link #send} would send anything. */
    boolean hasNews() {
        if (heartbeatDue) {
            return true;
        }
        for (Progress progress : others.values()) {
            if (progress.isDue()) {
                return true;
            }
        }
        return false;
    }

    /** Sends what has become due, all of it together, so that the messages are few however much came in. */
    void send() {
        if (heartbeatDue) {
            heartbeatDue = false;
            heartbeat();
        }
        others.forEach((id, progress) -> {
            if (progress.takeDue()) {
                boolean more = send(id, progress, true);
                while (more) {
                    more = send(id, progress, false); // as much as the window takes
                }
            }
        });
    }

    /** Sends a member what comes next for it; false when nothing was sent. */
    private boolean send(long to, Progress progress, boolean evenEmpty) {
        if (progress.paused()) {
            return false;
        }
        long prevIndex = progress.next() - 1;
        long prevTerm = log.term(prevIndex);
        if (prevTerm < 0) {
            return sendSnapshot(to, progress);
        }
        List<Entry> entries = log.slice(progress.next(), log.lastIndex(), config.messageBytesMax());
        if (entries.isEmpty() && !evenEmpty) {
            return false;
        }
        outbox.send(new Append(config.id(), to, term, prevIndex, prevTerm, entries, log.committed()));
        progress.sent(prevIndex + entries.size(), !entries.isEmpty());
        return true;
    }

    private boolean sendSnapshot(long to, Progress progress) {
        RaftSnapshot snapshot = log.snapshot();
        if (!progress.active()) {
            return false;
        }
        progress.sendingSnapshot(snapshot.index());
        outbox.send(new InstallSnapshot(config.id(), to, term, snapshot));
        return true;
    }
}
