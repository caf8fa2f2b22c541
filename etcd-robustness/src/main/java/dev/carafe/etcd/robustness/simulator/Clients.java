package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.history.Outcome;
import dev.carafe.etcd.robustness.traffic.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The clients: each asks one thing at a time and waits for the answer, or gives up. */
final class Clients {
    private static final class Client {
        final int number;
        final Traffic traffic;

        @Nullable
        Asked waiting;

        Client(int number, Traffic traffic) {
            this.number = number;
            this.traffic = traffic;
        }
    }

    private record Asked(Call call, long at, SimulatedMember member) {}

    private final VirtualTime time;
    private final SplittableRandom random;
    private final List<Client> clients = new ArrayList<>();
    /** What happens after each answer. */
    private final Runnable answered;

    private final Consumer<String> trace;
    private final List<Operation> history = new ArrayList<>();
    /** Operations without an answer that may still happen. */
    private final List<Operation> doubtful = new ArrayList<>();

    private long compactAsked;

    Clients(
            VirtualTime time,
            SplittableRandom random,
            List<Traffic> traffic,
            Runnable answered,
            Consumer<String> trace) {
        this.time = time;
        this.random = random;
        this.answered = answered;
        this.trace = trace;
        for (Traffic one : traffic) {
            clients.add(new Client(clients.size(), one));
        }
    }

    /** The latest revision that anybody wanted the history before to be forgotten of. */
    long compactAsked() {
        return compactAsked;
    }

    Traffic any() {
        return clients.get(random.nextInt(clients.size())).traffic;
    }

    /** One of the clients does something. */
    void act(SimulatedMember member) {
        Client client = clients.get(random.nextInt(clients.size()));
        EmbeddedStore store = member.store();
        Asked waiting = client.waiting;
        if (waiting != null) {
            if (random.nextInt(60) == 0) {
                client.waiting = null;
                unknown(client, waiting);
            }
        } else if (store != null) {
            Call call = client.traffic.next();
            if (member.alone()) {
                ask(client, store, member, call);
            } else if (!leadersMatter(call) || leads(store)) { // others would pass it on to the leader
                ask(client, store, member, random.nextInt(6) == 0 ? serializable(call) : call);
            }
        }
    }

    private static boolean leadersMatter(Call call) {
        return call instanceof Call.KeepAlive || call instanceof Call.TimeToLive;
    }

    private static boolean leads(EmbeddedStore store) {
        return store.status().leaderId() == store.status().memberId();
    }

    private static Call serializable(Call call) {
        return call instanceof Call.Range(RangeRequest request) ? new Call.Range(request.withSerializable(true)) : call;
    }

    private void ask(Client client, EmbeddedStore store, SimulatedMember member, Call call) {
        Asked asked = new Asked(call, time.tick(), member);
        trace.accept(asked.at + " client " + client.number + " asks " + call);
        if (call instanceof Call.Write(CompactRequest compact) && compact.revision() < Integer.MAX_VALUE) {
            compactAsked = Math.max(compactAsked, compact.revision());
        }
        client.waiting = asked;
        try {
            switch (call) {
                case Call.Range(RangeRequest request)
                when request.serializable() -> tell(client, asked, store.range(request));
                case Call.Range(RangeRequest request) ->
                    await(client, asked, store.barrier().thenApply(_ -> store.range(request.withSerializable(true))));
                case Call.KeepAlive(long lease) -> await(client, asked, store.prolong(lease));
                case Call.TimeToLive(long lease, boolean keys) -> await(client, asked, store.timeLeft(lease, keys));
                case Call.Leases() -> await(client, asked, store.leases());
                case Call.Write(TxnRequest txn)
                when txn.readOnly() && member.alone() -> tell(client, asked, store.txn(txn));
                case Call.Write(WriteRequest request) -> await(client, asked, store.submit(request));
            }
        } catch (EtcdException e) {
            if (e.code() == EtcdError.Code.UNAVAILABLE) {
                client.waiting = null; // turned away before anything was begun
            } else {
                refuse(client, asked, e);
            }
        }
    }

    private void await(Client client, Asked asked, CompletableFuture<?> answer) {
        var _ = answer.whenComplete((response, cause) -> {
            if (!asked.member.killed() && asked.equals(client.waiting)) {
                if (cause == null) {
                    tell(client, asked, (Record) response);
                } else {
                    refuse(client, asked, cause);
                }
            }
        });
    }

    private void tell(Client client, Asked asked, Record response) {
        client.waiting = null;
        record(client, asked, time.tick(), new Outcome.Answered(response));
        client.traffic.told(asked.call, response);
        answered.run();
    }

    private void refuse(Client client, Asked asked, Throwable cause) {
        Throwable real = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        if (!(real instanceof EtcdException refusal)) {
            throw new IllegalStateException(real);
        }
        client.waiting = null;
        if (refusal.code() == EtcdError.Code.UNAVAILABLE || refusal.code() == EtcdError.Code.CANCELLED) {
            unknown(client, asked);
        } else {
            record(client, asked, time.tick(), new Outcome.Refused(refusal));
        }
    }

    private void record(Client client, Asked asked, long at, Outcome outcome) {
        trace.accept(at + " client " + client.number + " is told of " + asked.at + ": " + outcome);
        history.add(new Operation(client.number, asked.call, asked.at, at, outcome));
    }

    private void unknown(Client client, Asked asked) {
        trace.accept("client " + client.number + " knows nothing of " + asked.at);
        doubtful.add(new Operation(client.number, asked.call, asked.at, Operation.NEVER, new Outcome.Unknown()));
    }

    /** Something that no client asks, and that may happen from now on. */
    void others(Call call) {
        doubtful.add(new Operation(-1, call, time.tick(), Operation.NEVER, new Outcome.Unknown()));
    }

    /** Nobody who waits is going to be answered. */
    void lost() {
        lost(_ -> true);
    }

    /** Nobody who waits for a member is going to be answered. */
    void lost(SimulatedMember member) {
        lost(member::equals);
    }

    private void lost(Predicate<SimulatedMember> by) {
        for (Client client : clients) {
            Asked waiting = client.waiting;
            if (waiting != null && by.test(waiting.member)) {
                client.waiting = null;
                unknown(client, waiting);
            }
        }
    }

    /** What was on its way before a process ended has happened by now, or never will. */
    void settled() {
        long now = time.tick();
        for (Operation operation : doubtful) {
            history.add(new Operation(
                    operation.client(), operation.call(), operation.calledAt(), now, operation.outcome()));
        }
        doubtful.clear();
    }

    List<Operation> history() {
        return history;
    }
}
