package dev.carafe.etcd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.carafe.etcd.embed.ClusterConfig;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.peer.PeerConfig;
import dev.carafe.etcd.peer.PeerTransport;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.wal.RaftWal;
import dev.carafe.etcd.work.ThreadWorkers;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeaderRequiredTest {
    private static final String NO_LEADER = "etcdserver: no leader";

    private final AtomicBoolean hasLeader = new AtomicBoolean(true);
    private final LeaderRequired required = new LeaderRequired(hasLeader::get);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** What the handler of the watch heard, and what it was asked. */
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private final CompletableFuture<StreamObserver<Rpc.WatchResponse>> answering = new CompletableFuture<>();
    private final Server server;
    private final ManagedChannel channel;

    LeaderRequiredTest() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .intercept(new CallThreads(threads, Set.of()))
                .intercept(required)
                .addService(ServerServiceDefinition.builder(EtcdMethods.WATCH)
                        .addMethod(EtcdMethods.WATCH_STREAM, ServerCalls.asyncBidiStreamingCall(this::watched))
                        .build())
                .build()
                .start();
        channel = channel(server.getPort());
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow();
        server.shutdownNow();
        assertThat(server.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        threads.close();
    }

    private static ManagedChannel channel(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    private StreamObserver<Rpc.WatchRequest> watched(StreamObserver<Rpc.WatchResponse> to) {
        ((ServerCallStreamObserver<Rpc.WatchResponse>) to).setOnCancelHandler(() -> heard.add("cancelled"));
        answering.complete(to);
        return new StreamObserver<>() {
            @Override
            public void onNext(Rpc.WatchRequest request) {
                heard.add("message");
            }

            @Override
            public void onError(Throwable cause) {
                heard.add("error");
            }

            @Override
            public void onCompleted() {
                to.onCompleted();
                heard.add("completed");
            }
        };
    }

    private static Channel requiring(Channel channel, String value) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), value);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** A client's stream of watches. */
    private static final class Stream implements StreamObserver<Rpc.WatchResponse> {
        final BlockingQueue<Rpc.WatchResponse> answers = new LinkedBlockingQueue<>();
        final CompletableFuture<Status> end = new CompletableFuture<>();
        final StreamObserver<Rpc.WatchRequest> requests;

        Stream(Channel channel) {
            requests = ClientCalls.asyncBidiStreamingCall(
                    channel.newCall(EtcdMethods.WATCH_STREAM, CallOptions.DEFAULT), this);
        }

        @Override
        public void onNext(Rpc.WatchResponse answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable cause) {
            end.complete(Status.fromThrowable(cause));
        }

        @Override
        public void onCompleted() {
            end.complete(Status.OK);
        }

        void ask() {
            requests.onNext(Rpc.WatchRequest.getDefaultInstance());
        }
    }

    private String heard() throws InterruptedException {
        String next = heard.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("the handler hears something").isNotNull();
        return next;
    }

    private void awaitStreams(int count) {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (required.streams() != count) {
            assertThat(System.nanoTime())
                    .as("waited for %s streams, there are %s", count, required.streams())
                    .isLessThan(endNs);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Test
    void aStreamEndsWhenThreeLooksInARowFindNoLeader() throws Exception {
        Stream stream = new Stream(requiring(channel, "true"));
        stream.ask();
        assertThat(heard()).isEqualTo("message");
        hasLeader.set(false);
        required.look();
        required.look();
        hasLeader.set(true);
        required.look();
        hasLeader.set(false);
        required.look();
        required.look();
        assertThat(required.streams()).isOne();
        assertThat(stream.end).isNotDone();

        required.look();
        Status end = stream.end.get(20, TimeUnit.SECONDS);
        assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(end.getDescription()).isEqualTo(NO_LEADER);
        assertThat(heard()).isEqualTo("cancelled");
        assertThat(heard()).isEqualTo("error"); // as when a client goes
        answering.get(20, TimeUnit.SECONDS).onNext(Rpc.WatchResponse.getDefaultInstance()); // dropped
        stream.ask(); // as well
        awaitStreams(0);
        assertThat(stream.answers).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void aStreamOfAClientThatNeedsNoLeaderGoesOn() throws Exception {
        Stream without = new Stream(channel);
        Stream otherwise = new Stream(requiring(channel, "false"));
        hasLeader.set(false);
        for (int i = 0; i < 5; i++) {
            required.look();
        }
        without.ask();
        otherwise.ask();
        assertThat(heard()).isEqualTo("message");
        assertThat(heard()).isEqualTo("message");
        assertThat(required.streams()).isZero();
        without.requests.onCompleted();
        assertThat(without.end.get(20, TimeUnit.SECONDS).isOk()).isTrue();
    }

    @Test
    void aStreamThatItsClientEndsIsForgotten() throws Exception {
        Stream stream = new Stream(requiring(channel, "true"));
        awaitStreams(1);
        stream.requests.onCompleted();
        assertThat(stream.end.get(20, TimeUnit.SECONDS).isOk()).isTrue();
        assertThat(heard()).isEqualTo("completed");
        awaitStreams(0);
        Stream left = new Stream(requiring(channel, "true"));
        awaitStreams(1);
        left.requests.onError(Status.CANCELLED.asRuntimeException());
        assertThat(heard()).isIn("error", "cancelled");
        awaitStreams(0);
    }

    @Test
    void aNewStreamIsRefusedAtOnce() throws Exception {
        hasLeader.set(false);
        Stream stream = new Stream(requiring(channel, "true"));
        assertThat(stream.end.get(20, TimeUnit.SECONDS).getDescription()).isEqualTo(NO_LEADER);
        assertThat(heard).isEmpty();
    }

    /** One of two members, of which the other is not there. */
    @Test
    void aMemberWithoutALeaderRefusesCallsThatNeedOneAndAnswersOthers() throws Exception {
        Membership members = Membership.of(List.of(
                ClusterMember.of(1, List.of("http://127.0.0.1:1"), false),
                ClusterMember.of(2, List.of("http://127.0.0.1:2"), false)));
        RaftWal.Identity identity = new RaftWal.Identity(1, 7);
        MemoryDirectory disk = new MemoryDirectory();
        LongSupplier clockMs = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        PeerConfig peers = new PeerConfig(
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                List.of("http://127.0.0.1:1"),
                null);
        PeerTransport transport = new PeerTransport(peers, disk, clockMs);
        EmbeddedStore store = EmbeddedStore.openMember(
                StoreConfig.of(Path.of("unused")),
                ClusterConfig.of("m1", List.of(), identity, members),
                disk,
                () -> {},
                clockMs,
                new ThreadWorkers(),
                new SplittableRandom(1),
                transport::connect,
                transport);
        EtcdServer serving = EtcdServer.start(
                EtcdServerConfig.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), store.member());
        ManagedChannel client = channel(serving.port());
        try {
            Rpc.RangeRequest range = Rpc.RangeRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8("k"))
                    .setSerializable(true)
                    .build();
            assertThat(call(client, EtcdMethods.RANGE, range).getCount()).isZero();
            Channel requiring = requiring(client, "true");
            assertThatThrownBy(() -> call(requiring, EtcdMethods.RANGE, range))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessage("UNAVAILABLE: " + NO_LEADER);
            assertThatThrownBy(() -> call(requiring, EtcdMethods.STATUS, Rpc.StatusRequest.getDefaultInstance()))
                    .hasMessage("UNAVAILABLE: " + NO_LEADER);
            assertThat(new Stream(requiring).end.get(20, TimeUnit.SECONDS).getDescription())
                    .isEqualTo(NO_LEADER);
        } finally {
            client.shutdownNow();
            serving.close();
            store.close();
            transport.close();
        }
    }

    private static <Q, R> R call(Channel channel, MethodDescriptor<Q, R> method, Q request) {
        return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
    }
}
