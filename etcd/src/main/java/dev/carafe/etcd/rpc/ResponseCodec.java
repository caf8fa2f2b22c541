package dev.carafe.etcd.rpc;

import dev.carafe.etcd.DeleteRangeResponse;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.OpResponse;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.proto.Rpc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Responses, to the wire and back.
 *
 * @param clusterId goes into every header
 * @param memberId goes into every header
 * @param raftTerm the term now, goes into every header
 */
public record ResponseCodec(long clusterId, long memberId, LongSupplier raftTerm) {
    /** Answers inside a transaction's carry their revision only, and an inner transaction's not even that, as etcd's do. */
    private static final ResponseCodec INNER = new ResponseCodec(0, 0, () -> 0);

    public Rpc.ResponseHeader header(long revision) {
        return Rpc.ResponseHeader.newBuilder()
                .setClusterId(clusterId)
                .setMemberId(memberId)
                .setRaftTerm(raftTerm.getAsLong())
                .setRevision(revision)
                .build();
    }

    public Rpc.RangeResponse encode(RangeResponse response) {
        Rpc.RangeResponse.Builder to = Rpc.RangeResponse.newBuilder()
                .setHeader(header(response.revision()))
                .setMore(response.more())
                .setCount(response.count());
        for (KeyValue kv : response.kvs()) {
            to.addKvs(ValueCodec.encode(kv));
        }
        return to.build();
    }

    public static RangeResponse decode(Rpc.RangeResponse response) {
        return new RangeResponse(
                response.getHeader().getRevision(),
                ValueCodec.decode(response.getKvsList()),
                response.getMore(),
                response.getCount());
    }

    public Rpc.PutResponse encode(PutResponse response) {
        Rpc.PutResponse.Builder to = Rpc.PutResponse.newBuilder().setHeader(header(response.revision()));
        @Nullable KeyValue prev = response.prevKv();
        if (prev != null) {
            to.setPrevKv(ValueCodec.encode(prev));
        }
        return to.build();
    }

    public static PutResponse decode(Rpc.PutResponse response) {
        return new PutResponse(
                response.getHeader().getRevision(),
                response.hasPrevKv() ? ValueCodec.decode(response.getPrevKv()) : null);
    }

    public Rpc.DeleteRangeResponse encode(DeleteRangeResponse response) {
        Rpc.DeleteRangeResponse.Builder to = Rpc.DeleteRangeResponse.newBuilder()
                .setHeader(header(response.revision()))
                .setDeleted(response.deleted());
        for (KeyValue kv : response.prevKvs()) {
            to.addPrevKvs(ValueCodec.encode(kv));
        }
        return to.build();
    }

    public static DeleteRangeResponse decode(Rpc.DeleteRangeResponse response) {
        return new DeleteRangeResponse(
                response.getHeader().getRevision(),
                response.getDeleted(),
                ValueCodec.decode(response.getPrevKvsList()));
    }

    public Rpc.TxnResponse encode(TxnResponse response) {
        return encode(response, header(response.revision()));
    }

    private static Rpc.TxnResponse encode(TxnResponse response, Rpc.ResponseHeader header) {
        Rpc.TxnResponse.Builder to =
                Rpc.TxnResponse.newBuilder().setHeader(header).setSucceeded(response.succeeded());
        for (OpResponse inner : response.responses()) {
            Rpc.ResponseOp.Builder op = Rpc.ResponseOp.newBuilder();
            switch (inner) {
                case RangeResponse range -> op.setResponseRange(INNER.encode(range));
                case PutResponse put -> op.setResponsePut(INNER.encode(put));
                case DeleteRangeResponse delete -> op.setResponseDeleteRange(INNER.encode(delete));
                case TxnResponse txn -> op.setResponseTxn(encode(txn, Rpc.ResponseHeader.getDefaultInstance()));
            }
            to.addResponses(op);
        }
        return to.build();
    }

    public static TxnResponse decode(Rpc.TxnResponse response) {
        List<OpResponse> responses = new ArrayList<>(response.getResponsesCount());
        for (Rpc.ResponseOp op : response.getResponsesList()) {
            switch (op.getResponseCase()) {
                case RESPONSE_RANGE -> responses.add(decode(op.getResponseRange()));
                case RESPONSE_PUT -> responses.add(decode(op.getResponsePut()));
                case RESPONSE_DELETE_RANGE -> responses.add(decode(op.getResponseDeleteRange()));
                case RESPONSE_TXN -> responses.add(decode(op.getResponseTxn()));
                case RESPONSE_NOT_SET -> throw new IllegalArgumentException("empty response in a transaction");
            }
        }
        return new TxnResponse(response.getHeader().getRevision(), response.getSucceeded(), List.copyOf(responses));
    }

    public Rpc.LeaseTimeToLiveResponse encode(LeaseTimeToLiveResponse response) {
        Rpc.LeaseTimeToLiveResponse.Builder to = Rpc.LeaseTimeToLiveResponse.newBuilder()
                .setHeader(header(response.revision()))
                .setID(response.id())
                .setTTL(response.ttlSeconds())
                .setGrantedTTL(response.grantedTtlSeconds());
        response.keys().forEach(key -> to.addKeys(ValueCodec.encode(key)));
        return to.build();
    }

    public static LeaseTimeToLiveResponse decode(Rpc.LeaseTimeToLiveResponse response) {
        return new LeaseTimeToLiveResponse(
                response.getHeader().getRevision(),
                response.getID(),
                response.getTTL(),
                response.getGrantedTTL(),
                response.getKeysList().stream().map(ValueCodec::decode).toList());
    }

    public Rpc.StatusResponse encode(StatusResponse response) {
        return Rpc.StatusResponse.newBuilder()
                .setHeader(header(response.revision()))
                .setVersion(response.version())
                .setDbSize(response.dbSizeBytes())
                .setDbSizeInUse(response.dbSizeInUseBytes())
                .setLeader(response.leaderId())
                .setRaftIndex(response.raftIndex())
                .setRaftTerm(response.raftTerm())
                .setRaftAppliedIndex(response.raftAppliedIndex())
                .setIsLearner(response.learner())
                .addAllErrors(response.errors())
                .setStorageVersion(response.version())
                .setDbSizeQuota(response.dbSizeQuotaBytes())
                .setDowngradeInfo(Rpc.DowngradeInfo.newBuilder()
                        .setEnabled(!response.downgradeTarget().isEmpty())
                        .setTargetVersion(response.downgradeTarget()))
                .build();
    }

    public static StatusResponse decode(Rpc.StatusResponse response) {
        Rpc.ResponseHeader header = response.getHeader();
        return new StatusResponse(
                header.getRevision(),
                response.getVersion(),
                response.getDbSize(),
                response.getDbSizeInUse(),
                header.getClusterId(),
                header.getMemberId(),
                response.getLeader(),
                response.getRaftIndex(),
                response.getRaftTerm(),
                response.getRaftAppliedIndex(),
                response.getIsLearner(),
                List.copyOf(response.getErrorsList()),
                response.getDbSizeQuota(),
                response.getDowngradeInfo().getTargetVersion());
    }
}
