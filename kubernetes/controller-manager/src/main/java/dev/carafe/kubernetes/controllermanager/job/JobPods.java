package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.batch.v1.BatchV1;
import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.EnvVar;
import dev.carafe.kubernetes.api.core.v1.EnvVarSource;
import dev.carafe.kubernetes.api.core.v1.ObjectFieldSelector;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.controllermanager.controller.Owners;
import dev.carafe.kubernetes.controllermanager.controller.PodControl;
import dev.carafe.kubernetes.controllermanager.controller.Pods;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A Job's pods, sorted by what they mean to it; no I/O.
 *
 * @param active neither ended nor being deleted
 * @param terminating being deleted and not ended
 * @param succeeded ended well and still to be counted, with the finalizer
 * @param failed ended badly, or being deleted, and still to be counted
 */
record JobPods(List<Pod> active, List<Pod> terminating, List<Pod> succeeded, List<Pod> failed) {
    static final String FINALIZER = "batch.kubernetes.io/job-tracking";
    private static final String UID_LABEL = "batch.kubernetes.io/controller-uid";
    private static final String NAME_LABEL = "batch.kubernetes.io/job-name";
    private static final int HOSTNAME_MAX = 63;
    private static final int GENERATED_BASE_MAX = 58;

    /** @param isCounted whether a pod needs no counting any more */
    static JobPods sort(Job job, Collection<Pod> pods, Predicate<Pod> isCounted) {
        boolean onlyWhenFailed = replacesOnlyFailed(job);
        JobPods sorted = new JobPods(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Pod pod : pods) {
            boolean counted = isCounted.test(pod);
            switch (pod.status().phase()) {
                case "Succeeded" -> add(sorted.succeeded(), pod, counted);
                case "Failed" -> add(sorted.failed(), pod, counted);
                default -> {
                    if (!Pods.isTerminating(pod)) {
                        sorted.active().add(pod);
                    } else {
                        sorted.terminating().add(pod);
                        add(sorted.failed(), pod, counted || onlyWhenFailed);
                    }
                }
            }
        }
        return sorted;
    }

    private static void add(List<Pod> pods, Pod pod, boolean counted) {
        if (!counted) {
            pods.add(pod);
        }
    }

    /** The pods to count now: without those that are kept until their indexes have others. */
    JobPods without(Optional<IndexFailures> failures) {
        return failures.map(known -> new JobPods(
                        active,
                        terminating,
                        succeeded,
                        failed.stream().filter(pod -> !known.isKept(pod)).toList()))
                .orElse(this);
    }

    /** Whether a pod that is being deleted is replaced only once it has ended. */
    static boolean replacesOnlyFailed(Job job) {
        return job.spec().podReplacementPolicy().equals("Failed");
    }

    /** Whether a pod is taken for failed: it is, or it is being deleted and need not be waited for. */
    static boolean isFailed(Job job, Pod pod) {
        String phase = pod.status().phase();
        return phase.equals("Failed")
                || (!replacesOnlyFailed(job) && Pods.isTerminating(pod) && !phase.equals("Succeeded"));
    }

    static boolean isTracked(Pod pod) {
        return pod.metadata().finalizers().contains(FINALIZER);
    }

    static boolean isIndexed(Job job) {
        return job.spec().completionMode().equals("Indexed");
    }

    static int parallelism(Job job) {
        return job.spec().hasParallelism() ? job.spec().parallelism() : 1;
    }

    /** A pod of the Job's template. */
    static Pod make(Job job) {
        Pod pod = PodControl.ofTemplate(
                job.spec().template(),
                job,
                Owners.controllerReference(job, BatchV1.JOBS.apiVersion(), BatchV1.JOBS.kind()));
        Map<String, String> labels = new LinkedHashMap<>(pod.metadata().labels());
        labels.putIfAbsent(UID_LABEL, job.metadata().uid());
        labels.putIfAbsent("controller-uid", job.metadata().uid());
        labels.putIfAbsent(NAME_LABEL, job.name());
        labels.putIfAbsent("job-name", job.name());
        List<String> finalizers = new ArrayList<>(pod.metadata().finalizers());
        finalizers.add(FINALIZER);
        return pod.withMetadata(pod.metadata().withLabels(labels).withFinalizers(finalizers));
    }

    /** A pod for one index: it is named after it and finds it in its environment. */
    static Pod make(Job job, int index) {
        return make(job, index, Map.of());
    }

    /** A pod for one index, with annotations more. */
    static Pod make(Job job, int index, Map<String, String> more) {
        Pod pod = make(job);
        String value = Integer.toString(index);
        Map<String, String> labels = new LinkedHashMap<>(pod.metadata().labels());
        labels.put(Indexes.ANNOTATION, value);
        Map<String, String> annotations = new LinkedHashMap<>(pod.metadata().annotations());
        annotations.put(Indexes.ANNOTATION, value);
        annotations.putAll(more);
        PodSpec spec = pod.spec().withContainers(withIndex(pod.spec().containers()));
        if (pod.spec().hasInitContainers()) {
            spec = spec.withInitContainers(withIndex(pod.spec().initContainers()));
        }
        String hostname = job.name() + "-" + index;
        return pod.withMetadata(pod.metadata()
                        .withGenerateName(baseName(job.name(), "-" + index + "-"))
                        .withLabels(labels)
                        .withAnnotations(annotations))
                .withSpec(spec.withHostname(
                        hostname.length() > HOSTNAME_MAX ? hostname.substring(0, HOSTNAME_MAX) : hostname));
    }

    /** The base of generated names, short enough for the server not to cut the index off. */
    private static String baseName(String job, String suffix) {
        int room = GENERATED_BASE_MAX - suffix.length();
        return (job.length() > room ? job.substring(0, room) : job) + suffix;
    }

    private static List<Container> withIndex(List<Container> containers) {
        EnvVar variable = new EnvVar()
                .withName("JOB_COMPLETION_INDEX")
                .withValueFrom(new EnvVarSource()
                        .withFieldRef(new ObjectFieldSelector()
                                .withApiVersion("v1")
                                .withFieldPath("metadata.labels['" + Indexes.ANNOTATION + "']")));
        List<Container> changed = new ArrayList<>();
        for (Container container : containers) {
            List<EnvVar> env = new ArrayList<>(container.env());
            if (env.stream().noneMatch(known -> known.name().equals(variable.name()))) {
                env.add(variable);
            }
            changed.add(container.withEnv(env));
        }
        return changed;
    }
}
