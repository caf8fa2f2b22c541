package dev.carafe.etcd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.Member;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.metrics.Family;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose member says that it only learns, while it does. */
@Timeout(60)
class LearnerCallsTest {
    private static final String REFUSAL = "etcdserver: rpc not supported for learner";
    private static final ByteString KEY = ByteString.copyFromUtf8("k");
    private static final Rpc.PutRequest PUT =
            Rpc.PutRequest.newBuilder().setKey(KEY).build();
    private static final Rpc.RangeRequest READ =
            Rpc.RangeRequest.newBuilder().setKey(KEY).build();
    private static final Rpc.RangeRequest READ_HERE =
            READ.toBuilder().setSerializable(true).build();

    @TempDir
    private Path directory;

    private EmbeddedStore store;
    private EtcdServer server;
    private ManagedChannel channel;
    private volatile boolean learner;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedStore.open(StoreConfig.of(directory));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = EtcdServer.start(EtcdServerConfig.plain(address), new Learning(store.member()));
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
        var _ = call(EtcdMethods.PUT, PUT);
        learner = true;
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
        store.close();
    }

    private final class Learning implements Member {
        private final Member member;

        Learning(Member member) {
            this.member = member;
        }

        @Override
        public Session as(Caller caller) {
            return member.as(caller);
        }

        @Override
        public StatusResponse status() {
            return member.status();
        }

        @Override
        public CompletableFuture<Void> read(boolean serializable) {
            return member.read(serializable);
        }

        @Override
        public List<Family> metrics() {
            return member.metrics();
        }

        @Override
        public long raftTerm() {
            return member.raftTerm();
        }

        @Override
        public boolean hasLeader() {
            return member.hasLeader();
        }

        @Override
        public boolean learner() {
            return learner;
        }

        @Override
        public long electionMs() {
            return member.electionMs();
        }
    }

    private <Q, R> R call(MethodDescriptor<Q, R> method, Q request) {
        return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).hasMessage("FAILED_PRECONDITION: " + REFUSAL);
    }

    @Test
    void aLearnerAnswersWhatItNeedsNobodyFor() {
        assertThat(call(EtcdMethods.RANGE, READ_HERE).getCount()).isOne();
        assertThat(call(EtcdMethods.STATUS, Rpc.StatusRequest.getDefaultInstance())
                        .getVersion())
                .isNotEmpty();
        Iterator<Rpc.SnapshotResponse> snapshot = ClientCalls.blockingServerStreamingCall(
                channel, EtcdMethods.SNAPSHOT, CallOptions.DEFAULT, Rpc.SnapshotRequest.getDefaultInstance());
        long bytes = 0;
        while (snapshot.hasNext()) {
            bytes += snapshot.next().getBlob().size();
        }
        assertThat(bytes).isPositive();
    }

    @Test
    void aLearnerRefusesAllElseUntilItIsAVoter() {
        assertRefused(() -> call(EtcdMethods.RANGE, READ));
        assertRefused(() -> call(EtcdMethods.PUT, PUT));
        assertRefused(() -> call(EtcdMethods.TXN, Rpc.TxnRequest.getDefaultInstance()));
        assertRefused(() -> call(EtcdMethods.LEASE_LEASES, Rpc.LeaseLeasesRequest.getDefaultInstance()));
        assertRefused(() -> call(EtcdMethods.MEMBER_LIST, Rpc.MemberListRequest.getDefaultInstance()));
        assertRefused(() -> call(EtcdMethods.ALARM, Rpc.AlarmRequest.getDefaultInstance()));
        assertRefused(() -> call(EtcdMethods.HASH_KV, Rpc.HashKVRequest.getDefaultInstance()));
        assertRefused(() -> HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance()));
        learner = false;
        assertThat(call(EtcdMethods.PUT, PUT).getHeader().getRevision()).isEqualTo(3);
        assertThat(call(EtcdMethods.RANGE, READ).getKvs(0).getVersion()).isEqualTo(2);
    }

    @Test
    void aLearnerRefusesStreamsEvenOfReadsThatNeedNobody() {
        assertRefused(() -> ClientCalls.blockingServerStreamingCall(
                        channel, EtcdMethods.RANGE_STREAM, CallOptions.DEFAULT, READ_HERE)
                .hasNext());
        assertRefused(() -> {
            var watch = ClientCalls.blockingBidiStreamingCall(channel, EtcdMethods.WATCH_STREAM, CallOptions.DEFAULT);
            watch.read();
        });
    }

    @Test
    void theGatewayRefusesAsWell() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> refused = post(client, "kv/range", "{\"key\":\"aw==\"}");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("\"code\":9").contains(REFUSAL);
            HttpResponse<String> stream = post(client, "watch", "{\"create_request\":{\"key\":\"aw==\"}}");
            assertThat(stream.statusCode()).isEqualTo(400);
            assertThat(stream.body()).startsWith("{\"error\":{\"code\":9").contains(REFUSAL);
            assertThat(post(client, "kv/range", "{\"key\":\"aw==\",\"serializable\":true}")
                            .body())
                    .contains("\"count\":\"1\"");
        }
    }

    private HttpResponse<String> post(HttpClient client, String path, String body)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + "/v3/" + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
