package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.endpoints.DisruptionBudgets.Guard;
import dev.carafe.kubernetes.apiserver.generic.DeleteOptions;
import dev.carafe.kubernetes.apiserver.generic.ObjectDeletion;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
import dev.carafe.kubernetes.apiserver.generic.ObjectStore;
import dev.carafe.kubernetes.apiserver.generic.Preconditions;
import dev.carafe.kubernetes.apiserver.generic.Result;
import dev.carafe.kubernetes.apiserver.generic.WriteContext;
import java.util.List;
import java.util.Objects;

/**
 * Evicting a pod: it is deleted where the budget that guards it allows that ({@code EvictionREST} of
 * pkg/registry/core/pod/storage). Unlike upstream, what a client's own preconditions forbid is told at once.
 */
final class PodEvictions {
    private static final GroupKind EVICTION = new GroupKind("policy", "Eviction");
    private static final GroupKind POD = new GroupKind("", "Pod");

    /** How upstream answers where several budgets guard a pod: without a reason. */
    private static final Struct SEVERAL = Struct.builder()
            .put("kind", "Status")
            .put("apiVersion", "v1")
            .put("metadata", Struct.EMPTY)
            .put("status", "Failure")
            .put(
                    "message",
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.")
            .put("code", 500L)
            .build();

    private static final Struct DISRUPTED = Struct.builder()
            .put("type", "DisruptionTarget")
            .put("status", "True")
            .put("reason", "EvictionByEvictionAPI")
            .put("message", "Eviction API: evicting")
            .build();

    /** How often a pod is looked at anew that another writer changed (upstream's EvictionsRetry). */
    private static final int ATTEMPTS_MAX = 20;

    private final DisruptionBudgets budgets;

    PodEvictions(ResourceTable resources, FieldManagers managers) {
        this.budgets = new DisruptionBudgets(resources, managers);
    }

    /** What is asked for. */
    private record Ask(WriteContext context, Struct options, ServedResource resource, ObjectStore pods) {
        String sentVersion() {
            Struct preconditions = Objects.requireNonNullElse(options.struct("preconditions"), Struct.EMPTY);
            return Objects.requireNonNullElse(preconditions.string("resourceVersion"), "");
        }
    }

    Reply evict(ApiRequest request, ServedResource resource, Struct sent) {
        ObjectStore pods = ResourceEndpoint.store(resource);
        WriteContext context = ResourceEndpoint.context(request, resource, request.isDryRun());
        Struct eviction = pods.admit(context, sent);
        if (!request.info().name().equals(ObjectMetas.text(eviction, "name"))) {
            throw StatusError.badRequest("name in URL does not match name in Eviction object");
        }
        Struct options = Objects.requireNonNullElse(eviction.struct("deleteOptions"), Struct.EMPTY);
        if (Boolean.TRUE.equals(options.get(DeleteOptionsReader.UNREAD))) {
            throw StatusError.invalid(
                    EVICTION,
                    context.name(),
                    List.of(FieldError.invalid(
                            FieldPath.of("deleteOptions").child(DeleteOptionsReader.UNREAD),
                            true,
                            "can not be set for pod eviction, try after removing the option")));
        }
        Ask ask = new Ask(dry(context, request, options), options, resource, pods);
        pods.validate(ask.context(), eviction);
        return evict(ask);
    }

    /** Whether nothing is to be done may be said of the request or in the eviction, or in both alike. */
    private static WriteContext dry(WriteContext context, ApiRequest request, Struct options) {
        List<?> said = options.get("dryRun") instanceof List<?> list ? list : List.of();
        if (said.isEmpty()) {
            return context;
        }
        List<String> asked = request.query().all("dryRun");
        if (!asked.isEmpty() && !said.equals(asked)) {
            throw StatusError.unknown(
                    "Non-matching dry-run options in request and content: " + go(asked) + " and " + go(said));
        }
        return new WriteContext(
                context.user(), context.namespace(), context.name(), context.subresource(), true, context.warnings());
    }

    private static String go(List<?> values) {
        return "[" + String.join(" ", values.stream().map(String::valueOf).toList()) + "]";
    }

    private Reply evict(Ask ask) {
        WriteContext context = ask.context();
        for (int attempt = 1; ; attempt++) {
            Pod pod =
                    new Pod(ask.pods().get(context.namespace(), context.name()).tree());
            if (!disruptsNobody(pod)) {
                return evictGuarded(ask, pod);
            }
            boolean pinned = ask.sentVersion().isEmpty() && !isOver(pod);
            try {
                delete(ask, pinned ? ObjectMetas.text(pod.struct(), "resourceVersion") : ask.sentVersion());
                return Reply.success(ask.resource());
            } catch (StatusError e) {
                if (!pinned || e.reason() != StatusReason.CONFLICT || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }

    /** What is over, ends or has not begun does nothing that could be disrupted. */
    private static boolean disruptsNobody(Pod pod) {
        return isOver(pod) || pod.status().phase().equals("Pending");
    }

    private static boolean isOver(Pod pod) {
        String phase = pod.status().phase();
        return phase.equals("Succeeded") || phase.equals("Failed") || ObjectMetas.isDeleting(pod.struct());
    }

    private Reply evictGuarded(Ask ask, Pod pod) {
        Guard guard = budgets.guarding(ask.context(), pod);
        boolean pinned = false;
        String budget = "";
        switch (guard) {
            case Guard.None() -> {}
            case Guard.Several() -> {
                return new Reply.Tree(500, ask.resource(), SEVERAL);
            }
            case Guard.OfHealthyOnly(String name) -> {
                pinned = true; // it must not become healthy meanwhile
                budget = name;
            }
            case Guard.One(String name) -> budgets.take(ask.context(), name, pod.name());
        }
        String version = pinned ? ObjectMetas.text(pod.struct(), "resourceVersion") : ask.sentVersion();
        try {
            delete(ask, version);
        } catch (StatusError e) {
            if (pinned
                    && e.reason() == StatusReason.CONFLICT
                    && ask.sentVersion().isEmpty()) {
                throw DisruptionBudgets.stillProcessed(budget);
            }
            throw e;
        }
        return Reply.success(ask.resource());
    }

    /**
     * Deletes the pod once it says why.
     *
     * @param version what it must be at; empty for any
     */
    private static void delete(Ask ask, String version) {
        WriteContext context = ask.context();
        Struct sent = Objects.requireNonNullElse(ask.options().struct("preconditions"), Struct.EMPTY);
        Preconditions asked = new Preconditions(Objects.requireNonNullElse(sent.string("uid"), ""), version);
        Preconditions known = asked;
        if (!context.dryRun()) {
            Result told = ask.pods().update(context.ofStatus(), Preconditions.NONE, current -> {
                Struct pod = current.orElseThrow();
                asked.checkDelete(POD, context.name(), pod);
                return PodConditions.with(pod, DISRUPTED, ask.pods().clock().instant());
            });
            if (!version.isEmpty()) {
                known = new Preconditions(asked.uid(), ObjectMetas.text(told.tree(), "resourceVersion"));
            }
        }
        DeleteOptions options =
                DeleteOptionsReader.ofPart(ask.options(), context.dryRun()).options();
        new ObjectDeletion(ask.pods())
                .delete(context, new DeleteOptions(options.gracePeriodSeconds(), known, options.propagation(), false));
    }
}
