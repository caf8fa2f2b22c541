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
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
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

    private record Asked(Call call, long at) {}

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
            ask(client, store, member, client.traffic.next());
        }
    }

    private void ask(Client client, EmbeddedStore store, SimulatedMember member, Call call) {
        Asked asked = new Asked(call, time.tick());
        trace.accept(asked.at + " client " + client.number + " asks " + call);
        if (call instanceof Call.Write(CompactRequest compact) && compact.revision() < Integer.MAX_VALUE) {
            compactAsked = Math.max(compactAsked, compact.revision());
        }
        client.waiting = asked;
        try {
            switch (call) {
                case Call.Range(RangeRequest request) -> tell(client, asked, store.range(request));
                case Call.KeepAlive(long lease) -> tell(client, asked, store.leaseKeepAlive(lease));
                case Call.Write(TxnRequest txn) when txn.readOnly() -> tell(client, asked, store.txn(txn));
                case Call.Write(WriteRequest request) -> {
                    var _ = store.submit(request).whenComplete((response, cause) -> {
                        if (!member.killed() && asked.equals(client.waiting)) {
                            if (cause == null) {
                                tell(client, asked, (Record) response);
                            } else {
                                refuse(client, asked, cause);
                            }
                        }
                    });
                }
            }
        } catch (EtcdException e) {
            if (e.code() == EtcdError.Code.UNAVAILABLE) {
                client.waiting = null; // turned away before anything was begun
            } else {
                refuse(client, asked, e);
            }
        }
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

    /** Nobody who waits is going to be answered. */
    void lost() {
        for (Client client : clients) {
            Asked waiting = client.waiting;
            if (waiting != null) {
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
