package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.etcd.jetcd.options.WatchOption;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Why the API server does not speak to its store by jetcd ({@code docs/adr/0017-the-remote-store-is-on-grpc-java.md}). Where this
 * fails, jetcd was mended, and the decision may be made anew.
 */
@Timeout(300)
@BesideOthers
class JetcdWatchTest {
    private static final long ANSWER_MAX_S = 120;
    private static final long START = 100;
    private static final long NEWEST = 500;

    /** Registers watches of a store at {@link #NEWEST}, and breaks the first off before an event. */
    private static final class BreakingOff extends WatchGrpc.WatchImplBase {
        /** The start revisions that were asked for. */
        private final BlockingQueue<Long> starts = new LinkedBlockingQueue<>();

        private final AtomicInteger streams = new AtomicInteger();

        @Override
        public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> to) {
            return new StreamObserver<>() {
                @Override
                public void onNext(WatchRequest request) {
                    starts.add(request.getCreateRequest().getStartRevision());
                    to.onNext(WatchResponse.newBuilder()
                            .setCreated(true)
                            .setHeader(ResponseHeader.newBuilder().setRevision(NEWEST))
                            .build());
                    if (streams.incrementAndGet() == 1) {
                        to.onError(Status.UNAVAILABLE
                                .withDescription("broken off") // without a text it throws, and never asks again
                                .asRuntimeException());
                    }
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
    }

    @Test
    void aWatchThatBreaksWhileItCatchesUpLosesHistory() throws Exception {
        BreakingOff watches = new BreakingOff();
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
                .addService(watches)
                .build()
                .start();
        WatchOption history = WatchOption.builder().withRevision(START).build();
        try (Client client = Client.builder()
                        .endpoints("http://127.0.0.1:" + server.getPort())
                        .build();
                Watch.Watcher _ = client.getWatchClient()
                        .watch(ByteSequence.from("key".getBytes(UTF_8)), history, Watch.listener(_ -> {}, _ -> {}))) {
            assertThat(watches.starts.poll(ANSWER_MAX_S, TimeUnit.SECONDS)).isEqualTo(START);
            assertThat(watches.starts.poll(ANSWER_MAX_S, TimeUnit.SECONDS)).isEqualTo(NEWEST);
        } finally {
            server.shutdownNow();
        }
    }
}
