package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.state.StateMachine;
import dev.carafe.etcd.testing.MemoryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a member does beside requests of clients: snapshots, pruning, and who asks. */
@Timeout(60)
class MaintenanceTest {
    private static final Bytes KEY = Bytes.utf8("k");

    @TempDir
    private Path folder;

    private StoreConfig config() {
        return new StoreConfig(folder.resolve("etcd"), 80 * 1024, 64 << 20, 8 * 1024, 128, Duration.ofSeconds(5));
    }

    @Test
    void defragmentingAnIdleStoreAnswersWhenTheLogIsGone() throws IOException {
        try (EmbeddedStore store = EmbeddedStore.open(config());
                Session session = store.member().as(Caller.UNKNOWN)) {
            Bytes value = Bytes.wrap(new byte[8000]);
            for (int i = 0; i < 60; i++) {
                store.put(PutRequest.of(KEY, value));
            }
            store.compact(new CompactRequest(60, true));
            session.defragment();
            assertThat(folder.resolve("etcd")).isDirectoryContaining("glob:**.snap");
            store.put(PutRequest.of(KEY, value));
            long before = store.status().dbSizeBytes();
            session.defragment(); // the log stays as long as the older of two snapshots needs it
            assertThat(store.status().dbSizeBytes()).isLessThan(before / 2);
            session.defragment(); // nothing is left to do
            assertThat(store.get(KEY)).isNotNull();
        }
    }

    @Test
    void defragmentingAStoreThatIsClosedIsRefused() throws IOException {
        EmbeddedStore store = EmbeddedStore.open(config());
        store.close();
        assertThatThrownBy(() -> store.member().as(Caller.UNKNOWN).defragment()).isInstanceOf(EtcdException.class);
    }

    @Test
    void whoWaitsForPruningIsToldAtItsEndAndNotBefore() {
        StateMachine machine = StateMachine.empty();
        for (int i = 0; i < 10_000; i++) {
            var _ = machine.apply(PutRequest.of(KEY, KEY), 0);
        }
        var _ = machine.apply(new CompactRequest(10_000, true), 0);
        Pruning pruning = new Pruning(machine);
        CompletableFuture<Void> done = pruning.done();
        assertThat(pruning.step(true)).as("somebody reads history").isFalse();
        assertThat(pruning.isAwaited()).isTrue();
        int steps = 0;
        while (pruning.step(false)) {
            assertThat(done).isNotDone();
            steps++;
        }
        assertThat(steps).isPositive();
        assertThat(done).isCompleted();
        assertThat(pruning.isAwaited()).isFalse();

        CompletableFuture<Void> never = pruning.done();
        pruning.stop();
        assertThat(never).isCompletedExceptionally();
    }

    @Test
    void aWriteThatUsersWereAskedForMeanwhileIsRefused() throws Exception {
        TurnedWorkers workers = new TurnedWorkers();
        EmbeddedStore store = EmbeddedStore.open(config(), new MemoryDirectory(), () -> {}, () -> 0, workers);
        CompletableFuture<Void> usersAskedFor = CompletableFuture.allOf(
                store.submit(new AuthRequest.UserAdd("root", "", true)),
                store.submit(new AuthRequest.RoleAdd("root")),
                store.submit(new AuthRequest.UserGrantRole("root", "root")),
                store.submit(new AuthRequest.Enable()));
        FutureTask<String> put = new FutureTask<>(() -> {
            try (Session session = store.member().as(Caller.UNKNOWN)) {
                return session.put(PutRequest.of(KEY, KEY)).toString();
            } catch (EtcdException e) {
                return String.valueOf(e.getMessage());
            }
        });
        Thread client = Thread.ofPlatform().start(put);
        while (client.getState() != Thread.State.WAITING) { // until its record is behind the one that asks for users
            Thread.sleep(1);
        }
        while (!put.isDone()) {
            workers.turn();
        }
        assertThat(usersAskedFor).isCompleted();
        assertThat(put.get()).isEqualTo("etcdserver: user name is empty");
        assertThat(store.get(KEY)).isNull();
        store.close();
    }
}
