package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.JobSpec;
import dev.carafe.kubernetes.api.core.v1.Affinity;
import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What of a job may not change, and what may while it is suspended (pkg/apis/batch/validation, pkg/registry/batch/job). */
public final class JobUpdateValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");

    /** Fields of a template that say where its pods may run. */
    private static final List<String> PLACES = List.of("nodeSelector", "tolerations", "schedulingGates");

    private JobUpdateValidator() {}

    public static void update(Job job, Job old, Capabilities capabilities, List<FieldError> errors) {
        JobSpec spec = job.spec();
        completions(spec, old.spec(), errors);
        unchanged(spec, old.spec(), "selector", errors);
        template(spec.template(), old, capabilities, errors);
        unchanged(spec, old.spec(), "completionMode", errors);
        unchanged(spec, old.spec(), "podFailurePolicy", errors);
        unchanged(spec, old.spec(), "backoffLimitPerIndex", errors);
        unchanged(spec, old.spec(), "managedBy", errors);
        unchanged(spec, old.spec(), "successPolicy", errors);
    }

    /** Completions of an indexed job may change together with its parallelism. */
    private static void completions(JobSpec spec, JobSpec old, List<FieldError> errors) {
        if (!spec.completionMode().equals("Indexed")) {
            unchanged(spec, old, "completions", errors);
            return;
        }
        boolean changed = spec.hasCompletions() && !same(spec, old, "completions");
        if (changed && spec.completions() != spec.parallelism()) {
            errors.add(FieldError.invalid(
                    SPEC.child("completions"),
                    (long) spec.completions(),
                    "can only be modified in tandem with spec.parallelism"));
        }
    }

    private static boolean same(JobSpec spec, JobSpec old, String field) {
        return Objects.equals(spec.struct().get(field), old.struct().get(field));
    }

    private static void unchanged(JobSpec spec, JobSpec old, String field, List<FieldError> errors) {
        if (!same(spec, old, field)) {
            errors.add(FieldError.invalid(SPEC.child(field), shown(spec, field), Check.IMMUTABLE));
        }
    }

    private static Object shown(JobSpec spec, String field) {
        Object value = spec.struct().get(field);
        return switch (field) {
            case "podFailurePolicy" -> value == null ? Null.NULL : JobPolicyForm.failure(spec.podFailurePolicy());
            case "successPolicy" -> value == null ? Null.NULL : JobPolicyForm.success(spec.successPolicy());
            default -> Objects.requireNonNullElse(value, Null.NULL);
        };
    }

    /** A job that is suspended, with none of its pods left, may get other places to run at and other amounts of resources. */
    private static void template(
            PodTemplateSpec template, Job old, Capabilities capabilities, List<FieldError> errors) {
        FieldPath path = SPEC.child("template");
        PodTemplateSpec before = old.spec().template();
        if (template.equals(before)) {
            return;
        }
        boolean idle = isIdle(old);
        boolean moves = capabilities.isEnabled("MutableSchedulingDirectivesForSuspendedJobs") ? idle : isUnstarted(old);
        boolean resizes = idle && capabilities.isEnabled("MutablePodResourcesForSuspendedJobs");
        if (!moves && !resizes) {
            Check.immutable(errors, path, template.struct(), before.struct());
            return;
        }
        PodSpec now = template.spec();
        PodSpec allowed = moves ? moved(before.spec(), now) : before.spec();
        allowed = resizes ? resized(allowed, now) : allowed;
        Check.immutable(errors, path.child("spec"), now.struct(), allowed.struct());
    }

    private static PodSpec moved(PodSpec before, PodSpec now) {
        PodSpec allowed = withAffinity(before, now);
        for (String field : PLACES) {
            allowed = new PodSpec(with(allowed.struct(), field, now.struct().get(field)));
        }
        return allowed;
    }

    private static PodSpec resized(PodSpec before, PodSpec now) {
        PodSpec allowed = before.hasContainers()
                ? before.withContainers(resources(before.containers(), now.containers()))
                : before;
        return allowed.hasInitContainers()
                ? allowed.withInitContainers(resources(allowed.initContainers(), now.initContainers()))
                : allowed;
    }

    private static boolean isUnstarted(Job old) {
        return old.spec().suspend() && !old.status().struct().has("startTime");
    }

    private static boolean isIdle(Job old) {
        boolean suspended = old.status().conditions().stream()
                .anyMatch(condition -> condition.type().equals("Suspended")
                        && condition.status().equals("True"));
        return old.spec().suspend()
                && (suspended || !old.status().struct().has("startTime"))
                && old.status().active() == 0;
    }

    /** The affinity to nodes may be another, or go, or come. */
    private static PodSpec withAffinity(PodSpec before, PodSpec now) {
        if (!now.hasAffinity()) {
            Affinity rest = before.affinity().withoutNodeAffinity();
            return !before.hasAffinity() || rest.struct().isEmpty()
                    ? before.withoutAffinity()
                    : before.withAffinity(rest);
        }
        Affinity affinity = before.hasAffinity() ? before.affinity() : new Affinity();
        return before.withAffinity(new Affinity(
                with(affinity.struct(), "nodeAffinity", now.affinity().struct().get("nodeAffinity"))));
    }

    private static Struct with(Struct struct, String field, @org.jspecify.annotations.Nullable Object value) {
        return value == null ? struct.without(field) : struct.with(field, value);
    }

    private static List<Container> resources(List<Container> before, List<Container> now) {
        if (before.size() != now.size()) {
            return before;
        }
        List<Container> allowed = new ArrayList<>(before.size());
        for (int i = 0; i < before.size(); i++) {
            Container container = before.get(i);
            boolean same = container.name().equals(now.get(i).name());
            allowed.add(
                    same
                            ? new Container(with(
                                    container.struct(),
                                    "resources",
                                    now.get(i).struct().get("resources")))
                            : container);
        }
        return allowed;
    }
}
