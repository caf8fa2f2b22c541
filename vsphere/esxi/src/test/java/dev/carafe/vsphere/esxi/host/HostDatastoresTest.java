package dev.carafe.vsphere.esxi.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.testing.HostObjects;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The host's datastores as managed objects. */
@Timeout(60)
final class HostDatastoresTest {
    @TempDir
    Path folder;

    /** The view of a machine looks for its datastores while the registry is being changed. */
    @Test
    void whoeverChangesTheRegistryReadsThemWhileTheyAreLookedAtAgain() throws Exception {
        try (HostObjects host = new HostObjects(folder)) {
            HostDatastores datastores = new HostDatastores(
                    host.registry,
                    host.datastores,
                    new DatastoreBrowsers(host.datastores, host.disks, host.tasks),
                    new DatastoreList(folder.resolve("list")),
                    () -> Instant.EPOCH);
            FutureTask<Void> refresh = new FutureTask<>(datastores::refresh, null);
            Thread refreshing = new Thread(refresh, "refresh");
            CountDownLatch changing = new CountDownLatch(1);
            FutureTask<Boolean> change = new FutureTask<>(() -> {
                boolean[] found = {true};
                host.registry.change(_ -> {
                    changing.countDown();
                    while (refreshing.getState() != Thread.State.WAITING) {
                        Thread.onSpinWait(); // until it has its own lock and waits for the registry's
                    }
                    found[0] = datastores.byName("none").isPresent();
                });
                return found[0];
            });
            Thread.ofVirtual().start(change);
            changing.await();
            refreshing.start();
            assertThat(change.get(50, TimeUnit.SECONDS)).isFalse();
            // The objects around it, which it would tell, are not there; so far it came.
            assertThatThrownBy(refresh::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("no object");
        }
    }
}
