package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionCondition;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the server writes into definitions of custom resources: conditions, and a finalizer. Functions only. */
public final class CustomResourceDefinitions {
    /** What keeps a deleted definition until its objects are gone. */
    public static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    public static final String NAMES_ACCEPTED = "NamesAccepted";
    public static final String ESTABLISHED = "Established";
    public static final String TERMINATING = "Terminating";
    public static final String APPROVED = "KubernetesAPIApprovalPolicyConformant";

    private CustomResourceDefinitions() {}

    public static Optional<CustomResourceDefinitionCondition> find(CustomResourceDefinition definition, String type) {
        return definition.status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    public static boolean isTrue(CustomResourceDefinition definition, String type) {
        return find(definition, type)
                .filter(condition -> condition.status().equals("True"))
                .isPresent();
    }

    public static CustomResourceDefinitionCondition condition(
            String type, boolean status, String reason, String message) {
        return new CustomResourceDefinitionCondition()
                .withType(type)
                .withStatus(status ? "True" : "False")
                .withReason(reason)
                .withMessage(message);
    }

    /** A status with a condition in the place of the one of its type, which has changed now if its status did. */
    public static CustomResourceDefinitionStatus with(
            CustomResourceDefinitionStatus status, CustomResourceDefinitionCondition condition, Instant now) {
        List<CustomResourceDefinitionCondition> conditions = new ArrayList<>(status.conditions());
        for (int i = 0; i < conditions.size(); i++) {
            CustomResourceDefinitionCondition before = conditions.get(i);
            if (before.type().equals(condition.type())) {
                boolean same = before.status().equals(condition.status());
                conditions.set(
                        i,
                        condition.withLastTransitionTime(
                                same ? before.lastTransitionTime().orElse(now) : now));
                return status.withConditions(conditions);
            }
        }
        conditions.add(condition.withLastTransitionTime(now));
        return status.withConditions(conditions);
    }

    /** A definition with a condition in its status. */
    public static CustomResourceDefinition withCondition(
            CustomResourceDefinition definition, CustomResourceDefinitionCondition condition, Instant now) {
        return definition.withStatus(with(definition.status(), condition, now));
    }
}
