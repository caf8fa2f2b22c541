package dev.carafe.kubernetes.controllermanager.storageversionmigrator;

import dev.carafe.kubernetes.api.storagemigration.v1.StoragemigrationV1;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Runs the migrations that there are. */
public final class StorageVersionMigratorController implements Controller {
    /** How many resources are migrated at a time. */
    private static final int MIGRATORS = 5;

    private final RateLimitingQueue<GroupResource> resources;
    private final RateLimitingQueue<String> unset;
    private final RateLimitingQueue<String> unmigrated;
    private final MigrationRunner runner;
    private final CheckpointSetter checkpoints;
    private final Migrator migrator;
    private final List<Workers<?>> workers = new ArrayList<>();

    public StorageVersionMigratorController(ControllerContext context) {
        resources = new RateLimitingQueue<>(context.clock());
        unset = new RateLimitingQueue<>(context.clock());
        unmigrated = new RateLimitingQueue<>(context.clock());
        var informer = context.informers().informer(StoragemigrationV1.STORAGEVERSIONMIGRATIONS);
        Migrations migrations = new Migrations(context.client(), informer.lister(), context.clock());
        runner = new MigrationRunner(migrations, new MigratingDefinitions(context.client()));
        checkpoints = new CheckpointSetter(context.client(), migrations);
        migrator = new Migrator(context.client(), migrations);
        informer.addHandler(ResourceHandler.ofAny(migration -> {
            resources.add(Migrations.resource(migration));
            unset.add(migration.name());
            unmigrated.add(migration.name());
        }));
    }

    @Override
    public void start() {
        workers.add(Workers.start("migration-runner-controller", 1, resources, runner::reconcile));
        workers.add(Workers.start(
                "resource-version-controller", 1, unset, name -> again(unset, name, checkpoints::reconcile)));
        workers.add(Workers.start(
                "storage-version-migrator-controller",
                MIGRATORS,
                unmigrated,
                name -> again(unmigrated, name, migrator::reconcile)));
    }

    private static void again(RateLimitingQueue<String> queue, String name, Function<String, Duration> look) {
        Duration later = look.apply(name);
        if (later.isPositive()) {
            queue.addAfter(name, later);
        }
    }

    @Override
    public void close() {
        workers.forEach(Workers::close);
    }
}
