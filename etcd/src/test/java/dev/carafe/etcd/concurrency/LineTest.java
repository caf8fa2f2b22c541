package dev.carafe.etcd.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LineTest {
    private static final Bytes NAME = Bytes.utf8("name");
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CompletableFuture<Boolean> never = new CompletableFuture<>();

    @TempDir
    private Path directory;

    private EmbeddedStore store;
    private Line line;

    @BeforeEach
    void open() throws IOException {
        store = EmbeddedStore.open(StoreConfig.of(directory));
        line = new Line(store, NAME);
    }

    @AfterEach
    void close() {
        threads.close();
        store.close();
    }

    @Test
    void theSecondWaitsUntilTheFirstResigns() throws Exception {
        Line.Place first = line.awaitFirst(lease(), Bytes.utf8("1"), never);
        Future<Line.Place> second = threads.submit(() -> line.awaitFirst(lease(), Bytes.utf8("2"), never));
        awaitPlaces(2);
        assertThat(line.first().kvs().getFirst().value()).isEqualTo(Bytes.utf8("1"));
        var _ = line.resign(first);
        assertThat(second.get(30, TimeUnit.SECONDS).createRevision()).isGreaterThan(first.createRevision());
        assertThat(line.first().kvs().getFirst().value()).isEqualTo(Bytes.utf8("2"));
    }

    @Test
    void theEndOfALeaseGivesThePlaceToTheNext() throws Exception {
        long lease = lease();
        var _ = line.awaitFirst(lease, Bytes.EMPTY, never);
        Future<Line.Place> second = threads.submit(() -> line.awaitFirst(lease(), Bytes.EMPTY, never));
        awaitPlaces(2);
        var _ = store.leaseRevoke(new LeaseRevokeRequest(lease));
        assertThat(second.get(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void whoGoesWhileWaitingLeavesNoPlaceBehind() throws Exception {
        var _ = line.awaitFirst(lease(), Bytes.EMPTY, never);
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        Future<Line.Place> second = threads.submit(() -> line.awaitFirst(lease(), Bytes.EMPTY, gone));
        awaitPlaces(2);
        gone.complete(true);
        assertThatThrownBy(() -> second.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(EtcdException.class);
        assertThat(places()).isEqualTo(1);
    }

    @Test
    void theSameLeaseHasTheSamePlaceAndMaySaySomethingElse() {
        long lease = lease();
        Line.Place first = line.awaitFirst(lease, Bytes.utf8("1"), never);
        Line.Place again = line.awaitFirst(lease, Bytes.utf8("2"), never);
        assertThat(again.createRevision()).isEqualTo(first.createRevision());
        assertThat(line.first().kvs().getFirst().value()).isEqualTo(Bytes.utf8("2"));
    }

    @Test
    void onlyWhoHoldsItsPlaceProclaims() {
        Line.Place place = line.awaitFirst(lease(), Bytes.utf8("1"), never);
        assertThat(line.proclaim(place, Bytes.utf8("2"))).isGreaterThan(place.revision());
        var _ = line.resign(place);
        assertThatThrownBy(() -> line.proclaim(place, Bytes.utf8("3"))).hasMessage("election: not leader");
    }

    private long lease() {
        return store.leaseGrant(new LeaseGrantRequest(600, 0)).id();
    }

    private long places() {
        return store.range(RangeRequest.prefix(NAME.concat(Bytes.utf8("/")))).count();
    }

    private void awaitPlaces(long wanted) throws InterruptedException {
        while (places() < wanted) {
            Thread.sleep(1);
        }
    }
}
