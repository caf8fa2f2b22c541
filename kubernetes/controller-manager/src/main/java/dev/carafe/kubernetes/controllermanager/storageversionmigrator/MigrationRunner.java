package dev.carafe.kubernetes.controllermanager.storageversionmigrator;

import dev.carafe.kubernetes.api.storagemigration.v1.StorageVersionMigration;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Lets one migration of a resource run at a time, the oldest first. */
final class MigrationRunner {
    private static final Comparator<StorageVersionMigration> OLDEST_FIRST = Comparator.comparing(
                    (StorageVersionMigration migration) ->
                            migration.metadata().creationTimestamp().orElse(Instant.EPOCH))
            .thenComparing(StorageVersionMigration::name);

    private final Migrations migrations;
    private final MigratingDefinitions definitions;

    MigrationRunner(Migrations migrations, MigratingDefinitions definitions) {
        this.migrations = migrations;
        this.definitions = definitions;
    }

    void reconcile(GroupResource resource) {
        List<StorageVersionMigration> all = migrations.of(resource);
        all.stream()
                .filter(migration -> MigrationConditions.isRunning(migration) && MigrationConditions.isOver(migration))
                .forEach(this::end);
        boolean busy = all.stream()
                .anyMatch(migration ->
                        MigrationConditions.isRunning(migration) && !MigrationConditions.isOver(migration));
        if (!busy) {
            all.stream()
                    .filter(migration ->
                            !MigrationConditions.isRunning(migration) && !MigrationConditions.isOver(migration))
                    .min(OLDEST_FIRST)
                    .ifPresent(this::begin);
        }
    }

    private void end(StorageVersionMigration migration) {
        definitions.migrated(
                Migrations.resource(migration),
                MigrationConditions.isTrue(migration, MigrationConditions.SUCCEEDED),
                migrations.now());
        migrations.say(migration, MigrationConditions.ended(migration, migrations.now()));
    }

    private void begin(StorageVersionMigration migration) {
        definitions.migrating(Migrations.resource(migration), migration.name(), migrations.now());
        migrations.say(migration, MigrationConditions.running(migration, 0, 0, "", migrations.now()));
    }
}
