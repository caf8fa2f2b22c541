package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.raft.ConfChange;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Members that come and go, as operators have it: also those whose disks are lost, which others replace. */
final class MemberChanges {
    /**
     * Voters from which one may be removed, once in a run. A member that restarts before it knows that others were removed
     * needs their votes, and they are gone; with etcd it is the same.
     */
    private static final int VOTERS_MIN = 3;

    /** Starts a member that is about to join. */
    interface Starting {
        void start(SimulatedPeer peer) throws IOException;
    }

    private final SplittableRandom random;
    private final ClusterProcesses processes;
    private final Starting starting;
    private final Consumer<String> trace;
    /** Whether a voter was removed. */
    private boolean removed;
    /** Learners of which anybody ever proposed that they become voters: any time they may be. */
    private final Set<Long> promoted = new TreeSet<>();
    /** Members without a disk, which are never started again. */
    private final Set<Long> lost = new TreeSet<>();
    /** How many of them nobody took the place of. */
    private int vacancies;

    private @Nullable CompletableFuture<Membership> removal;
    /** Whom it was proposed to: who was killed does not answer any more. */
    private @Nullable EmbeddedStore asked;

    MemberChanges(SplittableRandom random, ClusterProcesses processes, Starting starting, Consumer<String> trace) {
        this.random = random;
        this.processes = processes;
        this.starting = starting;
        this.trace = trace;
    }

    /** Proposes that a learner comes or becomes a voter, or that somebody goes. */
    void change() throws IOException {
        EmbeddedStore store = leading();
        if (store == null) {
            return;
        }
        List<ClusterMember> book = store.cluster().members();
        List<ClusterMember> learners = book.stream()
                .filter(member -> member.learner() && !lost.contains(member.id()))
                .toList();
        int what = random.nextInt(3);
        if (!learners.isEmpty() && what > 0) {
            trace.accept("promote " + learners.getFirst().id());
            promoted.add(learners.getFirst().id());
            var _ = propose(store, ConfChange.Kind.ADD_VOTER, learners.getFirst());
        } else if (what > 0 && processes.mayJoin()) {
            join(store);
        } else {
            ClusterMember gone = book.get(random.nextInt(book.size()));
            if (mayGo(gone, book)) {
                removed |= !gone.learner();
                trace.accept("remove " + gone.id());
                var _ = propose(store, ConfChange.Kind.REMOVE, gone);
            }
        }
    }

    /** Does the next thing to do about members without disks: proposes to remove one, adds another in its place, or takes a disk away. */
    void replace(SimulatedPeer struck) throws IOException {
        EmbeddedStore store = leading();
        if (store == null) {
            return;
        }
        List<ClusterMember> book = store.cluster().members();
        if (book.stream().anyMatch(member -> lost.contains(member.id()))) {
            removeLost(store, book);
        } else if (vacancies > 0 && processes.mayJoin()) {
            vacancies--;
            join(store);
        } else {
            for (ClusterMember member : book) {
                boolean certain = !member.learner() || !promoted.contains(member.id());
                if (member.id() == struck.id() && certain && mayGo(member, book)) {
                    removed |= !member.learner();
                    trace.accept("member " + struck.name() + " loses its disk for good");
                    lost.add(struck.id());
                    vacancies++;
                    struck.retire();
                    struck.member().kill();
                }
            }
        }
    }

    /** Whether nobody without a disk is a member any more; proposes to remove those that are. */
    boolean noneLost() {
        EmbeddedStore store = leading();
        if (lost.isEmpty() || store == null) {
            return lost.isEmpty();
        }
        List<ClusterMember> book = store.cluster().members();
        removeLost(store, book);
        return book.stream().noneMatch(member -> lost.contains(member.id()));
    }

    private void removeLost(EmbeddedStore store, List<ClusterMember> book) {
        for (ClusterMember member : book) {
            if (lost.contains(member.id()) && (removal == null || removal.isDone() || asked != store)) {
                trace.accept("remove " + member.id() + ", which has no disk");
                asked = store;
                removal = propose(store, ConfChange.Kind.REMOVE, member);
            }
        }
    }

    private boolean mayGo(ClusterMember member, List<ClusterMember> book) {
        long voters = book.stream().filter(each -> !each.learner()).count();
        return member.learner() || (!removed && voters >= VOTERS_MIN);
    }

    private void join(EmbeddedStore store) throws IOException {
        SimulatedPeer joining = processes.join();
        trace.accept("add " + joining.name());
        var _ = propose(
                store,
                random.nextInt(4) == 0 ? ConfChange.Kind.ADD_VOTER : ConfChange.Kind.ADD_LEARNER,
                ClusterMember.of(joining.id(), joining.urls(), false));
        starting.start(joining);
    }

    private @Nullable EmbeddedStore leading() {
        SimulatedPeer leader = processes.leader();
        return leader == null ? null : leader.member().store();
    }

    /** Null when it is refused at once. */
    private @Nullable CompletableFuture<Membership> propose(
            EmbeddedStore store, ConfChange.Kind kind, ClusterMember member) {
        ClusterMember proposed =
                kind == ConfChange.Kind.ADD_LEARNER ? ClusterMember.of(member.id(), member.peerUrls(), true) : member;
        try {
            return store.cluster().propose(kind, proposed);
        } catch (EtcdException e) {
            trace.accept("refused: " + e.getMessage());
            return null;
        }
    }
}
