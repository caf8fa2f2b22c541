package dev.carafe.kubernetes.controllermanager.storageversionmigrator;

import dev.carafe.kubernetes.api.storagemigration.v1.StorageVersionMigration;
import dev.carafe.kubernetes.api.storagemigration.v1.StoragemigrationV1;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.Discovery;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The migrations that there are, and what is said of them. Thread-safe. */
final class Migrations {
    /** For how long a resource of a new migration may be unknown still: its definition may be as new. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ResourceClient<StorageVersionMigration> client;
    private final Discovery discovery;
    private final Lister<StorageVersionMigration> known;
    private final Clock clock;

    Migrations(Client client, Lister<StorageVersionMigration> known, Clock clock) {
        this.client = client.of(StoragemigrationV1.STORAGEVERSIONMIGRATIONS);
        this.discovery = client.discovery();
        this.known = known;
        this.clock = clock;
    }

    static GroupResource resource(StorageVersionMigration migration) {
        return new GroupResource(
                migration.spec().resource().group(), migration.spec().resource().resource());
    }

    @Nullable
    StorageVersionMigration get(String name) {
        return known.get(new ObjectKey("", name));
    }

    List<StorageVersionMigration> of(GroupResource resource) {
        return known.list().stream()
                .filter(migration -> resource(migration).equals(resource))
                .toList();
    }

    Instant now() {
        return clock.instant();
    }

    /** Writes the status of a migration, where it says something new. */
    void say(StorageVersionMigration before, StorageVersionMigration after) {
        if (!before.equals(after)) {
            client.updateStatus(after);
        }
    }

    /** The resource of a migration, in the version that its group prefers. */
    Optional<Discovery.Served> served(StorageVersionMigration migration) {
        GroupResource resource = resource(migration);
        return discovery.preferredResources().stream()
                .filter(served -> served.type().group().equals(resource.group())
                        && served.type().plural().equals(resource.resource()))
                .findFirst();
    }

    /** Whether a resource that is not served may come still. */
    boolean mayComeStill(StorageVersionMigration migration) {
        Instant created = migration.metadata().creationTimestamp().orElse(Instant.EPOCH);
        return created.plus(PATIENCE).isAfter(clock.instant());
    }
}
