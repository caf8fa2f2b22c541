package dev.carafe.etcd.raft;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.raft.Message.Append;
import dev.carafe.etcd.raft.Message.AppendResponse;
import dev.carafe.etcd.raft.Message.Forward;
import dev.carafe.etcd.raft.Message.Heartbeat;
import dev.carafe.etcd.raft.Message.HeartbeatResponse;
import dev.carafe.etcd.raft.Message.InstallSnapshot;
import dev.carafe.etcd.raft.Message.ReadIndexRequest;
import dev.carafe.etcd.raft.Message.ReadIndexResponse;
import dev.carafe.etcd.raft.Message.TimeoutNow;
import dev.carafe.etcd.raft.Message.TransferLeader;
import dev.carafe.etcd.raft.Message.VoteRequest;
import dev.carafe.etcd.raft.Message.VoteResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One member's part in consensus. How to run it is said in the package's documentation. Belongs to one thread. */
public final class RaftCore {
    private final RaftConfig config;
    private final RandomGenerator random;
    private final RaftLog log;
    private final Outbox outbox = new Outbox();
    private final List<ReadState> reads = new ArrayList<>();
    /** Who has answered in this election, and whether it was a yes. */
    private final Map<Long, Boolean> votes = new HashMap<>();

    private ConfState conf;
    private long term;
    private long vote;
    private long leader;
    private Role role = Role.FOLLOWER;
    /** Not null exactly while this member leads. */
    private @Nullable Leadership leadership;
    /** Ticks since the leader was heard, or since the election began. */
    private int electionElapsed;

    private int electionTimeout;
    private HardState persistedState;
    /** What is with the owner and not durable yet. */
    private @Nullable Ready outstanding;

    /**
     * A member as its disk has it.
     *
     * @param random for the election timeouts
     * @param state what was persisted last
     * @param snapshot the newest durable one, {@link RaftSnapshot#EMPTY} for none; its state is taken as applied
     * @param entries the durable log; what the snapshot covers is ignored
     * @throws IllegalArgumentException when they do not fit together
     */
    public RaftCore(
            RaftConfig config, RandomGenerator random, HardState state, RaftSnapshot snapshot, List<Entry> entries) {
        this.config = config;
        this.random = random;
        this.log = new RaftLog(snapshot, entries, state.commit());
        this.conf = snapshot.conf();
        this.term = state.term();
        this.vote = state.vote();
        this.persistedState = state;
        this.electionTimeout = nextTimeout();
    }

    public Role role() {
        return role;
    }

    public long term() {
        return term;
    }

    /** The leader's id, 0 while none is known. */
    public long leader() {
        return leader;
    }

    public ConfState conf() {
        return conf;
    }

    public long commitIndex() {
        return log.committed();
    }

    public long appliedIndex() {
        return log.applied();
    }

    public long firstIndex() {
        return log.firstIndex();
    }

    public long lastIndex() {
        return log.lastIndex();
    }

    /** The last entry that a member is known to have; -1 when this member does not lead, or knows no such member. */
    public long matchOf(long id) {
        Leadership leading = leadership;
        return leading == null ? -1 : leading.knownMatch(id);
    }

    /** The term of an entry that is still in the log, -1 of another. */
    public long termOf(long index) {
        return log.term(index);
    }

    /** Time has gone on by one tick. */
    public void tick() {
        Leadership leading = leadership;
        if (leading != null) {
            if (!leading.tick()) {
                becomeFollower(term, 0);
            }
            return;
        }
        electionElapsed++;
        if (electionElapsed >= electionTimeout && promotable()) {
            electionElapsed = 0;
            campaign(config.preVote(), false);
        }
    }

    /** Proposes data; false when it is dropped and may be proposed again: there is no leader, or it takes none now. */
    public boolean propose(Entry.Kind kind, Bytes data) {
        Leadership leading = leadership;
        if (leading != null) {
            return leading.propose(kind, data);
        }
        if (leader == 0) {
            return false;
        }
        outbox.send(new Forward(config.id(), leader, kind, data));
        return true;
    }

    /** Proposes a change of members; {@link #applyConfChange} it when it comes back committed. */
    public boolean propose(ConfChange change) {
        return propose(Entry.Kind.CONF_CHANGE, change.encode());
    }

