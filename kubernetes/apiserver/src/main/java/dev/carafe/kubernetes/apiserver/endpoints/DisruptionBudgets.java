package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.meta.v1.Condition;
import dev.carafe.kubernetes.api.policy.v1.PodDisruptionBudget;
import dev.carafe.kubernetes.api.policy.v1.PodDisruptionBudgetStatus;
import dev.carafe.kubernetes.apimachinery.errors.StatusCause;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.labels.LabelSelector;
import dev.carafe.kubernetes.apimachinery.labels.SelectorException;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.Times;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.generic.ObjectStore;
import dev.carafe.kubernetes.apiserver.generic.Preconditions;
import dev.carafe.kubernetes.apiserver.generic.WriteContext;
import dev.carafe.kubernetes.apiserver.storage.SelectionPredicate;
import dev.carafe.kubernetes.apiserver.storage.StorageKeys;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The budgets that say how many pods may be missing, and what an eviction takes from one (pkg/registry/core/pod/storage). */
final class DisruptionBudgets {
    /** More pods that were let go and are not yet known to be gone mean that nobody watches the budget. */
    private static final int DISRUPTED_MAX = 2000;

    private static final String ALLOWED = "DisruptionAllowed";
    private static final String VIOLATED = "Cannot evict pod as it would violate the pod's disruption budget.";
    private static final String NOT_NOW = " does not allow evicting pods currently";
    private static final int STALE_RETRY_SECONDS = 10;

    /** Who writes for evictions, as far as ownership of fields goes. */
    private static final String MANAGER = "kube-apiserver";

    private final ResourceTable resources;
    private final FieldManagers managers;

    DisruptionBudgets(ResourceTable resources, FieldManagers managers) {
        this.resources = resources;
        this.managers = managers;
    }

    /** What guards a pod. */
    sealed interface Guard {
        /** No budget. */
        record None() implements Guard {}

        /** More than one budget, of which upstream cannot choose. */
        record Several() implements Guard {}

        /** A budget that asks nothing of this pod, since it is not healthy. */
        record OfHealthyOnly(String budget) implements Guard {}

        /** A budget that must give one. */
        record One(String budget) implements Guard {}
    }

    private ServedResource served() {
        return resources.findStored("policy", "poddisruptionbudgets").orElseThrow();
    }

    Guard guarding(WriteContext context, Pod pod) {
        ObjectStore budgets = ResourceEndpoint.store(served());
        List<PodDisruptionBudget> covering = budgets
                .cache()
                .list(
                        StorageKeys.inNamespace(budgets.resource().prefix(), context.namespace()),
                        budgets.storage().currentRevision(),
                        SelectionPredicate.EVERYTHING)
                .items()
                .stream()
                .map(StoredObject::tree)
                .filter(budget -> covers(budget, ObjectMetas.of(pod.struct()).struct("labels")))
                .map(PodDisruptionBudget::new)
                .toList();
        return switch (covering.size()) {
            case 0 -> new Guard.None();
            case 1 -> guardOf(covering.getFirst(), pod);
            default -> new Guard.Several();
        };
    }

    private static Guard guardOf(PodDisruptionBudget budget, Pod pod) {
        PodDisruptionBudgetStatus status = budget.status();
        boolean ready = pod.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
        boolean enough = status.desiredHealthy() > 0 && status.currentHealthy() >= status.desiredHealthy();
        boolean always = budget.spec().unhealthyPodEvictionPolicy().equals("AlwaysAllow");
        return !ready && (always || enough) ? new Guard.OfHealthyOnly(budget.name()) : new Guard.One(budget.name());
    }

    private static boolean covers(Struct budget, @Nullable Struct labels) {
        Struct spec = budget.struct("spec");
        try {
            LabelSelector selector = LabelSelector.ofTree(spec == null ? null : spec.struct("selector"));
            return !selector.isNothing() && selector.matches(labels);
        } catch (SelectorException _) {
            return false;
        }
    }

