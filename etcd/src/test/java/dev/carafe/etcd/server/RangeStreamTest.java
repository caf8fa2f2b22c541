package dev.carafe.etcd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.rpc.EtcdMethods;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A range that comes in pieces, over a socket: put together it is what a range answers at once. */
@Timeout(60)
class RangeStreamTest {
    private static final int KEYS = 2000;
    private static final int REQUEST_BYTES_MAX = 8 * 1024;

    /** Far less than all keys: the server waits for who reads before it has sent them. */
    private static final int WINDOW_BYTES = 64 * 1024;

    private static final Rpc.RangeRequest ALL = Rpc.RangeRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("k"))
            .setRangeEnd(ByteString.copyFromUtf8("l"))
            .build();

    @TempDir
    private Path directory;

    private EmbeddedStore store;
    private EtcdServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedStore.open(StoreConfig.of(directory));
        EtcdServerConfig.Limits usual = EtcdServerConfig.Limits.USUAL;
        EtcdServerConfig config = new EtcdServerConfig(
                "default",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(),
                null,
                List.of(),
                new EtcdServerConfig.Limits(
                        REQUEST_BYTES_MAX,
                        usual.streamsMax(),
                        usual.keepAliveMin(),
                        usual.keepAliveInterval(),
                        usual.keepAliveTimeout()),
                EtcdServerConfig.Serving.ALL);
        server = EtcdServer.start(config, store.member());
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .flowControlWindow(WINDOW_BYTES)
                .build();
        for (int i = 0; i < KEYS; i++) {
            var _ = store.put(PutRequest.of(key(i), Bytes.wrap(new byte[1024])));
        }
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
        store.close();
    }

    private static Bytes key(int number) {
        return Bytes.utf8(String.format("k%05d", number));
    }

    /** The pieces of one answer, of which the first is asked for alone. */
    private final class Pieces extends ClientCall.Listener<Rpc.RangeStreamResponse> {
        final BlockingQueue<Rpc.RangeResponse> come = new LinkedBlockingQueue<>();
        final CompletableFuture<Status> end = new CompletableFuture<>();
        final ClientCall<Rpc.RangeRequest, Rpc.RangeStreamResponse> call =
                channel.newCall(EtcdMethods.RANGE_STREAM, CallOptions.DEFAULT);

        Pieces(Rpc.RangeRequest request) {
            call.start(this, new Metadata());
            call.sendMessage(request);
            call.halfClose();
            call.request(1);
        }

        @Override
        public void onMessage(Rpc.RangeStreamResponse message) {
            come.add(message.getRangeResponse());
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end.complete(status);
        }

        Rpc.RangeResponse first() throws InterruptedException {
            Rpc.RangeResponse piece = come.poll(20, TimeUnit.SECONDS);
            assertThat(piece).as("a first piece").isNotNull();
            return piece;
        }

        /** All others, once the last has come. */
        List<Rpc.RangeResponse> rest() throws Exception {
            call.request(Integer.MAX_VALUE - 1);
            Status status = end.get(40, TimeUnit.SECONDS);
            assertThat(status.isOk()).as(status.toString()).isTrue();
            return List.copyOf(come);
        }
    }

    private Rpc.RangeResponse atOnce(Rpc.RangeRequest request) {
        return ClientCalls.blockingUnaryCall(channel, EtcdMethods.RANGE, CallOptions.DEFAULT, request);
    }

    private List<Rpc.RangeResponse> pieces(Rpc.RangeRequest request) throws Exception {
        Pieces pieces = new Pieces(request);
        List<Rpc.RangeResponse> all = new ArrayList<>(List.of(pieces.first()));
        all.addAll(pieces.rest());
        return all;
    }

    /** One answer of all pieces; only the last of them tells more than keys. */
    private static Rpc.RangeResponse merged(List<Rpc.RangeResponse> pieces) {
        for (Rpc.RangeResponse piece : pieces.subList(0, pieces.size() - 1)) {
            assertThat(piece.hasHeader()).isFalse();
            assertThat(piece.getMore()).isFalse();
            assertThat(piece.getCount()).isZero();
            assertThat(piece.getKvsCount()).isPositive();
        }
        Rpc.RangeResponse.Builder all = pieces.getLast().toBuilder().clearKvs();
        pieces.forEach(piece -> all.addAllKvs(piece.getKvsList()));
        return all.build();
    }

    @Test
    void piecesAreOfOneRevisionWhateverIsWrittenBetweenThem() throws Exception {
        Rpc.RangeResponse before = atOnce(ALL);
        Pieces pieces = new Pieces(ALL);
        Rpc.RangeResponse first = pieces.first();
        var _ = store.put(PutRequest.of(key(KEYS - 1), Bytes.utf8("other")));
        var _ = store.put(PutRequest.of(key(KEYS), Bytes.utf8("new")));
        List<Rpc.RangeResponse> all = new ArrayList<>(List.of(first));
        all.addAll(pieces.rest());
        assertThat(all).hasSizeGreaterThan(20);
        assertThat(merged(all)).isEqualTo(before);
        assertThat(atOnce(ALL).getCount()).isEqualTo(KEYS + 1);
    }

    @Test
    void piecesStayAboutAsLargeAsARequestMayBe() throws Exception {
        assertThat(pieces(ALL))
                .extracting(Rpc.RangeResponse::getSerializedSize)
                .allMatch(bytes -> bytes <= 4 * REQUEST_BYTES_MAX);
    }

    @Test
    void aLimitEndsThePiecesAndTellsThatThereIsMore() throws Exception {
        for (int limit : new int[] {1, 10, 37, KEYS - 1, KEYS, KEYS + 1}) {
            Rpc.RangeRequest some = ALL.toBuilder().setLimit(limit).build();
            Rpc.RangeResponse answer = merged(pieces(some));
            assertThat(answer).as("limit %s", limit).isEqualTo(atOnce(some));
            assertThat(answer.getMore()).isEqualTo(limit < KEYS);
            assertThat(answer.getCount()).isEqualTo(KEYS);
        }
    }

    @Test
    void thePastIsReadWithTheStoresOwnRevisionInTheHeader() throws Exception {
        Rpc.RangeRequest past = ALL.toBuilder().setRevision(KEYS / 2).build();
        Rpc.RangeResponse answer = merged(pieces(past));
        assertThat(answer).isEqualTo(atOnce(past));
        assertThat(answer.getHeader().getRevision()).isEqualTo(KEYS + 1);
    }

    @Test
    void countsAndKeysAloneAreAnswered() throws Exception {
        Rpc.RangeRequest counting = ALL.toBuilder().setCountOnly(true).build();
        assertThat(pieces(counting)).containsExactly(atOnce(counting));
        Rpc.RangeRequest keys = ALL.toBuilder().setKeysOnly(true).build();
        assertThat(merged(pieces(keys))).isEqualTo(atOnce(keys));
        Rpc.RangeRequest none =
                ALL.toBuilder().setKey(ByteString.copyFromUtf8("ka")).build();
        assertThat(pieces(none)).containsExactly(atOnce(none));
    }

    @Test
    void whatNeedsAllKeysFirstIsRefused() {
        assertRefused(
                ALL.toBuilder().setSortOrder(Rpc.RangeRequest.SortOrder.DESCEND).build(),
                "UNIMPLEMENTED: RangeStream does not support custom sort orders");
        assertRefused(
                ALL.toBuilder()
                        .setSortOrder(Rpc.RangeRequest.SortOrder.ASCEND)
                        .setSortTarget(Rpc.RangeRequest.SortTarget.VALUE)
                        .build(),
                "UNIMPLEMENTED: RangeStream does not support custom sort orders");
        assertRefused(
                ALL.toBuilder().setMinModRevision(2).build(),
                "UNIMPLEMENTED: RangeStream does not support revision filters");
        assertRefused(
                ALL.toBuilder().setRevision(KEYS + 2).build(),
                "OUT_OF_RANGE: etcdserver: mvcc: required revision is a future revision");
    }

    private void assertRefused(Rpc.RangeRequest request, String text) {
        assertThatThrownBy(() -> ClientCalls.blockingServerStreamingCall(
                                channel, EtcdMethods.RANGE_STREAM, CallOptions.DEFAULT, request)
                        .hasNext())
                .hasMessage(text);
    }
}
