package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionCondition;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionNames;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionStatus;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apiserver.registry.CustomResourceDefinitions;
import dev.carafe.kubernetes.apiserver.registry.validation.extension.ApiApproval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the server says of a definition: which of its names nobody else has, whether it is served, and whether a group of
 * Kubernetes' own was approved (apiextensions-apiserver/pkg/controller/{status,establish,apiapproval}). Pure.
 */
final class DefinitionStatus {
    private final CustomResourceDefinition definition;
    private final Set<String> resources = new HashSet<>();
    private final Set<String> kinds = new HashSet<>();
    private CustomResourceDefinitionNames accepted;
    private String reason = "";
    private String conflict = "";

    private DefinitionStatus(CustomResourceDefinition definition, Collection<CustomResourceDefinition> all) {
        this.definition = definition;
        this.accepted = definition.status().acceptedNames();
        all.stream()
                .filter(other -> !other.name().equals(definition.name())
                        && other.spec().group().equals(definition.spec().group()))
                .map(other -> other.status().acceptedNames())
                .forEach(names -> {
                    resources.add(names.plural());
                    resources.add(names.singular());
                    resources.addAll(names.shortNames());
                    kinds.add(names.kind());
                    kinds.add(names.listKind());
                });
    }

    /**
     * The status that a definition should have.
     *
     * @param all the definitions that there are; the one of its own name is left out
     */
    static CustomResourceDefinitionStatus of(
            CustomResourceDefinition definition, Collection<CustomResourceDefinition> all, Instant now) {
        return new DefinitionStatus(definition, all).next(now);
    }

    private CustomResourceDefinitionStatus next(Instant now) {
        CustomResourceDefinitionNames asked = definition.spec().names();
        CustomResourceDefinitionNames before = definition.status().acceptedNames();
        if (isFree("PluralConflict", asked.plural(), before.plural(), resources)) {
            accepted = accepted.withPlural(asked.plural());
        }
        if (isFree("SingularConflict", asked.singular(), before.singular(), resources)) {
            accepted = accepted.withSingular(asked.singular());
        }
        shortNames(asked.shortNames(), before.shortNames());
        if (isFree("KindConflict", asked.kind(), before.kind(), kinds)) {
            accepted = accepted.withKind(asked.kind());
        }
        if (isFree("ListKindConflict", asked.listKind(), before.listKind(), kinds)) {
            accepted = accepted.withListKind(asked.listKind());
        }
        accepted = asked.categories().isEmpty()
                ? accepted.withoutCategories()
                : accepted.withCategories(asked.categories());
        CustomResourceDefinitionStatus status = definition.status().withAcceptedNames(accepted);
        Optional<CustomResourceDefinitionCondition> approval = approval();
        if (approval.isPresent()) {
            status = CustomResourceDefinitions.with(status, approval.get(), now);
        }
        boolean free = reason.isEmpty();
        status = CustomResourceDefinitions.with(
                status,
                free
                        ? CustomResourceDefinitions.condition(
                                CustomResourceDefinitions.NAMES_ACCEPTED, true, "NoConflicts", "no conflicts found")
                        : CustomResourceDefinitions.condition(
                                CustomResourceDefinitions.NAMES_ACCEPTED, false, reason, conflict),
                now);
        if (free
                || CustomResourceDefinitions.isTrue(
                        definition, CustomResourceDefinitions.ESTABLISHED)) { // once served, it stays so
            return CustomResourceDefinitions.isTrue(definition, CustomResourceDefinitions.ESTABLISHED)
                    ? status
                    : CustomResourceDefinitions.with(
                            status,
                            CustomResourceDefinitions.condition(
                                    CustomResourceDefinitions.ESTABLISHED,
                                    true,
                                    "InitialNamesAccepted",
                                    "the initial names have been accepted"),
                            now);
        }
        return CustomResourceDefinitions.with(
                status,
                CustomResourceDefinitions.condition(
                        CustomResourceDefinitions.ESTABLISHED, false, "NotAccepted", "not all names are accepted"),
                now);
    }

    private boolean isFree(String otherwise, String asked, String mine, Set<String> taken) {
        if (asked.equals(mine) || !taken.contains(asked)) {
            return true;
        }
        reason = otherwise;
        conflict = Quoted.of(asked) + " is already in use";
        return false;
    }

    private void shortNames(List<String> asked, List<String> mine) {
        List<String> taken = new ArrayList<>();
        for (String name : asked) {
            if (!mine.contains(name) && resources.contains(name)) {
                taken.add(Quoted.of(name) + " is already in use");
            }
        }
        if (taken.isEmpty()) {
            accepted = asked.isEmpty() ? accepted.withoutShortNames() : accepted.withShortNames(asked);
        } else {
            reason = "ShortNamesConflict";
            conflict = taken.size() == 1 ? taken.getFirst() : "[" + String.join(", ", taken) + "]";
        }
    }

    /** What is said of a group that belongs to Kubernetes; nothing of others. */
    private Optional<CustomResourceDefinitionCondition> approval() {
        String group = definition.spec().group();
        if (!ApiApproval.isNeeded(group)) {
            return Optional.empty();
        }
        String said = definition.metadata().annotations().getOrDefault(ApiApproval.ANNOTATION, "");
        if (said.isEmpty()) {
            return Optional.of(approval(false, "MissingAnnotation", ApiApproval.MISSING));
        }
        if (said.startsWith("unapproved")) {
            return Optional.of(approval(false, "UnapprovedAnnotation", "not approved: " + Quoted.of(said)));
        }
        return Optional.of(
                ApiApproval.isApproved(said)
                        ? approval(true, "ApprovedAnnotation", "approved in " + said)
                        : approval(false, "InvalidAnnotation", ApiApproval.NO_ANSWER));
    }

    private static CustomResourceDefinitionCondition approval(boolean status, String reason, String message) {
        return CustomResourceDefinitions.condition(CustomResourceDefinitions.APPROVED, status, reason, message);
    }
}