    /**
     * Takes one disruption from a budget, and notes there which pod it was for.
     *
     * @throws StatusError 429 when the budget has none left or is not up to date, 403 when it is not to be trusted
     */
    void take(WriteContext context, String budget, String pod) {
        ServedResource served = served();
        ObjectStore budgets = ResourceEndpoint.store(served);
        WriteContext charge = new WriteContext(
                context.user(), context.namespace(), budget, "status", context.dryRun(), context.warnings());
        budgets.update(charge, Preconditions.NONE, current -> {
            Struct live = current.orElseThrow();
            Struct charged =
                    charged(new PodDisruptionBudget(live), pod, budgets.clock().instant());
            return managers.update(served, "status", live, charged, MANAGER);
        });
    }

    private static Struct charged(PodDisruptionBudget budget, String pod, Instant now) {
        PodDisruptionBudgetStatus status = budget.status();
        if (status.observedGeneration() < budget.metadata().generation()) {
            throw stillProcessed(budget.name());
        }
        if (status.disruptionsAllowed() < 0) {
            throw untrusted(
                    budget.name(), "pdb disruptions allowed is negative", "pdb disruptions allowed is negative");
        }
        if (status.disruptedPods().size() > DISRUPTED_MAX) {
            throw untrusted(
                    budget.name(),
                    "DisruptedPods map too big - too many evictions not confirmed by PDB controller",
                    "too many pending evictions not confirmed by PDB controller");
        }
        if (status.disruptionsAllowed() == 0) {
            throw StatusError.tooManyRequests(VIOLATED, 0).withCause(cause(whyNot(budget)));
        }
        PodDisruptionBudgetStatus left = status.withDisruptionsAllowed(status.disruptionsAllowed() - 1);
        if (left.disruptionsAllowed() == 0) {
            left = left.withConditions(insufficient(left, now));
        }
        Struct tree = left.struct();
        Struct disrupted = Objects.requireNonNullElse(tree.struct("disruptedPods"), Struct.EMPTY);
        return budget.struct().with("status", tree.with("disruptedPods", disrupted.with(pod, Times.format(now))));
    }

    /** The conditions once the budget has nothing left. */
    private static List<Condition> insufficient(PodDisruptionBudgetStatus status, Instant now) {
        List<Condition> conditions = new ArrayList<>(status.conditions());
        Optional<Condition> before = allowed(status);
        boolean same =
                before.filter(condition -> condition.status().equals("False")).isPresent();
        Condition none = before.orElse(new Condition().withType(ALLOWED))
                .withStatus("False")
                .withReason("InsufficientPods")
                .withMessage("")
                .withObservedGeneration(status.observedGeneration());
        none = same ? none : none.withLastTransitionTime(now);
        if (before.isPresent()) {
            conditions.set(conditions.indexOf(before.get()), none);
        } else {
            conditions.add(none);
        }
        return conditions;
    }

    private static Optional<Condition> allowed(PodDisruptionBudgetStatus status) {
        return status.conditions().stream()
                .filter(condition -> condition.type().equals(ALLOWED))
                .findFirst();
    }

    private static String whyNot(PodDisruptionBudget budget) {
        PodDisruptionBudgetStatus status = budget.status();
        String about = "The disruption budget " + budget.name();
        Condition told = allowed(status)
                .filter(condition -> condition.status().equals("False")
                        && !condition.message().isEmpty())
                .orElse(null);
        if (told != null && told.reason().equals("SyncFailed")) {
            return about + NOT_NOW + " because it failed sync: " + told.message();
        }
        if (status.currentHealthy() <= status.desiredHealthy()) {
            return about + " needs " + status.desiredHealthy() + " healthy pods and has " + status.currentHealthy()
                    + " currently";
        }
        return told == null ? about + NOT_NOW : about + NOT_NOW + " (" + told.reason() + "): " + told.message();
    }

    /** What is told of a budget whose controller has not seen what it says now. */
    static StatusError stillProcessed(String budget) {
        return StatusError.tooManyRequests(VIOLATED, STALE_RETRY_SECONDS)
                .withCause(cause("The disruption budget " + budget + " is still being processed by the server."));
    }

    private static StatusError untrusted(String budget, String why, String cause) {
        return StatusError.forbidden(new GroupResource("policy", "poddisruptionbudget"), budget, why)
                .withCause(cause("The disruption budget " + budget + NOT_NOW + ": " + cause));
    }

    private static StatusCause cause(String message) {
        return new StatusCause("DisruptionBudget", message, "");
    }
}