    /** Asks from which applied index on a read is linearizable; false without a leader. The answer may get lost. */
    public boolean readIndex(long request) {
        Leadership leading = leadership;
        if (leading != null) {
            leading.readIndex(config.id(), request);
            return true;
        }
        if (leader == 0) {
            return false;
        }
        outbox.send(new ReadIndexRequest(config.id(), leader, request));
        return true;
    }

    /** Wishes for another leader. Nothing tells of success but its term. */
    public void transferLeader(long target) {
        Leadership leading = leadership;
        if (leading != null) {
            leading.transferTo(target);
        } else if (leader != 0) {
            outbox.send(new TransferLeader(config.id(), leader, target));
        }
    }

    /** Stands for election now, as when the timeout is over. */
    public void campaign() {
        if (leadership == null && promotable()) {
            campaign(config.preVote(), false);
        }
    }

    /** A member could not be reached. */
    public void reportUnreachable(long id) {
        Leadership leading = leadership;
        if (leading != null) {
            leading.unreachable(id);
        }
    }

    /**
     * A snapshot that an {@link InstallSnapshot} asked to be sent has arrived or failed. Must be told of each one, for
     * nothing else is sent to the member before.
     */
    public void reportSnapshot(long id, boolean arrived) {
        Leadership leading = leadership;
        if (leading != null) {
            leading.snapshotSent(id, arrived);
        }
    }

    /**
     * Takes the members as a committed change leaves them, and returns them. A leader that is removed hands over to the
     * first voter that it can; its owner should let it run until another one leads.
     */
    public ConfState applyConfChange(ConfChange change) {
        conf = conf.with(change);
        Leadership leading = leadership;
        if (leading != null) {
            leading.confChanged(conf);
        }
        return conf;
    }

    /**
     * Forgets the log up to an index, which a snapshot stands for.
     *
     * @param own a durable snapshot of applied state
     * @param through at most its index; less keeps entries for members that lag a little
     */
    public void compact(RaftSnapshot own, long through) {
        log.compact(own, through);
    }

    /** Whether {@link #ready} has anything to say. */
    public boolean hasReady() {
        return outstanding == null
                && (!outbox.isEmpty()
                        || hasNews()
                        || !reads.isEmpty()
                        || log.pendingSnapshot() != null
                        || log.stable() < log.lastIndex()
                        || !log.toApply().isEmpty()
                        || !hardState().equals(persistedState));
    }

    private boolean hasNews() {
        Leadership leading = leadership;
        return leading != null && leading.hasNews();
    }

    /** What to do now; no other one is given before {@link #persisted}, and {@link #applied} of what it commits. */
    public Ready ready() {
        if (outstanding != null) {
            throw new IllegalStateException("the last one is not durable yet");
        }
        Leadership leading = leadership;
        if (leading != null) {
            leading.send();
        }
        HardState state = hardState();
        List<Entry> unstable = log.unstable();
        boolean mustSync = !unstable.isEmpty()
                || log.pendingSnapshot() != null
                || state.term() != persistedState.term()
                || state.vote() != persistedState.vote();
        Ready ready = new Ready(
                outbox.takeNow(),
                log.pendingSnapshot(),
                unstable,
                state,
                mustSync,
                outbox.takeAfterPersist(),
                log.toApply(),
                reads);
        reads.clear();
        outstanding = ready;
        return ready;
    }

    /** What the last {@link #ready} wanted on disk is there. */
    public void persisted() {
        Ready done = outstanding;
        if (done == null) {
            throw new IllegalStateException("nothing was to be made durable");
        }
        outstanding = null;
        persistedState = done.hardState();
        if (done.snapshot() != null && done.snapshot().equals(log.pendingSnapshot())) {
            log.snapshotPersisted();
        }
        if (!done.entries().isEmpty()) {
            Entry last = done.entries().getLast();
            log.persistedThrough(last.index(), last.term());
            Leadership leading = leadership;
            if (leading != null) {
                leading.persisted();
            }
        }
    }

    /** The entries of the last {@link Ready#committed} are applied. */
    public void applied(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        log.appliedTo(entries.getLast().index());
        Leadership leading = leadership;
        if (leading != null) {
            leading.applied(entries.stream().mapToLong(Entry::sizeBytes).sum());
        }
    }

