package dev.carafe.etcd.slow;

import com.google.protobuf.Message;
import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AlarmResponse;
import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.AuthResponse;
import dev.carafe.etcd.CallerRequest;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.CompactResponse;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DeleteRangeResponse;
import dev.carafe.etcd.DowngradeRequest;
import dev.carafe.etcd.DowngradeResponse;
import dev.carafe.etcd.LeaseCheckpointRequest;
import dev.carafe.etcd.LeaseCheckpointResponse;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.LeaseRevokeResponse;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.RequestCodec;
import dev.carafe.etcd.rpc.ResponseCodec;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Logs a warning for each request that took longer to apply than it should, and for each read (etcd's {@code --warning-apply-duration};
 * {@code server/etcdserver/txn/util.go}). Values are told by their sizes, and of requests that are about no keys the kind alone, since they
 * may hold secrets. Safe for any thread.
 */
public final class SlowApplies {
    /** What etcd takes for slow unless it is told otherwise. */
    public static final Duration USUAL = Duration.ofMillis(100);

    private static final System.Logger LOG = System.getLogger(SlowApplies.class.getName());
    private static final ResponseCodec CODEC = new ResponseCodec(0, 0, () -> 0);

    private final Duration expected;
    private final long expectedNs;

    /**
     * Of a member.
     *
     * @param expected how long it may take
     */
    public SlowApplies(Duration expected) {
        this.expected = expected;
        this.expectedNs = expected.toNanos();
    }

    /** Takes nothing for slow, as while a log is read again. */
    public static SlowApplies never() {
        return new SlowApplies(Duration.ofNanos(Long.MAX_VALUE));
    }

    /** Whether a warning is due after so many nanoseconds. */
    public boolean isSlow(long tookNs) {
        return tookNs > expectedNs;
    }

    /**
     * A record of the log was applied.
     *
     * @param response null when it was refused
     * @param refusal why, null when it was not
     */
    public void applied(
            long tookNs, WriteRequest request, @Nullable WriteResponse response, @Nullable Exception refusal) {
        if (isSlow(tookNs)) {
            tell(tookNs, "", text(request), response == null ? "" : text(response), refusal);
        }
    }

    /**
     * A client's call was answered; nothing is told of one that is no read.
     *
     * @param response null when it was refused
     * @param refusal why, null when it was not
     */
    public void answered(long tookNs, Object request, @Nullable Object response, @Nullable Exception refusal) {
        if (!isSlow(tookNs)) {
            return;
        }
        if (request instanceof Rpc.RangeRequest range) {
            String found = response instanceof Rpc.RangeResponse kvs
                    ? "range_response_count:" + kvs.getKvsCount() + " size:" + kvs.getSerializedSize()
                    : "";
            tell(tookNs, "read-only range ", RequestText.of(range), found, refusal);
        } else if (request instanceof Rpc.TxnRequest txn && reads(txn)) {
            String found = response instanceof Rpc.TxnResponse answers ? text(answers) : "";
            tell(tookNs, "read-only txn ", RequestText.of(txn), found, refusal);
        }
    }

    private static boolean reads(Rpc.TxnRequest txn) {
        return reads(txn.getSuccessList()) && reads(txn.getFailureList());
    }

    private static boolean reads(List<Rpc.RequestOp> ops) {
        return ops.stream().allMatch(op -> op.hasRequestRange() || (op.hasRequestTxn() && reads(op.getRequestTxn())));
    }

    private static String text(Rpc.TxnResponse answers) {
        String counts = answers.getResponsesList().stream()
                .filter(Rpc.ResponseOp::hasResponseRange)
                .map(each -> "range_response_count:" + each.getResponseRange().getKvsCount())
                .collect(Collectors.joining(" "));
        return "responses:<" + counts + "> size:" + answers.getSerializedSize();
    }

    private static String text(WriteRequest request) {
        return switch (request) {
            case CallerRequest caller -> text(caller.request());
            case PutRequest put -> text("put", RequestCodec.encode(put));
            case DeleteRangeRequest delete -> text("delete_range", RequestCodec.encode(delete));
            case TxnRequest txn -> text("txn", RequestCodec.encode(txn));
            case CompactRequest compact -> "compaction:<revision:" + compact.revision() + ">";
            case LeaseGrantRequest grant ->
                "lease_grant:<ttl:" + grant.ttlSeconds() + "-second id:" + Long.toHexString(grant.id()) + ">";
            case LeaseRevokeRequest revoke -> "lease_revoke:<id:" + Long.toHexString(revoke.id()) + ">";
            case LeaseCheckpointRequest _, AlarmRequest _, AuthRequest _, DowngradeRequest _ ->
                request.getClass().getSimpleName();
        };
    }

    private static String text(String kind, Message request) {
        return kind + ":<" + RequestText.of(request) + ">";
    }

    private static String text(WriteResponse response) {
        return switch (response) {
            case PutResponse put -> size(CODEC.encode(put));
            case DeleteRangeResponse delete -> size(CODEC.encode(delete));
            case TxnResponse txn -> size(CODEC.encode(txn));
            case CompactResponse _,
                    LeaseGrantResponse _,
                    LeaseRevokeResponse _,
                    LeaseCheckpointResponse _,
                    AlarmResponse _,
                    AuthResponse _,
                    DowngradeResponse _ -> "";
        };
    }

    private static String size(Message response) {
        return "size:" + response.getSerializedSize();
    }

    private void tell(long tookNs, String prefix, String request, String response, @Nullable Exception refusal) {
        JsonText text = new JsonText()
                .with("took", Duration.ofNanos(tookNs))
                .with("expected-duration", expected)
                .with("prefix", prefix)
                .with("request", request)
                .with("response", response);
        if (refusal != null) {
            text = text.with("error", String.valueOf(refusal.getMessage()));
        }
        LOG.log(System.Logger.Level.WARNING, "apply request took too long {0}", text.text());
    }
}
