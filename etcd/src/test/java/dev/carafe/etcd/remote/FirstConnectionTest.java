package dev.carafe.etcd.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.server.EtcdServer;
import dev.carafe.etcd.server.EtcdServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to a store that starts later. */
class FirstConnectionTest {
    private static final PutRequest PUT = PutRequest.of(Bytes.utf8("key"), Bytes.utf8("value"));

    @TempDir
    private Path directory;

    private static RemoteStoreConfig at(int port) {
        return RemoteStoreConfig.of(List.of(URI.create("http://127.0.0.1:" + port)), null);
    }

    private EtcdServer serve(EmbeddedStore store, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        return EtcdServer.start(EtcdServerConfig.plain(address), store.member());
    }

    /** What a put comes to, begun before there is a store; returns when a connection was refused to it. */
    private static FutureTask<PutResponse> putTooEarly(Store remote, ServerSocket nobody) throws IOException {
        FutureTask<PutResponse> put = new FutureTask<>(() -> remote.put(PUT));
        Thread.ofVirtual().start(put);
        nobody.accept().close();
        nobody.close();
        return put;
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    }

    @Test
    void aWriteWaitsForTheStoreToStart() throws Exception {
        ServerSocket nobody = listen();
        int port = nobody.getLocalPort();
        try (Store remote = RemoteStore.connect(at(port).awaiting());
                EmbeddedStore store = EmbeddedStore.open(StoreConfig.of(directory))) {
            FutureTask<PutResponse> put = putTooEarly(remote, nobody);
            try (EtcdServer _ = serve(store, port)) {
                assertThat(put.get().revision()).isEqualTo(2);
            }
        }
    }

    @Test
    void onceTheStoreWasMetAWriteFailsWhereItIsAway() throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(StoreConfig.of(directory))) {
            EtcdServer server = serve(store, 0);
            try (Store remote = RemoteStore.connect(at(server.port()).awaiting())) {
                remote.put(PUT);
                server.close();
                assertUnavailable(() -> remote.put(PUT));
            }
        }
    }

    @Test
    void whoDoesNotAwaitTheStoreIsToldThatItIsAway() throws Exception {
        ServerSocket nobody = listen();
        try (Store remote = RemoteStore.connect(at(nobody.getLocalPort()))) {
            FutureTask<PutResponse> put = putTooEarly(remote, nobody);
            assertUnavailable(() -> {
                try {
                    put.get();
                } catch (ExecutionException e) {
                    throw e.getCause();
                }
            });
        }
    }

    private static void assertUnavailable(ThrowingCallable request) {
        assertThatThrownBy(request)
                .isInstanceOfSatisfying(
                        EtcdException.class, e -> assertThat(e.code()).isEqualTo(EtcdError.Code.UNAVAILABLE));
    }
}
