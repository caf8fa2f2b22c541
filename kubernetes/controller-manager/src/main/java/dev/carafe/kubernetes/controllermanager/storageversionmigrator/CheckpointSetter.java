package dev.carafe.kubernetes.controllermanager.storageversionmigrator;

import dev.carafe.kubernetes.api.storagemigration.v1.StorageVersionMigration;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Discovery;
import dev.carafe.kubernetes.client.ListOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Says of each migration that runs at which resource version the store was when it began: what is written later is written in the
 * new form anyway (upstream's resource version controller).
 */
final class CheckpointSetter {
    private static final List<String> NEEDED = List.of("update", "patch", "list");

    /** No namespace can be called so: a list of it has no objects, and the newest version. */
    private static final String NOWHERE = "@fake:svm_ns!";

    private static final Duration RETRY = Duration.ofSeconds(10);

    private final Client client;
    private final Migrations migrations;

    CheckpointSetter(Client client, Migrations migrations) {
        this.client = client;
        this.migrations = migrations;
    }

    /** @return after how long to look again; zero for not before it changes */
    Duration reconcile(String name) {
        StorageVersionMigration migration = migrations.get(name);
        if (migration == null
                || !MigrationConditions.isRunning(migration)
                || MigrationConditions.isOver(migration)
                || !migration.status().resourceVersion().isEmpty()) {
            return Duration.ZERO;
        }
        Optional<Discovery.Served> served = migrations.served(migration);
        if (served.isEmpty()) {
            if (migrations.mayComeStill(migration)) {
                return RETRY;
            }
            fail(migration, "resource does not exist in discovery");
        } else if (!served.get().supports(NEEDED)) {
            var type = served.get().type();
            fail(
                    migration,
                    "resource \"" + type.apiVersion() + ", Resource=" + type.plural()
                            + "\" does not support discovery operations: [" + String.join(" ", NEEDED) + "]");
        } else {
            String newest = client.of(served.get().type())
                    .list(served.get().type().namespaced() ? NOWHERE : "", ListOptions.ALL.page(1, ""))
                    .resourceVersion();
            migrations.say(migration, migration.withStatus(migration.status().withResourceVersion(newest)));
        }
        return Duration.ZERO;
    }

    private void fail(StorageVersionMigration migration, String why) {
        migrations.say(migration, MigrationConditions.failed(migration, why, migrations.now()));
    }
}
