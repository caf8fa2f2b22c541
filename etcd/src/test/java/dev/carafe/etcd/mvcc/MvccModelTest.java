package dev.carafe.etcd.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.testing.NaiveStore;
import dev.carafe.etcd.testing.RandomRequests;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MvccModelTest {
    private static final int STEPS = 1500;

    private final MvccCore core = MvccCore.empty();
    private final NaiveStore model = new NaiveStore();
    private long compacted;
    private final RequestCheck check = new RequestCheck(128, 1 << 20);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void agreesWithTheNaiveModel(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RandomRequests requests = new RandomRequests(random, seed % 2 == 0 ? 12 : 400);
        for (int step = 0; step < STEPS; step++) {
            String where = "seed " + seed + " step " + step;
            if (random.nextInt(3) > 0) {
                write(requests.write(model.revision()), where);
            } else if (random.nextInt(12) == 0) {
                compact(random, where);
            } else {
                range(requests.range(Math.max(1, compacted), model.revision()), where);
            }
            if (random.nextInt(4) == 0) {
                var _ = core.prune(random.nextInt(1, 20));
            }
        }
        history("seed " + seed);
        while (core.prune(7)) {
            // until nothing is left to free
        }
        history("seed " + seed + " pruned");
    }

    private void write(WriteRequest request, String where) {
        if (request instanceof TxnRequest txn) {
            try {
                check.check(txn);
            } catch (EtcdException e) {
                assertThat(e.is(EtcdError.DUPLICATE_KEY)).as(where).isTrue();
                return;
            }
        }
        model.apply(request);
        assertThat(core.apply(request, 0).revision()).as(where).isEqualTo(model.revision());
    }

    private void compact(SplittableRandom random, String where) {
        long revision = random.nextLong(model.revision() + 2);
        try {
            core.apply(new CompactRequest(revision, false), 0);
            if (revision > 0 || compacted > 0) { // to forget what is before the first revision changes nothing
                assertThat(revision).as(where).isBetween(compacted + 1, model.revision());
            }
            compacted = revision;
        } catch (EtcdException e) {
            EtcdError expected = revision <= compacted ? EtcdError.COMPACTED : EtcdError.FUTURE_REVISION;
            assertThat(e.is(expected)).as(where).isTrue();
        }
    }

    private void range(RangeRequest request, String where) {
        RangeResponse response = core.range(request);
        assertThat(response.revision()).as(where).isEqualTo(model.revision());
        if (request.countOnly()) {
            assertThat(response.count()).as(where).isEqualTo(model.count(request));
            return;
        }
        List<KeyValue> expected = model.select(request);
        long limit = request.limit() == 0 ? Long.MAX_VALUE : request.limit();
        assertThat(response.more()).as(where).isEqualTo(expected.size() > limit);
        assertThat(response.count()).as("%s %s", where, request).isEqualTo(model.count(request));
        List<KeyValue> cut = expected.subList(0, (int) Math.min(limit, expected.size()));
        if (request.sortTarget() == RangeRequest.SortTarget.KEY) {
            assertThat(response.kvs()).as("%s %s", where, request).isEqualTo(cut);
        } else { // which of equal ones comes first, or falls behind the limit, is left open
            assertThat(response.kvs()).as("%s %s", where, request).hasSameSizeAs(cut);
            assertThat(response.kvs()).as("%s %s", where, request).isSubsetOf(expected);
        }
    }

    /** Every change that a watch could still ask for, with the previous values, and every readable revision. */
    private void history(String where) {
        MvccState state = core.state();
        assertThat(state.compactRevision()).as(where).isEqualTo(compacted);
        for (long revision = state.firstChange(); revision <= state.revision(); revision++) {
            Change change = state.change(revision);
            List<KeyValue> expected = model.change(revision);
            assertThat(change.size()).as(where).isEqualTo(expected.size());
            for (int i = 0; i < change.size(); i++) {
                assertThat(change.kv(i)).as("%s revision %d", where, revision).isEqualTo(expected.get(i));
                if (revision > state.compactRevision()) {
                    assertThat(change.prevKv(i))
                            .as("%s revision %d", where, revision)
                            .isEqualTo(model.at(change.kv(i).key(), revision - 1));
                }
            }
        }
        for (long revision = Math.max(1, state.compactRevision()); revision <= state.revision(); revision += 17) {
            RangeRequest all = RangeRequest.prefix(Bytes.EMPTY).withRevision(revision);
            assertThat(core.range(all).kvs())
                    .as("%s revision %d", where, revision)
                    .isEqualTo(model.select(all));
        }
    }
}
