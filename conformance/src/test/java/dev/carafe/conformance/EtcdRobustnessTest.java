package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.traffic.Traffic;
import io.etcd.jetcd.Client;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three real processes in network namespaces of their own under load from jetcd and etcdctl, while they are killed, paused, cut off from
 * each other, given slow disks, and replaced by new ones: what the clients and watchers were told goes through the checkers of the
 * simulator.
 *
 * <p>One round a build; {@code -Detcd.robustness.minutes=N} goes on with new clusters for so long, {@code
 * -Detcd.robustness.seed=N} names the first round's seed, which decides traffic and faults, {@code
 * -Detcd.robustness.seconds=N} says how long a round strikes.
 */
class EtcdRobustnessTest {
    private static final int CLIENTS = 6;
    /** The one that asks by etcdctl. */
    private static final int BY_ETCDCTL = CLIENTS - 1;

    private static final int KEYS = 6;
    private static final int VALUE_BYTES_MAX = 2_000;
    private static final long ROUND_S = Long.getLong("etcd.robustness.seconds", 20);
    private static final long ANSWER_MAX_MS = 2_000;
    /** Nothing strikes yet, but the members have just begun. */
    private static final long PRELUDE_MAX_MS = 30_000;

    private static final long PAUSE_MAX_MS = 30;
    private static final Duration ROUND_MAX = Duration.ofMinutes(10);
    private static final Duration READY_MAX = Duration.ofMinutes(5);
    private static final Call EVERYTHING = new Call.Range(RangeRequest.prefix(Bytes.EMPTY));

    @TempDir
    private Path folder;

    /** Each round has its own limit: there may be as many as are asked for. */
    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void whatClientsAndWatchersAreToldKeepsEtcdsPromises() throws Exception {
        String refusal = EtcdNetwork.refusal().orElse("");
        assumeThat(refusal).isEmpty();
        long seed = Long.getLong("etcd.robustness.seed", System.nanoTime() & 0xFFFF_FFFFL);
        long endNs = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.getLong("etcd.robustness.minutes", 0));
        do {
            long next = seed++;
            assertTimeoutPreemptively(ROUND_MAX, () -> round(next), () -> "seed " + next);
        } while (System.nanoTime() < endNs);
    }

    private void round(long seed) throws Exception {
        EtcdHistory history = new EtcdHistory();
        SplittableRandom random = new SplittableRandom(seed);
        List<String> faults;
        List<Client> clients = new ArrayList<>();
        try (EtcdNetwork cluster = EtcdNetwork.start(Files.createDirectories(folder.resolve("seed-" + seed)))) {
            for (int number = 0; number < EtcdNetwork.MEMBERS; number++) {
                clients.add(cluster.client(number));
            }
            faults = strike(cluster, clients, history, random);
        } finally {
            clients.forEach(Client::close);
        }
        System.out.println("seed " + seed + ": " + history.summary() + "; " + String.join("; ", faults));
        String told = "seed " + seed + " " + faults;
        assertThat(history.check()).as(told).isEmpty();
        assertThat(history.checkWithAMessageLost()).as(told).isNotEmpty();
        assertThat(history.checkWithAMessageTwice()).as(told).isNotEmpty();
        assertThat(history.checkWithAStaleRead()).as(told).isNotEmpty();
    }

    private static List<String> strike(
            EtcdNetwork cluster, List<Client> clients, EtcdHistory history, SplittableRandom random) throws Exception {
        for (Client client : clients) {
            var _ = awaitRead(history, client);
        }
        for (Client client : clients) {
            history.watch(client);
        }
        Call put = new Call.Write(PutRequest.of(Bytes.utf8("prelude"), Bytes.utf8("put before the load")));
        assertThat(history.ask(CLIENTS, JetcdCalls.of(clients.getFirst()), put, PRELUDE_MAX_MS))
                .isNotNull();
        var _ = awaitRead(history, clients.getLast());
        history.endPrelude();
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        List<Traffic> traffic = Traffic.mixed(random.split(), true, CLIENTS, KEYS, VALUE_BYTES_MAX, false, false);
        for (int number = 0; number < traffic.size(); number++) {
            Loader loader = new Loader(
                    history,
                    number,
                    number == BY_ETCDCTL
                            ? new EtcdctlCalls(cluster.clientUrl(number % clients.size()))
                            : JetcdCalls.of(clients.get(number % clients.size())),
                    traffic.get(number),
                    random.split(),
                    stop);
            threads.add(Thread.ofVirtual().name("client " + number).start(loader));
        }
        EtcdFaults faults = new EtcdFaults(cluster, random.split());
        try {
            faults.run(System.nanoTime() + TimeUnit.SECONDS.toNanos(ROUND_S));
        } finally {
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        long last = 0;
        for (Client client : clients) {
            last = Math.max(last, awaitRead(history, client));
        }
        long wanted = last;
        var _ = Await.until(
                "all watchers to be told of " + wanted, READY_MAX, history::reached, reached -> reached >= wanted);
        return faults.done();
    }

    /** Waits until a member answers a read of everything; the revision that it told. */
    private static long awaitRead(EtcdHistory history, Client client) {
        JetcdCalls calls = JetcdCalls.of(client);
        return Await.until(
                "a member to answer",
                READY_MAX,
                () -> {
                    try {
                        return history.ask(CLIENTS, calls, EVERYTHING, ANSWER_MAX_MS) instanceof RangeResponse range
                                ? range.revision()
                                : 0L;
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                        return 0L;
                    }
                },
                revision -> revision > 0);
    }

    /** One client, which asks one thing after the other of one member. */
    private record Loader(
            EtcdHistory history,
            int number,
            EtcdCalls calls,
            Traffic traffic,
            SplittableRandom random,
            AtomicBoolean stop)
            implements Runnable {
        /** A watcher whose place in history is forgotten ends for good, so none is. */
        private Call compactingWhatAllWereTold(Call call) {
            return call instanceof Call.Write(CompactRequest compact)
                    ? new Call.Write(new CompactRequest(Math.min(compact.revision(), history.reached()), false))
                    : call;
        }

        @Override
        public void run() {
            while (!stop.get()) {
                Call call = compactingWhatAllWereTold(traffic.next());
                if (!calls.possible(call)) {
                    var _ = traffic.watch(); // ends a list that cannot go on
                    continue;
                }
                Call asked = call instanceof Call.Range(RangeRequest range) && random.nextInt(6) == 0
                        ? new Call.Range(range.withSerializable(true))
                        : call;
                try {
                    Record response = history.ask(number, calls, asked, ANSWER_MAX_MS);
                    if (response != null) {
                        traffic.told(call, response);
                    }
                } catch (InterruptedException _) {
                    return;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextLong(PAUSE_MAX_MS)));
            }
        }
    }
}
