package dev.carafe.etcd.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.proto.Kv;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.proto.RpcAuth;
import dev.carafe.etcd.rpc.AuthMethods;
import dev.carafe.etcd.rpc.EtcdMethods;
import dev.carafe.etcd.rpc.ValueCodec;
import dev.carafe.etcd.testing.RecordingListener;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a watch goes on whose first stream breaks: a server breaks it off after what a test has it say. */
class RemoteWatcherTest {
    private static final long NEWEST = 500;
    private static final Status AWAY = Status.UNAVAILABLE.withDescription("broken off");

    /** The start revisions that were asked for, one for each stream. */
    private final BlockingQueue<Long> starts = new LinkedBlockingQueue<>();

    private final RecordingListener listener = new RecordingListener();
    private final AtomicInteger streams = new AtomicInteger();
    private @Nullable Server server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.shutdownNow();
        }
    }

    @Test
    void aWatchOfHistoryGoesOnWithHistory() throws Exception {
        assertThat(startAfterBreak(100, AWAY, _ -> {})).isEqualTo(100);
    }

    @Test
    void aWatchFromNowGoesOnBehindWhereItBegan() throws Exception {
        assertThat(startAfterBreak(0, AWAY, _ -> {})).isEqualTo(NEWEST + 1);
    }

    @Test
    void whatWasHeardIsNotHeardAgain() throws Exception {
        assertThat(startAfterBreak(100, AWAY, to -> to.onNext(event(120).build())))
                .isEqualTo(121);
        assertThat(listener.awaitEvents(1)).hasSize(1);
    }

    @Test
    void halfARevisionIsHeardAgain() throws Exception {
        assertThat(startAfterBreak(
                        100, AWAY, to -> to.onNext(event(120).setFragment(true).build())))
                .isEqualTo(100);
    }

    @Test
    void progressIsWhereItGoesOn() throws Exception {
        assertThat(startAfterBreak(100, AWAY, to -> to.onNext(response().build())))
                .isEqualTo(NEWEST + 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"OK", "UNKNOWN", "CANCELLED", "INTERNAL", "UNAVAILABLE"})
    void goesOnHoweverItsStreamEnds(Status.Code code) throws Exception {
        assertThat(startAfterBreak(100, code.toStatus(), _ -> {})).isEqualTo(100);
    }

    @Test
    void aWatchWaitsForAToken() throws Exception {
        Server serving = serve((_, to) -> to.onNext(response().setCreated(true).build()), AWAY);
        server = serving;
        try (Store store = RemoteStore.connect(as(serving, "root"));
                Watcher watcher = store.watch(WatchRequest.of(Bytes.utf8("/")), listener)) {
            assertThat(watcher.createdRevision()).isEqualTo(NEWEST);
        }
    }

    @Test
    void aWatchOfWhoIsNoUserEnds() throws Exception {
        Server serving = serve(
                (_, _) -> {},
                ValueCodec.encode(EtcdError.AUTH_FAILED.exception()).getStatus());
        server = serving;
        try (Store store = RemoteStore.connect(as(serving, "nobody"));
                Watcher _ = store.watch(WatchRequest.of(Bytes.utf8("/")), listener)) {
            assertThat(listener.awaitCancelled().is(EtcdError.AUTH_FAILED)).isTrue();
        }
    }

    private static RemoteStoreConfig as(Server server, String user) {
        return new RemoteStoreConfig(
                List.of(endpoint(server)), null, Duration.ofMinutes(1), new RemoteStoreConfig.Login(user, "password"));
    }

    private static URI endpoint(Server server) {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    @Test
    void pausesGrowToASecondAndStayThere() {
        assertThat(RemoteWatcher.pauseMs(0)).isEqualTo(50);
        assertThat(RemoteWatcher.pauseMs(1)).isEqualTo(100);
        assertThat(RemoteWatcher.pauseMs(5)).isEqualTo(1_000);
        assertThat(RemoteWatcher.pauseMs(64)).isEqualTo(1_000);
        assertThat(RemoteWatcher.pauseMs(Integer.MAX_VALUE)).isEqualTo(1_000);
    }

    /** What a watch asks for after its stream was registered, said something and ended. */
    private long startAfterBreak(long start, Status end, Consumer<StreamObserver<Rpc.WatchResponse>> said)
            throws Exception {
        Server serving = serve(
                (stream, to) -> {
                    to.onNext(response().setCreated(true).build());
                    if (stream == 1) {
                        said.accept(to);
                        if (end.isOk()) {
                            to.onCompleted();
                        } else {
                            to.onError(end.asRuntimeException());
                        }
                    }
                },
                AWAY);
        server = serving;
        WatchRequest request = WatchRequest.prefix(Bytes.utf8("/")).withStartRevision(start);
        try (Store store = RemoteStore.connect(RemoteStoreConfig.of(List.of(endpoint(serving)), null));
                Watcher watcher = store.watch(request, listener)) {
            assertThat(watcher.createdRevision()).isEqualTo(NEWEST);
            assertThat(starts.take()).isEqualTo(start);
            return starts.take();
        }
    }

    /** What the server says. */
    private interface Script {
        /** @param stream 1 for the first stream, 2 for the next */
        void run(int stream, StreamObserver<Rpc.WatchResponse> to);
    }

    /** @param refusal what is said instead of a token: once to root, and always to others */
    private Server serve(Script script, Status refusal) throws IOException {
        ServerServiceDefinition watch = ServerServiceDefinition.builder("etcdserverpb.Watch")
                .addMethod(EtcdMethods.WATCH_STREAM, ServerCalls.asyncBidiStreamingCall(to -> requests(script, to)))
                .build();
        AtomicInteger refused = new AtomicInteger();
        ServerServiceDefinition auth = ServerServiceDefinition.builder("etcdserverpb.Auth")
                .addMethod(
                        AuthMethods.AUTHENTICATE,
                        ServerCalls.asyncUnaryCall(
                                (RpcAuth.AuthenticateRequest request,
                                        StreamObserver<RpcAuth.AuthenticateResponse> to) -> {
                                    if (refused.getAndIncrement() == 0
                                            || !request.getName().equals("root")) {
                                        to.onError(refusal.asRuntimeException());
                                        return;
                                    }
                                    to.onNext(RpcAuth.AuthenticateResponse.newBuilder()
                                            .setToken("token")
                                            .build());
                                    to.onCompleted();
                                }))
                .build();
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
                .addService(watch)
                .addService(auth)
                .build()
                .start();
    }

    private StreamObserver<Rpc.WatchRequest> requests(Script script, StreamObserver<Rpc.WatchResponse> to) {
        return new StreamObserver<>() {
            @Override
            public void onNext(Rpc.WatchRequest request) {
                starts.add(request.getCreateRequest().getStartRevision());
                script.run(streams.incrementAndGet(), to);
            }

            @Override
            public void onError(Throwable failure) {
                // the client has gone
            }

            @Override
            public void onCompleted() {
                to.onCompleted();
            }
        };
    }

    private static Rpc.WatchResponse.Builder response() {
        return Rpc.WatchResponse.newBuilder()
                .setHeader(Rpc.ResponseHeader.newBuilder().setRevision(NEWEST));
    }

    private static Rpc.WatchResponse.Builder event(long revision) {
        return response()
                .addEvents(Kv.Event.newBuilder()
                        .setKv(Kv.KeyValue.newBuilder()
                                .setKey(ByteString.copyFromUtf8("/key"))
                                .setCreateRevision(revision)
                                .setModRevision(revision)
                                .setVersion(1)));
    }
}
