package dev.carafe.conformance;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.CompactResponse;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DeleteRangeResponse;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.LeaseRevokeResponse;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.OpResponse;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.model.EtcdModel;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Lease;
import io.etcd.jetcd.kv.DeleteResponse;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks by jetcd what a history's call says, and tells the answer in a history's words. */
record JetcdCalls(KV kv, Lease lease) implements EtcdCalls {
    static JetcdCalls of(Client client) {
        return new JetcdCalls(client.getKVClient(), client.getLeaseClient());
    }

    @Override
    public boolean possible(Call call) {
        return switch (call) {
            case Call.Range _, Call.KeepAlive _ -> true;
            case Call.TimeToLive _, Call.Leases _ -> false;
            case Call.Write(PutRequest put) -> !put.ignoreLease() && !put.ignoreValue();
            case Call.Write(DeleteRangeRequest _), Call.Write(TxnRequest _), Call.Write(CompactRequest _) -> true;
            case Call.Write(LeaseGrantRequest _), Call.Write(LeaseRevokeRequest _) -> true;
            case Call.Write _ -> false;
        };
    }

    @Override
    public CompletableFuture<? extends Record> ask(Call call) {
        return switch (call) {
            case Call.Range(RangeRequest range) ->
                kv.get(bytes(range.key()), option(range)).thenApply(JetcdCalls::response);
            case Call.Write(PutRequest put) ->
                kv.put(bytes(put.key()), bytes(put.value()), option(put)).thenApply(JetcdCalls::response);
            case Call.Write(DeleteRangeRequest delete) ->
                kv.delete(bytes(delete.key()), option(delete)).thenApply(JetcdCalls::response);
            case Call.Write(TxnRequest txn) -> ask(txn);
            case Call.Write(CompactRequest compact) ->
                kv.compact(compact.revision())
                        .thenApply(response ->
                                new CompactResponse(response.getHeader().getRevision()));
            case Call.Write(LeaseGrantRequest grant) ->
                lease.grant(grant.ttlSeconds())
                        .thenApply(response -> new LeaseGrantResponse(
                                response.getHeader().getRevision(), response.getID(), response.getTTL()));
            case Call.Write(LeaseRevokeRequest revoke) ->
                lease.revoke(revoke.id())
                        .thenApply(response ->
                                new LeaseRevokeResponse(response.getHeader().getRevision()));
            case Call.KeepAlive(long id) ->
                lease.keepAliveOnce(id)
                        .thenApply(response ->
                                new LeaseKeepAliveResponse(EtcdModel.NOT_TOLD, response.getID(), response.getTTL()));
            case Call.Write _, Call.TimeToLive _, Call.Leases _ ->
                throw new IllegalArgumentException("jetcd is not asked for " + call);
        };
    }

    private CompletableFuture<TxnResponse> ask(TxnRequest request) {
        return kv.txn()
                .If(cmps(request))
                .Then(ops(request.success()))
                .Else(ops(request.failure()))
                .commit()
                .thenApply(response ->
                        response(request, response, response.getHeader().getRevision()));
    }

    private static Cmp[] cmps(TxnRequest request) {
        return request.compares().stream().map(JetcdCalls::cmp).toArray(Cmp[]::new);
    }

    private static io.etcd.jetcd.op.Op[] ops(List<Op> ops) {
        return ops.stream().map(JetcdCalls::op).toArray(io.etcd.jetcd.op.Op[]::new);
    }

    private static io.etcd.jetcd.op.Op op(Op op) {
        return switch (op) {
            case RangeRequest range -> io.etcd.jetcd.op.Op.get(bytes(range.key()), option(range));
            case PutRequest put -> io.etcd.jetcd.op.Op.put(bytes(put.key()), bytes(put.value()), option(put));
            case DeleteRangeRequest delete -> io.etcd.jetcd.op.Op.delete(bytes(delete.key()), option(delete));
            case TxnRequest txn -> io.etcd.jetcd.op.Op.txn(cmps(txn), ops(txn.success()), ops(txn.failure()));
        };
    }

