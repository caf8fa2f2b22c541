package dev.carafe.bench;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.TxnRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Many keys, written a hundred a transaction and read a page at a time. */
final class EtcdFilling {
    /** Keys read at once. */
    static final int PAGE = 500;

    private static final String PREFIX = "/fill/";

    /** Etcd takes 128 operations in a transaction. */
    private static final int PUTS = 100;

    private static final int WRITERS = 16;
    private static final int READERS = 4;

    private final int keys;
    private final int valueBytes;

    EtcdFilling(int keys, int valueBytes) {
        this.keys = keys;
        this.valueBytes = valueBytes;
    }

    /** Puts all keys; the measurement counts keys, not transactions. */
    Measurement fill(Server<EtcdTarget> server) throws IOException, InterruptedException {
        Measurement.Stopwatch watch = Measurement.start(server.processes());
        var _ = Repetition.measure("fill", server, Math.ceilDiv(keys, PUTS), WRITERS, (client, number) -> {
            List<Op> puts = new ArrayList<>();
            SplittableRandom random = new SplittableRandom(number);
            for (int key = number * PUTS; key < Math.min(keys, (number + 1) * PUTS); key++) {
                byte[] value = new byte[valueBytes];
                random.nextBytes(value);
                puts.add(PutRequest.of(key(key), Bytes.wrap(value)));
            }
            try {
                var _ = server.target().of(client).txn(new TxnRequest(List.of(), puts, List.of()));
            } catch (EtcdException e) {
                throw new IOException(e);
            }
            return 0;
        });
        return watch.stop("fill", keys, 0, new double[0]);
    }

    /** Reads all, page by page. */
    Measurement read(Server<EtcdTarget> server) throws IOException, InterruptedException {
        return Repetition.measure("read a page", server, Math.ceilDiv(keys, PAGE), READERS, (client, number) -> {
            RangeRequest page = RangeRequest.range(key(number * PAGE), key(Math.min(keys, (number + 1) * PAGE)));
            long bytes = 0;
            for (KeyValue kv : server.target().of(client).range(page).kvs()) {
                bytes += kv.value().length();
            }
            if (bytes != (long) valueBytes * (Math.min(keys, (number + 1) * PAGE) - number * PAGE)) {
                throw new IOException("page " + number + " has " + bytes + " bytes");
            }
            return bytes;
        });
    }

    /** How many keys there are; -1 when the store does not answer. */
    static long count(EtcdTarget target) {
        try {
            return target.of(0)
                    .range(RangeRequest.prefix(Bytes.utf8(PREFIX)).withCountOnly(true))
                    .count();
        } catch (EtcdException _) {
            return -1;
        }
    }

    private static Bytes key(int number) {
        return Bytes.utf8(PREFIX + String.format(Locale.ROOT, "%010d", number));
    }
}
