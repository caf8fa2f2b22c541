package dev.carafe.etcd.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.proto.RpcAuth;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The numbers and texts are those that etcd 3.7 logged of the same requests. */
class CallStatsTest {
    private static final ByteString K = ByteString.copyFromUtf8("k");

    @Test
    void aPutTellsItsKeyAndTheSizeOfItsValue() {
        Rpc.PutRequest put = Rpc.PutRequest.newBuilder()
                .setKey(K)
                .setValue(ByteString.copyFromUtf8("secretvalue"))
                .build();
        assertThat(CallStats.of("etcdserverpb.KV/Put", put, Rpc.PutResponse.getDefaultInstance()))
                .isEqualTo(new CallStats("/etcdserverpb.KV/Put", 1, 16, 0, 0, "key:\"k\" value_size:11"));
    }

    @Test
    void aRangeTellsHowMuchItFound() {
        Rpc.RangeRequest range = Rpc.RangeRequest.newBuilder()
                .setKey(K)
                .setRangeEnd(ByteString.copyFromUtf8("zz"))
                .setLimit(3)
                .build();
        Rpc.RangeResponse found = Rpc.RangeResponse.newBuilder().setCount(7).build();
        assertThat(CallStats.of("etcdserverpb.KV/Range", range, found))
                .isEqualTo(new CallStats("/etcdserverpb.KV/Range", 0, 9, 7, 2, "key:\"k\" range_end:\"zz\" limit:3"));
        assertThat(CallStats.of("etcdserverpb.KV/Range", range, null).responseBytes())
                .isZero();
    }

    @Test
    void aTransactionTellsTheBranchThatWasTaken() {
        ByteString a = ByteString.copyFromUtf8("a");
        Rpc.TxnRequest txn = Rpc.TxnRequest.newBuilder()
                .addCompare(Rpc.Compare.newBuilder()
                        .setTarget(Rpc.Compare.CompareTarget.VALUE)
                        .setKey(a)
                        .setValue(ByteString.copyFromUtf8("0")))
                .addSuccess(Rpc.RequestOp.newBuilder()
                        .setRequestPut(
                                Rpc.PutRequest.newBuilder().setKey(a).setValue(ByteString.copyFromUtf8("secret2"))))
                .addSuccess(Rpc.RequestOp.newBuilder()
                        .setRequestRange(Rpc.RangeRequest.newBuilder().setKey(K)))
                .addFailure(Rpc.RequestOp.newBuilder()
                        .setRequestRange(Rpc.RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("b"))))
                .build();
        CallStats failure = CallStats.of("etcdserverpb.KV/Txn", txn, Rpc.TxnResponse.getDefaultInstance());
        assertThat(failure.requestCount()).isEqualTo(1);
        assertThat(failure.requestBytes()).isEqualTo(5);
        assertThat(failure.content())
                .isEqualTo("compare:<target:VALUE key:\"a\" value_size:1>"
                        + " success:<request_put:<key:\"a\" value_size:7>>"
                        + " success:<request_range:<key:\"k\">> failure:<request_range:<key:\"b\">>");
        Rpc.TxnResponse succeeded =
                Rpc.TxnResponse.newBuilder().setSucceeded(true).build();
        assertThat(CallStats.of("etcdserverpb.KV/Txn", txn, succeeded).requestCount())
                .isEqualTo(2);
    }

    @Test
    void ofOtherCallsNothingIsCounted() {
        RpcAuth.AuthUserAddRequest add = RpcAuth.AuthUserAddRequest.newBuilder()
                .setName("x")
                .setPassword("secret")
                .build();
        assertThat(CallStats.of("etcdserverpb.Auth/UserAdd", add, null))
                .isEqualTo(new CallStats("/etcdserverpb.Auth/UserAdd", -1, -1, -1, -1, ""));
    }

    @Test
    void aLongRequestIsCutShort() {
        Rpc.PutRequest put = Rpc.PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k".repeat(1 << 20)))
                .build();
        assertThat(CallStats.of("etcdserverpb.KV/Put", put, null).content())
                .hasSize(4096 + "...".length())
                .endsWith("k...");
    }

    @Test
    void theLineHasTheNamesOfEtcds() throws UnknownHostException {
        InetSocketAddress from = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 47040);
        assertThat(new CallStats("/etcdserverpb.KV/Put", 1, 16, 0, 28, "key:\"k\"")
                        .text(Duration.ofNanos(934_341), from))
                .contains("\"time spent\":\"0.934341ms\",\"remote\":\"127.0.0.1:47040\","
                        + "\"response type\":\"/etcdserverpb.KV/Put\",\"request count\":1,\"request size\":16,"
                        + "\"response count\":0,\"response size\":28,\"request content\":\"key:\\\"k\\\"\"}");
    }
}