    private static Cmp cmp(Compare compare) {
        CmpTarget<?> target = switch (compare.target()) {
            case Compare.Version(long version) -> CmpTarget.version(version);
            case Compare.CreateRevision(long revision) -> CmpTarget.createRevision(revision);
            case Compare.ModRevision(long revision) -> CmpTarget.modRevision(revision);
            case Compare.Value(Bytes value) -> CmpTarget.value(bytes(value));
            case Compare.Lease _ -> throw new IllegalArgumentException("jetcd compares no leases");
        };
        return new Cmp(bytes(compare.key()), Cmp.Op.valueOf(compare.result().name()), target);
    }

    private static GetOption option(RangeRequest range) {
        GetOption.Builder option = GetOption.builder()
                .withLimit(range.limit())
                .withRevision(range.revision())
                .withSortField(GetOption.SortTarget.valueOf(range.sortTarget().name()))
                .withSortOrder(GetOption.SortOrder.valueOf(range.sortOrder().name()))
                .withSerializable(range.serializable())
                .withKeysOnly(range.keysOnly())
                .withCountOnly(range.countOnly());
        return (range.rangeEnd().isEmpty() ? option : option.withRange(bytes(range.rangeEnd()))).build();
    }

    private static PutOption option(PutRequest put) {
        PutOption.Builder option = PutOption.builder().withLeaseId(put.lease());
        return (put.prevKv() ? option.withPrevKV() : option).build();
    }

    private static DeleteOption option(DeleteRangeRequest delete) {
        DeleteOption.Builder option = DeleteOption.builder().withPrevKV(delete.prevKv());
        return (delete.rangeEnd().isEmpty() ? option : option.withRange(bytes(delete.rangeEnd()))).build();
    }

    private static RangeResponse response(GetResponse response) {
        return new RangeResponse(
                response.getHeader().getRevision(),
                response.getKvs().stream().map(JetcdCalls::keyValue).toList(),
                response.isMore(),
                response.getCount());
    }

    private static PutResponse response(io.etcd.jetcd.kv.PutResponse response) {
        return new PutResponse(
                response.getHeader().getRevision(), response.hasPrevKv() ? keyValue(response.getPrevKv()) : null);
    }

    private static DeleteRangeResponse response(DeleteResponse response) {
        return new DeleteRangeResponse(
                response.getHeader().getRevision(),
                response.getDeleted(),
                response.getPrevKvs().stream().map(JetcdCalls::keyValue).toList());
    }

    /**
     * jetcd tells the answers of each kind apart; the request says in which order they were.
     *
     * @param revision what the outermost transaction told: nested ones have empty headers
     */
    private static TxnResponse response(TxnRequest request, io.etcd.jetcd.kv.TxnResponse response, long revision) {
        Iterator<GetResponse> ranges = response.getGetResponses().iterator();
        Iterator<io.etcd.jetcd.kv.PutResponse> puts = response.getPutResponses().iterator();
        Iterator<io.etcd.jetcd.kv.TxnResponse> nested =
                response.getTxnResponses().iterator();
        Iterator<DeleteResponse> deletes = response.getDeleteResponses().iterator();
        List<OpResponse> responses = new ArrayList<>();
        for (Op op : response.isSucceeded() ? request.success() : request.failure()) {
            responses.add(
                    switch (op) {
                        case RangeRequest _ -> response(ranges.next());
                        case PutRequest _ -> response(puts.next());
                        case DeleteRangeRequest _ -> response(deletes.next());
                        case TxnRequest inner -> response(inner, nested.next(), revision);
                    });
        }
        return new TxnResponse(revision, response.isSucceeded(), responses);
    }

    static KeyValue keyValue(io.etcd.jetcd.KeyValue kv) {
        return new KeyValue(
                Bytes.wrap(kv.getKey().getBytes()),
                Bytes.wrap(kv.getValue().getBytes()),
                kv.getCreateRevision(),
                kv.getModRevision(),
                kv.getVersion(),
                kv.getLease());
    }

    static ByteSequence bytes(Bytes bytes) {
        return ByteSequence.from(bytes.toByteArray());
    }
}
