package dev.carafe.etcd.robustness.testing;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DeleteRangeResponse;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.history.Outcome;
import java.util.List;

/** Operations in few words. */
public final class Histories {
    private Histories() {}

    public static Operation put(long from, long to, String key, String value, long revision) {
        Call call = new Call.Write(PutRequest.of(Bytes.utf8(key), Bytes.utf8(value)));
        return new Operation(0, call, from, to, new Outcome.Answered(new PutResponse(revision, null)));
    }

    public static Operation maybePut(long from, long to, String key, String value) {
        Call call = new Call.Write(PutRequest.of(Bytes.utf8(key), Bytes.utf8(value)));
        return new Operation(0, call, from, to, new Outcome.Unknown());
    }

    public static Operation delete(long from, long to, String key, long deleted, long revision) {
        Call call = new Call.Write(DeleteRangeRequest.of(Bytes.utf8(key)));
        return new Operation(
                0, call, from, to, new Outcome.Answered(new DeleteRangeResponse(revision, deleted, List.of())));
    }

    public static Operation get(long from, long to, String key, long revision, KeyValue... found) {
        Call call = new Call.Range(RangeRequest.of(Bytes.utf8(key)));
        return new Operation(
                0,
                call,
                from,
                to,
                new Outcome.Answered(new RangeResponse(revision, List.of(found), false, found.length)));
    }

    public static KeyValue kv(String key, String value, long create, long mod, long version) {
        return new KeyValue(Bytes.utf8(key), Bytes.utf8(value), create, mod, version, 0);
    }
}
