package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.labels.LabelSelector;
import dev.carafe.kubernetes.apimachinery.labels.SelectorException;
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
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes a pod's disruption from the budget that covers it. */
final class DisruptionBudgets {
    private final ResourceTable resources;

    DisruptionBudgets(ResourceTable resources) {
        this.resources = resources;
    }

    /**
     * Takes one disruption.
     *
     * @throws StatusError 429 when the budget has none left, 500 when several budgets cover the pod
     */
    void take(ApiRequest request, Struct pod, boolean dryRun) {
        ObjectStore budgets = resources
                .findStored("policy", "poddisruptionbudgets")
                .flatMap(ServedResource::store)
                .orElseThrow();
        String namespace = request.info().namespace();
        Struct labels = ObjectMetas.of(pod).struct("labels");
        List<Struct> covering = budgets
                .cache()
                .list(StorageKeys.inNamespace(budgets.resource().prefix(), namespace), 0, SelectionPredicate.EVERYTHING)
                .items()
                .stream()
                .map(StoredObject::tree)
                .filter(budget -> covers(budget, labels))
                .toList();
        if (covering.isEmpty()) {
            return;
        }
        if (covering.size() > 1) {
            throw StatusError.internal(
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }
        WriteContext context = new WriteContext(
                request.user(),
                namespace,
                ObjectMetas.text(covering.getFirst(), "name"),
                "status",
                dryRun,
                request.warnings());
        budgets.update(
                context, Preconditions.NONE, current -> charge(current.orElseThrow(), ObjectMetas.text(pod, "name")));
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

    private static Struct charge(Struct budget, String pod) {
        Struct status = Objects.requireNonNullElse(budget.struct("status"), Struct.EMPTY);
        long allowed = status.get("disruptionsAllowed") instanceof Long number ? number : 0;
        boolean observed = ObjectMetas.of(budget).get("generation") instanceof Long generation
                && generation <= (status.get("observedGeneration") instanceof Long seen ? seen : 0);
        if (!observed || allowed <= 0) {
            throw StatusError.tooManyRequests(
                    "Cannot evict pod as it would violate the pod's disruption budget.", observed ? 0 : 10);
        }
        Struct disrupted = Objects.requireNonNullElse(status.struct("disruptedPods"), Struct.EMPTY);
        return budget.with(
                "status",
                status.with("disruptionsAllowed", allowed - 1)
                        .with("disruptedPods", disrupted.with(pod, Times.format(Instant.now()))));
    }
}
