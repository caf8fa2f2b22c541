package dev.carafe.kubernetes.apiserver.registry.printers;

import dev.carafe.kubernetes.api.apps.v1.ControllerRevision;
import dev.carafe.kubernetes.api.apps.v1.DaemonSet;
import dev.carafe.kubernetes.api.apps.v1.Deployment;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSet;
import dev.carafe.kubernetes.api.apps.v1.StatefulSet;
import dev.carafe.kubernetes.api.batch.v1.CronJob;
import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.core.v1.ReplicationController;
import dev.carafe.kubernetes.api.meta.v1.OwnerReference;
import dev.carafe.kubernetes.apimachinery.duration.Ago;
import dev.carafe.kubernetes.apimachinery.duration.HumanDuration;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Rows of the kinds that make pods. */
public final class WorkloadCells {
    private WorkloadCells() {}

    /** Name, Ready, Up-to-date, Available, Age, Containers, Images, Selector. */
    public static List<Object> deployment(Deployment deployment) {
        var containers = deployment.spec().template().spec().containers();
        return List.of(
                deployment.name(),
                deployment.status().readyReplicas() + "/" + deployment.spec().replicas(),
                (long) deployment.status().updatedReplicas(),
                (long) deployment.status().availableReplicas(),
                Cell.age(deployment.metadata()),
                Cell.containerNames(containers),
                Cell.images(containers),
                Cell.selector(deployment.spec().selector()));
    }

    /** Name, Desired, Current, Ready, Age, Containers, Images, Selector. */
    public static List<Object> replicaSet(ReplicaSet set) {
        var containers = set.spec().template().spec().containers();
        return List.of(
                set.name(),
                (long) set.spec().replicas(),
                (long) set.status().replicas(),
                (long) set.status().readyReplicas(),
                Cell.age(set.metadata()),
                Cell.containerNames(containers),
                Cell.images(containers),
                Cell.selector(set.spec().selector()));
    }

    /** Name, Desired, Current, Ready, Age, Containers, Images, Selector. */
    public static List<Object> replicationController(ReplicationController controller) {
        var containers = controller.spec().template().spec().containers();
        return List.of(
                controller.name(),
                (long) controller.spec().replicas(),
                (long) controller.status().replicas(),
                (long) controller.status().readyReplicas(),
                Cell.age(controller.metadata()),
                Cell.containerNames(containers),
                Cell.images(containers),
                Cell.labels(controller.spec().selector()));
    }

    /** Name, Desired, Current, Ready, Up-to-date, Available, Node Selector, Age, Containers, Images, Selector. */
    public static List<Object> daemonSet(DaemonSet set) {
        var containers = set.spec().template().spec().containers();
        return List.of(
                set.name(),
                (long) set.status().desiredNumberScheduled(),
                (long) set.status().currentNumberScheduled(),
                (long) set.status().numberReady(),
                (long) set.status().updatedNumberScheduled(),
                (long) set.status().numberAvailable(),
                Cell.labels(set.spec().template().spec().nodeSelector()),
                Cell.age(set.metadata()),
                Cell.containerNames(containers),
                Cell.images(containers),
                Cell.selector(set.spec().selector()));
    }

    /** Name, Ready, Age, Containers, Images. */
    public static List<Object> statefulSet(StatefulSet set) {
        var containers = set.spec().template().spec().containers();
        return List.of(
                set.name(),
                set.status().readyReplicas() + "/" + set.spec().replicas(),
                Cell.age(set.metadata()),
                Cell.containerNames(containers),
                Cell.images(containers));
    }

    /** Name, Controller, Revision, Age. */
    public static List<Object> controllerRevision(ControllerRevision revision) {
        String controller = revision.metadata().ownerReferences().stream()
                .filter(OwnerReference::controller)
                .map(WorkloadCells::owner)
                .findFirst()
                .orElse(Cell.NONE);
        return List.of(revision.name(), controller, revision.revision(), Cell.age(revision.metadata()));
    }

    private static String owner(OwnerReference reference) {
        String group = GroupVersion.parse(reference.apiVersion()).group();
        return reference.kind().toLowerCase(java.util.Locale.ROOT) + (group.isEmpty() ? "" : "." + group) + "/"
                + reference.name();
    }

    /** Name, Status, Completions, Duration, Age, Containers, Images, Selector. */
    public static List<Object> job(Job job) {
        var containers = job.spec().template().spec().containers();
        int succeeded = job.status().succeeded();
        String completions;
        if (job.spec().hasCompletions()) {
            completions = succeeded + "/" + job.spec().completions();
        } else {
            int parallelism = job.spec().parallelism();
            completions = succeeded + "/1" + (parallelism > 1 ? " of " + parallelism : "");
        }
        Object duration =
                job.status().startTime().map(start -> lasted(start, job)).orElse("");
        return List.of(
                job.name(),
                jobStatus(job),
                completions,
                duration,
                Cell.age(job.metadata()),
                Cell.containerNames(containers),
                Cell.images(containers),
                Cell.selector(job.spec().selector()));
    }

    private static Object lasted(Instant start, Job job) {
        return job.status()
                .completionTime()
                .<Object>map(end -> HumanDuration.format(Duration.between(start, end)))
                .orElseGet(() -> Ago.of(start));
    }

    private static String jobStatus(Job job) {
        for (String type : List.of("Complete", "Failed")) {
            if (holds(job, type)) {
                return type;
            }
        }
        if (job.metadata().hasDeletionTimestamp()) {
            return "Terminating";
        }
        for (String type : List.of("Suspended", "FailureTarget", "SuccessCriteriaMet")) {
            if (holds(job, type)) {
                return type;
            }
        }
        return "Running";
    }

    private static boolean holds(Job job, String type) {
        return job.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals(type) && condition.status().equals("True"));
    }

    /** Name, Schedule, Timezone, Suspend, Active, Last Schedule, Age, Containers, Images, Selector. */
    public static List<Object> cronJob(CronJob job) {
        var template = job.spec().jobTemplate().spec();
        var containers = template.template().spec().containers();
        return List.of(
                job.name(),
                job.spec().schedule(),
                Cell.orNone(job.spec().timeZone()),
                job.spec().suspend() ? "True" : "False",
                (long) job.status().active().size(),
                job.status().lastScheduleTime().isPresent()
                        ? Cell.since(job.status().lastScheduleTime())
                        : Cell.NONE,
                Cell.age(job.metadata()),
                Cell.containerNames(containers),
                Cell.images(containers),
                Cell.orNone(Cell.selector(template.selector())));
    }
}
