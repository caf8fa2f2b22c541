package dev.carafe.bench;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What is done to each store, in order. Keys are drawn from a fixed number, so that later puts are updates. */
final class EtcdWorkload {
    private static final String PREFIX = "/bench/";
    private static final String WATCHED = "/watched/";
    private static final long LAST_EVENT_S = 120;
    private static final int RANGE = 500;
    private static final long TTL_S = 600;

    private final Sizes sizes;

    /**
     * How much of each.
     *
     * @param clients how many ask at once, one run for each number
     * @param values lengths of values in bytes, one run of puts for each
     * @param keys that there are to put and get
     * @param operations puts or gets of a run
     * @param ranges of 500 keys
     */
    record Sizes(
            List<Integer> clients,
            List<Integer> values,
            int keys,
            int operations,
            int ranges,
            int watchers,
            int updates,
            int leases) {}

    EtcdWorkload(Sizes sizes) {
        this.sizes = sizes;
    }

    /** Puts every key once, with values of the last length, after whatever a former run left is gone. */
    void prepare(Server<EtcdTarget> server) throws IOException, InterruptedException {
        server.target().of(0).deleteRange(DeleteRangeRequest.prefix(Bytes.utf8(PREFIX)));
        Bytes value = value(sizes.values().getLast(), 0);
        Repetition.measure("fill", server, sizes.keys(), 64, (client, number) -> {
            put(server.target().of(client), PREFIX, number, value);
            return 0;
        });
    }

    List<Rounds.Phase<EtcdTarget>> phases() {
        List<Rounds.Phase<EtcdTarget>> phases = new ArrayList<>();
        for (int length : sizes.values()) {
            for (int clients : sizes.clients()) {
                phases.add(server -> List.of(puts(server, clients, length)));
            }
        }
        for (int clients : sizes.clients()) {
            phases.add(server -> List.of(Repetition.measure(
                    "get, " + clients(clients),
                    server,
                    sizes.operations(),
                    clients,
                    (client, number) ->
                            get(server.target().of(client), RangeRequest.of(key(PREFIX, scattered(number)))))));
        }
        phases.add(server -> List.of(Repetition.measure(
                "range of " + RANGE + " keys",
                server,
                sizes.ranges(),
                4,
                (client, _) -> get(
                        server.target().of(client),
                        RangeRequest.prefix(Bytes.utf8(PREFIX)).withLimit(RANGE)))));
        phases.add(server -> List.of(watch(server)));
        phases.add(server -> List.of(keepAlive(server)));
        return phases;
    }

    private Measurement puts(Server<EtcdTarget> server, int clients, int length)
            throws IOException, InterruptedException {
        Bytes value = value(length, System.nanoTime());
        return Repetition.measure(
                "put of " + length + " B, " + clients(clients),
                server,
                clients == 1 ? Math.max(1, sizes.operations() / 10) : sizes.operations(),
                clients,
                (client, number) -> put(server.target().of(client), PREFIX, scattered(number), value));
    }

    private static String clients(int number) {
        return number == 1 ? "1 client" : number + " clients";
    }

    /** Neighbours in time are not neighbours in the store. */
    private int scattered(int number) {
        return (int) (number * 2_654_435_761L % sizes.keys());
    }

    private static long put(Store store, String prefix, int number, Bytes value) throws IOException {
        try {
            store.put(PutRequest.of(key(prefix, number), value));
            return 0;
        } catch (EtcdException e) {
            throw new IOException(e);
        }
    }

    private static long get(Store store, RangeRequest request) throws IOException {
        try {
            long bytes = 0;
            for (var each : store.range(request).kvs()) {
                bytes += each.value().length();
            }
            if (bytes == 0) {
                throw new IOException("nothing was found");
            }
            return bytes;
        } catch (EtcdException e) {
            throw new IOException(e);
        }
    }

    /** Every watcher sees every update of one key. */
    private Measurement watch(Server<EtcdTarget> server) throws IOException, InterruptedException {
        CountDownLatch seen = new CountDownLatch(sizes.watchers() * sizes.updates());
        List<Watcher> watchers = new ArrayList<>();
        Bytes value = value(sizes.values().getFirst(), System.nanoTime());
        try {
            for (int i = 0; i < sizes.watchers(); i++) {
                watchers.add(server.target().of(i).watch(WatchRequest.prefix(Bytes.utf8(WATCHED)), new Counting(seen)));
            }
            Measurement.Stopwatch stopwatch = Measurement.start(server.processes());
            for (int i = 0; i < sizes.updates(); i++) {
                put(server.target().of(0), WATCHED, 0, value);
            }
            if (!seen.await(LAST_EVENT_S, TimeUnit.SECONDS)) {
                throw new IOException(server.name() + ": " + seen.getCount() + " watch events did not come");
            }
            return stopwatch.stop(
                    "watch event, " + sizes.watchers() + " watchers",
                    (long) sizes.watchers() * sizes.updates(),
                    0,
                    new double[0]);
        } finally {
            watchers.forEach(Watcher::close);
        }
    }

    private record Counting(CountDownLatch seen) implements WatchListener {
        @Override
        public void events(List<WatchEvent> events, long revision) {
            events.forEach(_ -> seen.countDown());
        }

        @Override
        public void progress(long revision) {
            // not asked for
        }

        @Override
        public void cancelled(EtcdException cause, long compactRevision) {
            System.getLogger(EtcdWorkload.class.getName()).log(System.Logger.Level.WARNING, "a watch ended", cause);
        }
    }

    /** Each lease is kept alive once. */
    private Measurement keepAlive(Server<EtcdTarget> server) throws IOException, InterruptedException {
        long first = 1_000_000;
        Repetition.measure("grant", server, sizes.leases(), 64, (client, number) -> {
            server.target().of(client).leaseGrant(new LeaseGrantRequest(TTL_S, first + number));
            return 0;
        });
        try {
            return Repetition.measure(
                    "keep a lease alive, of " + sizes.leases(), server, sizes.leases(), 64, (client, number) -> {
                        if (server.target()
                                        .of(client)
                                        .leaseKeepAlive(first + number)
                                        .ttlSeconds()
                                <= 0) {
                            throw new IOException("lease " + (first + number) + " is not there");
                        }
                        return 0;
                    });
        } finally {
            Repetition.measure("revoke", server, sizes.leases(), 64, (client, number) -> {
                server.target().of(client).leaseRevoke(new LeaseRevokeRequest(first + number));
                return 0;
            });
        }
    }

    private static Bytes key(String prefix, int number) {
        return Bytes.utf8(prefix + String.format(Locale.ROOT, "%08d", number));
    }

    /** Bytes that do not repeat, so that nobody gains by compressing. */
    private static Bytes value(int length, long seed) {
        byte[] value = new byte[length];
        new SplittableRandom(seed).nextBytes(value);
        return Bytes.wrap(value);
    }
}
