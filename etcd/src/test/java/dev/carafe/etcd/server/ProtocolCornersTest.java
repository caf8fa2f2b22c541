package dev.carafe.etcd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.proto.RpcAuth;
import dev.carafe.etcd.rpc.AuthMethods;
import dev.carafe.etcd.rpc.EtcdMethods;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients seldom send, answered as etcd 3.7.3 was seen to answer it. */
@Timeout(30)
class ProtocolCornersTest {
    @TempDir
    private Path directory;

    private EmbeddedStore store;
    private EtcdServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedStore.open(StoreConfig.of(directory));
        server = EtcdServer.start(
                EtcdServerConfig.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), store.member());
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
        store.close();
    }

    private <Q, R> R call(MethodDescriptor<Q, R> method, Q request) {
        return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
    }

    private void put(String key, String value) {
        call(
                EtcdMethods.PUT,
                Rpc.PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFromUtf8(value))
                        .build());
    }

    private <Q, R> void assertRefused(MethodDescriptor<Q, R> method, Q request, String said) {
        assertThatThrownBy(() -> call(method, request)).hasMessage(said);
    }

    @Test
    void whatCannotBeIsRefusedInEtcdsWords() {
        Rpc.PutRequest put =
                Rpc.PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build();
        assertRefused(
                EtcdMethods.PUT,
                put.toBuilder()
                        .setValue(ByteString.copyFromUtf8("1"))
                        .setIgnoreValue(true)
                        .build(),
                "INVALID_ARGUMENT: etcdserver: value is provided");
        assertRefused(
                EtcdMethods.PUT,
                put.toBuilder().setLease(7).setIgnoreLease(true).build(),
                "INVALID_ARGUMENT: etcdserver: lease is provided");
        assertRefused(
                EtcdMethods.RANGE,
                Rpc.RangeRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("a"))
                        .setSortOrderValue(9)
                        .build(),
                "INVALID_ARGUMENT: etcdserver: invalid sort option");
        assertRefused(
                EtcdMethods.LEASE_GRANT,
                Rpc.LeaseGrantRequest.newBuilder().setTTL(9_000_000_001L).build(),
                "OUT_OF_RANGE: etcdserver: too large lease TTL");
        assertRefused(
                EtcdMethods.DOWNGRADE,
                Rpc.DowngradeRequest.newBuilder().setVersion("x").build(),
                "INVALID_ARGUMENT: etcdserver: wrong downgrade target version format");
        assertRefused(
                AuthMethods.AUTHENTICATE,
                RpcAuth.AuthenticateRequest.newBuilder().setName("ann").build(),
                "FAILED_PRECONDITION: etcdserver: authentication is not enabled");
        assertRefused(
                AuthMethods.ROLE_ADD,
                RpcAuth.AuthRoleAddRequest.getDefaultInstance(),
                "INVALID_ARGUMENT: etcdserver: role name is empty");
        call(
                AuthMethods.ROLE_ADD,
                RpcAuth.AuthRoleAddRequest.newBuilder().setName("r").build());
        assertRefused(
                AuthMethods.ROLE_GRANT_PERMISSION,
                RpcAuth.AuthRoleGrantPermissionRequest.newBuilder().setName("r").build(),
                "INVALID_ARGUMENT: etcdserver: permission not given");
    }

    @Test
    void aWatchFromANegativeRevisionIsRefused() throws InterruptedException {
        RawWatches stream = new RawWatches(channel);
        stream.create("a", -1);
        Rpc.WatchResponse answer = stream.next();
        assertThat(answer.getWatchId()).isEqualTo(-1);
        assertThat(answer.getCreated()).isTrue();
        assertThat(answer.getCanceled()).isTrue();
        assertThat(answer.getCancelReason()).isEqualTo("etcdserver: mvcc: required revision has been compacted");
    }

    @Test
    void progressIsTellableOnlyOnceEveryWatchHasBegun() throws InterruptedException {
        RawWatches stream = new RawWatches(channel);
        stream.progress(); // no watch yet: no answer
        stream.create("a", 1_000);
        assertThat(stream.next().getCreated()).isTrue();
        stream.progress(); // the watch waits for what is to come: no answer
        stream.cancel(0);
        assertThat(stream.next().getCanceled()).isTrue();
        stream.create("a", 0);
        assertThat(stream.next().getCreated()).isTrue();
        stream.progress();
        Rpc.WatchResponse answer = stream.next();
        assertThat(answer.getWatchId()).isEqualTo(-1);
        assertThat(answer.getEventsCount()).isZero();
        assertThat(answer.getHeader().getRevision()).isEqualTo(1);
    }

    @Test
    void aCompactedWatchIsToldNoRevisionOfTheStore() throws InterruptedException {
        put("a", "1");
        put("a", "2");
        put("a", "3");
        call(
                EtcdMethods.COMPACT,
                Rpc.CompactionRequest.newBuilder().setRevision(3).build());
        RawWatches stream = new RawWatches(channel);
        stream.create("a", 2);
        assertThat(stream.next().getCreated()).isTrue();
        Rpc.WatchResponse answer = stream.next();
        assertThat(answer.getCanceled()).isTrue();
        assertThat(answer.getCompactRevision()).isEqualTo(3);
        assertThat(answer.getHeader().getRevision()).isZero();
        assertThat(answer.getCancelReason()).isEmpty();
    }

    @Test
    void theBeginningMayBeCompactedAsLongAsNothingWas() {
        put("a", "1");
        var _ = call(EtcdMethods.COMPACT, Rpc.CompactionRequest.getDefaultInstance());
        var _ = call(
                EtcdMethods.COMPACT,
                Rpc.CompactionRequest.newBuilder().setRevision(2).build());
        assertThatThrownBy(() -> call(EtcdMethods.COMPACT, Rpc.CompactionRequest.getDefaultInstance()))
                .hasMessageContaining("etcdserver: mvcc: required revision has been compacted");
    }

    @Test
    void aComparisonByUnknownMeansHolds() {
        Rpc.TxnRequest txn = Rpc.TxnRequest.newBuilder()
                .addCompare(Rpc.Compare.newBuilder()
                        .setKey(ByteString.copyFromUtf8("a"))
                        .setTargetValue(9))
                .addCompare(Rpc.Compare.newBuilder()
                        .setKey(ByteString.copyFromUtf8("a"))
                        .setResultValue(9))
                .build();
        assertThat(call(EtcdMethods.TXN, txn).getSucceeded()).isTrue();
    }

    @Test
    void aSortTargetWithoutAnOrderSortsWhatTheLimitLeft() {
        put("a", "3");
        put("b", "2");
        put("c", "4");
        put("d", "1");
        Rpc.RangeResponse response = call(
                EtcdMethods.RANGE,
                Rpc.RangeRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("a"))
                        .setRangeEnd(ByteString.copyFromUtf8("e"))
                        .setLimit(2)
                        .setSortTarget(Rpc.RangeRequest.SortTarget.VALUE)
                        .build());
        assertThat(response.getKvsList())
                .extracting(kv -> kv.getKey().toStringUtf8())
                .containsExactly("b", "a");
        assertThat(response.getMore()).isTrue();
        assertThat(response.getCount()).isEqualTo(4);
    }

    @Test
    void deactivatingNoAlarmIsNoError() {
        Rpc.AlarmRequest request = Rpc.AlarmRequest.newBuilder()
                .setAction(Rpc.AlarmRequest.AlarmAction.DEACTIVATE)
                .build();
        assertThat(call(EtcdMethods.ALARM, request).getAlarmsList()).isEmpty();
    }

    @Test
    void theHashOfAMemberIsAnotherAfterAWriteAlone() {
        put("a", "1");
        Rpc.HashRequest asked = Rpc.HashRequest.getDefaultInstance();
        Rpc.HashResponse first = call(EtcdMethods.HASH, asked);
        assertThat(first.getHeader().getRevision()).isEqualTo(2);
        assertThat(call(EtcdMethods.HASH, asked)).isEqualTo(first);
        put("a", "1");
        Rpc.HashResponse second = call(EtcdMethods.HASH, asked);
        assertThat(second.getHash()).isNotEqualTo(first.getHash());
        assertThat(second.getHeader().getRevision()).isEqualTo(3);
    }
}
