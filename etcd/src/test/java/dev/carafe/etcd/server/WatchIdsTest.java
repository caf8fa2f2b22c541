package dev.carafe.etcd.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.proto.Kv;
import dev.carafe.etcd.proto.Rpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several watches on one stream, as etcd 3.7.3 tells them apart (etcd {@code server/storage/mvcc/watcher.go}). */
@Timeout(60)
class WatchIdsTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path directory;

    private EmbeddedStore store;
    private EtcdServer server;
    private ManagedChannel channel;
    private RawWatches stream;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedStore.open(StoreConfig.of(directory));
        server = EtcdServer.start(
                EtcdServerConfig.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), store.member());
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .maxInboundMessageSize(16 * MIB)
                .build();
        stream = new RawWatches(channel);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
        store.close();
    }

    private static Rpc.WatchCreateRequest.Builder watch(String key, long id) {
        return Rpc.WatchCreateRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setWatchId(id);
    }

    private long created(Rpc.WatchCreateRequest.Builder watch) throws InterruptedException {
        stream.create(watch);
        Rpc.WatchResponse answer = stream.next();
        assertThat(answer.getCreated()).isTrue();
        assertThat(answer.getCanceled()).isFalse();
        return answer.getWatchId();
    }

    private void put(String key, int bytes) {
        var _ = store.put(PutRequest.of(Bytes.utf8(key), Bytes.wrap(new byte[bytes])));
    }

    @Test
    void watchesOfOneStreamAreToldApartByTheirIds() throws InterruptedException {
        assertThat(created(watch("a", 7))).isEqualTo(7);
        assertThat(created(watch("b", 0))).as("the first that nobody asked for").isZero();
        assertThat(created(watch("a", 1))).isEqualTo(1);
        assertThat(created(watch("c", 0))).as("1 is in use").isEqualTo(2);
        put("b", 1);
        Rpc.WatchResponse one = stream.next();
        assertThat(one.getWatchId()).isZero();
        assertThat(one.getEventsList())
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getKv().getKey().toStringUtf8()).isEqualTo("b"));
        put("a", 1);
        assertThat(List.of(stream.next().getWatchId(), stream.next().getWatchId()))
                .containsExactlyInAnyOrder(7L, 1L);
        stream.cancel(7);
        Rpc.WatchResponse ended = stream.next();
        assertThat(ended.getCanceled()).isTrue();
        assertThat(ended.getWatchId()).isEqualTo(7);
        put("a", 1);
        assertThat(stream.next().getWatchId()).isEqualTo(1);
        assertThat(created(watch("c", 7))).as("free again").isEqualTo(7);
    }

    @Test
    void anIdThatIsInUseIsRefusedAndItsWatchGoesOn() throws InterruptedException {
        assertThat(created(watch("a", 7))).isEqualTo(7);
        stream.create(watch("b", 7));
        Rpc.WatchResponse refusal = stream.next();
        assertThat(refusal.getWatchId()).isEqualTo(-1);
        assertThat(refusal.getCreated()).isTrue();
        assertThat(refusal.getCanceled()).isTrue();
        assertThat(refusal.getCancelReason()).isEqualTo("mvcc: duplicate watch ID provided on the WatchStream");
        assertThat(refusal.getHeader().getRevision()).isEqualTo(1);
        put("b", 1);
        put("a", 1);
        Rpc.WatchResponse event = stream.next();
        assertThat(event.getWatchId()).isEqualTo(7);
        assertThat(event.getEvents(0).getKv().getKey().toStringUtf8()).isEqualTo("a");
    }

    @Test
    void aRevisionThatIsTooLargeComesInFragmentsToWhoAsksForThem() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            put("k" + i, MIB);
        }
        ByteString end = ByteString.copyFromUtf8("l");
        long fragmented = created(watch("k", 1).setRangeEnd(end).setPrevKv(true).setFragment(true));
        long whole = created(watch("k", 2).setRangeEnd(end).setPrevKv(true));
        var _ = store.deleteRange(DeleteRangeRequest.prefix(Bytes.utf8("k")));
        List<Rpc.WatchResponse> fragments = new ArrayList<>();
        List<Rpc.WatchResponse> wholes = new ArrayList<>();
        while (wholes.isEmpty() || fragments.isEmpty() || fragments.getLast().getFragment()) {
            Rpc.WatchResponse answer = stream.next();
            (answer.getWatchId() == whole ? wholes : fragments).add(answer);
        }
        assertThat(wholes)
                .singleElement()
                .satisfies(answer -> assertThat(answer.getEventsCount()).isEqualTo(4));
        assertThat(fragments).allMatch(answer -> answer.getWatchId() == fragmented);
        assertThat(fragments).hasSizeGreaterThan(1);
        assertThat(fragments.subList(0, fragments.size() - 1)).allMatch(Rpc.WatchResponse::getFragment);
        assertThat(fragments).allSatisfy(fragment -> {
            assertThat(fragment.getHeader().getRevision()).isEqualTo(6);
            assertThat(fragment.getSerializedSize()).isLessThan(3 * MIB);
        });
        assertThat(fragments.stream().flatMap(fragment -> fragment.getEventsList().stream()))
                .extracting(event -> event.getPrevKv().getKey().toStringUtf8())
                .containsExactly("k0", "k1", "k2", "k3");
        assertThat(fragments.getFirst().getEvents(0).getType()).isEqualTo(Kv.Event.EventType.DELETE);
    }
}
