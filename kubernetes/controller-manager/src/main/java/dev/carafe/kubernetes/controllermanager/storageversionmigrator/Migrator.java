package dev.carafe.kubernetes.controllermanager.storageversionmigrator;

import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.api.storagemigration.v1.StorageVersionMigration;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.Discovery;
import dev.carafe.kubernetes.client.GenericObject;
import dev.carafe.kubernetes.client.ListOptions;
import dev.carafe.kubernetes.client.ObjectList;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.WriteOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Has all objects written anew that are older than a migration: each is patched with no more than its own resource version, and the
 * server stores what it would store now. Upstream takes the objects from its garbage collector's cache; here they are listed.
 */
final class Migrator {
    private static final String MANAGER = "storage-version-migrator-controller";
    private static final int PAGE = 500;
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final Client client;
    private final Migrations migrations;

    Migrator(Client client, Migrations migrations) {
        this.client = client;
        this.migrations = migrations;
    }

    /** @return after how long to look again; zero for not before it changes */
    Duration reconcile(String name) {
        StorageVersionMigration migration = migrations.get(name);
        if (migration == null
                || MigrationConditions.isOver(migration)
                || migration.status().resourceVersion().isEmpty()) {
            return Duration.ZERO;
        }
        Optional<Discovery.Served> served = migrations.served(migration);
        if (served.isPresent()) {
            migrate(migration, served.get().type());
            return Duration.ZERO;
        }
        if (migrations.mayComeStill(migration)) {
            return RETRY;
        }
        fail(migration, "migration encountered unhandled error: unable to obtain GVR from discovery");
        return Duration.ZERO;
    }

    private void fail(StorageVersionMigration migration, String why) {
        migrations.say(migration, MigrationConditions.failed(migration, why, migrations.now()));
    }

    /** An object that is to be written anew, as it was listed. */
    private record Candidate(String namespace, String name, String resourceVersion) {}

    /**
     * What a resource has.
     *
     * @param old the objects that are older than the migration
     * @param total how many there are
     */
    private record Found(List<Candidate> old, long total) {}

    private void migrate(StorageVersionMigration migration, ResourceType<GenericObject> type) {
        ResourceClient<GenericObject> objects = client.of(type);
        Found found = find(objects, Long.parseLong(migration.status().resourceVersion()));
        long left = found.old().size();
        for (Candidate candidate : found.old()) {
            try {
                patch(objects, candidate);
            } catch (ConnectionException e) {
                sayTrouble(migration, left, found.total(), String.valueOf(e.getMessage()));
                throw e;
            } catch (StatusError e) {
                if (isTransient(e)) {
                    sayTrouble(migration, left, found.total(), String.valueOf(e.getMessage()));
                    throw e;
                }
                StorageVersionMigration counted =
                        MigrationConditions.running(migration, left, found.total(), "", migrations.now());
                migrations.say(
                        migration,
                        MigrationConditions.failed(
                                counted,
                                left + "/" + found.total()
                                        + " not yet migrated. migration encountered unhandled error: "
                                        + e.getMessage(),
                                migrations.now()));
                return;
            }
            left--;
        }
        StorageVersionMigration counted =
                MigrationConditions.running(migration, left, found.total(), "", migrations.now());
        migrations.say(migration, MigrationConditions.succeeded(counted, migrations.now()));
    }

    private void sayTrouble(StorageVersionMigration migration, long left, long total, String trouble) {
        migrations.say(migration, MigrationConditions.running(migration, left, total, trouble, migrations.now()));
    }

    private static Found find(ResourceClient<GenericObject> objects, long checkpoint) {
        List<Candidate> old = new ArrayList<>();
        long total = 0;
        String token = "";
        do {
            ObjectList<GenericObject> page = objects.list("", ListOptions.ALL.page(PAGE, token));
            for (GenericObject object : page.items()) {
                total++;
                String version = object.metadata().resourceVersion();
                if (Long.parseLong(version) <= checkpoint) {
                    old.add(new Candidate(object.namespace(), object.name(), version));
                }
            }
            token = page.continueToken();
        } while (!token.isEmpty());
        return new Found(old, total);
    }

    private static void patch(ResourceClient<GenericObject> objects, Candidate candidate) {
        Struct nothing = Struct.builder()
                .put("apiVersion", objects.type().apiVersion())
                .put("kind", objects.type().kind())
                .put("metadata", Struct.of("resourceVersion", candidate.resourceVersion()))
                .build();
        try {
            objects.patch(
                    candidate.namespace(),
                    candidate.name(),
                    PatchType.MERGE,
                    nothing,
                    "",
                    WriteOptions.manager(MANAGER));
        } catch (StatusError e) {
            if (e.code() != 404 && e.code() != 409) { // deleted, or written anew by somebody else
                throw e;
            }
        }
    }

    /** Whether the same request may succeed later. */
    private static boolean isTransient(StatusError error) {
        return switch (error.reason()) {
            case SERVER_TIMEOUT, TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE, INTERNAL_ERROR, TIMEOUT -> true;
            default -> false;
        };
    }
}