    private HardState hardState() {
        return new HardState(term, vote, log.committed());
    }

    /** Takes another member's message; one that is not for this member, or stale, changes nothing. */
    public void step(Message message) {
        if (message.to() != config.id()) {
            return;
        }
        if (message.term() == 0) {
            stepPassedOn(message);
            return;
        }
        if (message.term() > term && !seeLaterTerm(message)) {
            return;
        }
        if (message.term() < term) {
            answerStale(message);
            return;
        }
        switch (message) {
            case VoteRequest request -> onVoteRequest(request);
            case VoteResponse answer -> onVoteResponse(answer);
            case Append append -> {
                followLeader(append.from());
                onAppend(append);
            }
            case Heartbeat heartbeat -> {
                followLeader(heartbeat.from());
                log.commitTo(heartbeat.commit());
                outbox.send(new HeartbeatResponse(config.id(), heartbeat.from(), term, heartbeat.read()));
            }
            case InstallSnapshot install -> {
                followLeader(install.from());
                onSnapshot(install);
            }
            case AppendResponse answer -> {
                Leadership leading = leadership;
                if (leading != null) {
                    leading.onAppendResponse(answer);
                }
            }
            case HeartbeatResponse answer -> {
                Leadership leading = leadership;
                if (leading != null) {
                    leading.onHeartbeatResponse(answer);
                }
            }
            case TimeoutNow _ -> {
                if (role == Role.FOLLOWER && promotable()) {
                    campaign(false, true);
                }
            }
            case ReadIndexResponse answer -> reads.add(new ReadState(answer.request(), answer.index()));
            case Forward _, ReadIndexRequest _, TransferLeader _ ->
                throw new IllegalStateException("a message without a term has one");
        }
    }

    private void stepPassedOn(Message message) {
        Leadership leading = leadership;
        if (leading == null) {
            return; // whoever asked asks again
        }
        switch (message) {
            case Forward forward -> {
                var _ = leading.propose(forward.kind(), forward.data());
            }
            case ReadIndexRequest read -> leading.readIndex(read.from(), read.request());
            case TransferLeader transfer -> leading.transferTo(transfer.target());
            case VoteRequest _,
                    VoteResponse _,
                    Append _,
                    AppendResponse _,
                    Heartbeat _,
                    HeartbeatResponse _,
                    InstallSnapshot _,
                    TimeoutNow _,
                    ReadIndexResponse _ -> {
                // These have a term in whatever an honest member sends.
            }
        }
    }

    /** Moves to a message's later term where it must; false when the message is to be ignored. */
    private boolean seeLaterTerm(Message message) {
        if (message instanceof VoteRequest request) {
            if (!request.transfer() && leader != 0 && electionElapsed < config.electionTicks()) {
                return false; // a leader was heard just now: who asks is cut off or removed (thesis, section 4.2.3)
            }
            if (request.pre()) {
                return true; // asks only
            }
        }
        if (message instanceof VoteResponse answer && answer.pre() && !answer.reject()) {
            return true; // its term is the one that this member would begin
        }
        boolean fromLeader =
                message instanceof Append || message instanceof Heartbeat || message instanceof InstallSnapshot;
        becomeFollower(message.term(), fromLeader ? message.from() : 0);
        return true;
    }

    private void answerStale(Message message) {
        if (message instanceof Append || message instanceof Heartbeat || message instanceof InstallSnapshot) {
            // Tells a leader of an earlier term, who would otherwise never learn of this one and never be followed.
            outbox.send(new AppendResponse(config.id(), message.from(), term, 0, false, 0, 0));
        } else if (message instanceof VoteRequest request && request.pre()) {
            outbox.send(new VoteResponse(config.id(), request.from(), term, true, true));
        }
    }

    private void onVoteRequest(VoteRequest request) {
        boolean free = vote == request.from() || (vote == 0 && leader == 0) || (request.pre() && request.term() > term);
        boolean grant = free && log.upToDate(request.lastIndex(), request.lastTerm());
        if (grant && !request.pre()) {
            electionElapsed = 0;
            vote = request.from();
        }
        long answerTerm = grant ? request.term() : term;
        outbox.send(new VoteResponse(config.id(), request.from(), answerTerm, request.pre(), !grant));
    }

