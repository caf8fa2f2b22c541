package dev.carafe.kubernetes.controllermanager.storageversionmigrator;

import dev.carafe.kubernetes.api.meta.v1.Condition;
import dev.carafe.kubernetes.api.storagemigration.v1.StorageVersionMigration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the status of a migration says. Pure. */
final class MigrationConditions {
    static final String RUNNING = "Running";
    static final String SUCCEEDED = "Succeeded";
    static final String FAILED = "Failed";

    private static final String RUNNING_REASON = "MigrationRunning";
    private static final String SUCCEEDED_REASON = "StorageVersionMigrationSucceeded";
    private static final String FAILED_REASON = "StorageVersionMigrationFailed";

    private MigrationConditions() {}

    static boolean isTrue(StorageVersionMigration migration, String type) {
        return find(migration.status().conditions(), type)
                .filter(condition -> condition.status().equals("True"))
                .isPresent();
    }

    static boolean isRunning(StorageVersionMigration migration) {
        return isTrue(migration, RUNNING);
    }

    /** Whether it has ended, well or not. */
    static boolean isOver(StorageVersionMigration migration) {
        return isTrue(migration, SUCCEEDED) || isTrue(migration, FAILED);
    }

    /**
     * The migration as one that runs.
     *
     * @param left how many objects are not yet migrated
     * @param total how many there are; 0 where nobody has counted
     * @param trouble why it has to be tried again, empty where it has not
     */
    static StorageVersionMigration running(
            StorageVersionMigration migration, long left, long total, String trouble, Instant now) {
        StringBuilder message = new StringBuilder("The migration is running");
        if (total > 0) {
            message.append(
                    left > 0
                            ? ", " + left + "/" + total + " objects not yet migrated"
                            : ", " + total + " objects verified migrated");
        }
        if (!trouble.isEmpty()) {
            message.append("; transient error: ").append(trouble);
        }
        return with(migration, condition(RUNNING, "True", RUNNING_REASON, message.toString()), now);
    }

    /** The migration as one that runs no more. */
    static StorageVersionMigration ended(StorageVersionMigration migration, Instant now) {
        Condition condition = condition(RUNNING, "False", "MigrationCompleted", "Migration completed")
                .withObservedGeneration(migration.metadata().generation());
        return with(migration, condition, now);
    }

    static StorageVersionMigration succeeded(StorageVersionMigration migration, Instant now) {
        return with(migration, condition(SUCCEEDED, "True", SUCCEEDED_REASON, "Migration completed"), now);
    }

    static StorageVersionMigration failed(StorageVersionMigration migration, String message, Instant now) {
        return with(migration, condition(FAILED, "True", FAILED_REASON, message), now);
    }

    private static Condition condition(String type, String status, String reason, String message) {
        return new Condition()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message);
    }

    /** With a condition in the place of that of its type, whose time stays as long as its status does. */
    private static StorageVersionMigration with(StorageVersionMigration migration, Condition condition, Instant now) {
        List<Condition> all = new ArrayList<>(migration.status().conditions());
        Optional<Condition> old = find(all, condition.type());
        Instant since = old.filter(known -> known.status().equals(condition.status()))
                .flatMap(Condition::lastTransitionTime)
                .orElse(now);
        Condition dated = condition.withLastTransitionTime(since);
        if (old.isEmpty()) {
            all.add(dated);
        } else {
            all.replaceAll(known -> known.type().equals(dated.type()) ? dated : known);
        }
        return migration.withStatus(migration.status().withConditions(all));
    }

    private static Optional<Condition> find(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }
}