    private void onVoteResponse(VoteResponse answer) {
        boolean awaited = role == (answer.pre() ? Role.PRE_CANDIDATE : Role.CANDIDATE);
        // An answer to an earlier asking has another term than the one asked for.
        if (!awaited || (answer.pre() && !answer.reject() && answer.term() != term + 1)) {
            return;
        }
        votes.putIfAbsent(answer.from(), !answer.reject());
        tally();
    }

    private void tally() {
        long granted = conf.voters().stream()
                .filter(id -> votes.getOrDefault(id, false))
                .count();
        long refused = conf.voters().stream()
                .filter(id -> !votes.getOrDefault(id, true))
                .count();
        if (granted >= conf.quorum()) {
            if (role == Role.PRE_CANDIDATE) {
                campaign(false, false);
            } else {
                becomeLeader();
            }
        } else if (refused >= conf.quorum()) {
            becomeFollower(term, 0);
        }
    }

    /** Whether this member may lead: it votes, and knows the members as its committed log has them. */
    private boolean promotable() {
        return conf.voters().contains(config.id()) && log.pendingSnapshot() == null && !changeUnapplied();
    }

    private boolean changeUnapplied() {
        return log.slice(log.applied() + 1, log.committed(), Long.MAX_VALUE).stream()
                .anyMatch(entry -> entry.kind() == Entry.Kind.CONF_CHANGE);
    }

    private void campaign(boolean pre, boolean transfer) {
        leader = 0;
        electionElapsed = 0;
        electionTimeout = nextTimeout();
        votes.clear();
        votes.put(config.id(), true);
        if (pre) {
            role = Role.PRE_CANDIDATE;
        } else {
            role = Role.CANDIDATE;
            term++;
            vote = config.id();
        }
        long asked = pre ? term + 1 : term;
        for (long id : conf.voters()) {
            if (id != config.id()) {
                outbox.send(new VoteRequest(config.id(), id, asked, log.lastIndex(), log.lastTerm(), pre, transfer));
            }
        }
        tally();
    }

    private void becomeFollower(long newTerm, long newLeader) {
        if (newTerm != term) {
            term = newTerm;
            vote = 0;
        }
        role = Role.FOLLOWER;
        leader = newLeader;
        leadership = null;
        electionElapsed = 0;
        electionTimeout = nextTimeout();
    }

    private void becomeLeader() {
        role = Role.LEADER;
        leader = config.id();
        leadership = new Leadership(config, term, log, outbox, reads::add, conf);
        leadership.begin();
    }

    private void followLeader(long id) {
        if (leadership != null) {
            throw new IllegalStateException("two leaders in term " + term + ": " + config.id() + " and " + id);
        }
        role = Role.FOLLOWER;
        leader = id;
        electionElapsed = 0;
    }

    private void onAppend(Append append) {
        if (append.prevIndex() < log.committed()) {
            accept(append.from(), log.committed()); // all that is committed here is the leader's as well
        } else if (log.matches(append.prevIndex(), append.prevTerm())) {
            log.merge(append.entries());
            long last = append.prevIndex() + append.entries().size();
            log.commitTo(Math.min(append.commit(), last));
            accept(append.from(), last);
        } else {
            long hint = log.lastNotAbove(append.prevIndex(), append.prevTerm());
            outbox.send(new AppendResponse(
                    config.id(), append.from(), term, append.prevIndex(), true, hint, log.term(hint)));
        }
    }

    private void accept(long to, long index) {
        outbox.send(new AppendResponse(config.id(), to, term, index, false, 0, 0));
    }

    private void onSnapshot(InstallSnapshot install) {
        RaftSnapshot snapshot = install.snapshot();
        if (snapshot.index() <= log.committed()) {
            accept(install.from(), log.committed());
        } else if (log.matches(snapshot.index(), snapshot.term())) {
            log.commitTo(snapshot.index());
            accept(install.from(), log.committed());
        } else {
            log.restore(snapshot);
            conf = snapshot.conf();
            accept(install.from(), log.lastIndex());
        }
    }

    private int nextTimeout() {
        return config.electionTicks() + random.nextInt(config.electionTicks());
    }
}
