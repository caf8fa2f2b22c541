package dev.carafe.kubernetes.controllermanager.storageversionmigrator;

import dev.carafe.kubernetes.api.apiextensions.v1.ApiextensionsV1;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionCondition;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionStatus;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.WriteOptions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Says in the status of definitions that their objects are being migrated, and in which version they all are afterwards. */
final class MigratingDefinitions {
    private static final String MANAGER = "migration-runner-controller";
    private static final String CONDITION = "StorageMigrating";

    private final ResourceClient<CustomResourceDefinition> client;

    MigratingDefinitions(Client client) {
        this.client = client.of(ApiextensionsV1.CUSTOMRESOURCEDEFINITIONS);
    }

    /** A migration of a resource begins, which may be one of a definition. */
    void migrating(GroupResource resource, String migration, Instant now) {
        find(resource)
                .ifPresent(definition -> apply(
                        definition,
                        new CustomResourceDefinitionStatus(Struct.EMPTY)
                                .withConditions(List.of(condition(
                                        definition,
                                        "True",
                                        "MigrationRunning",
                                        "Migration " + migration + " is running",
                                        now)))));
    }

    /** A migration of a resource has ended. A definition that has changed since it began may have objects in several versions. */
    void migrated(GroupResource resource, boolean success, Instant now) {
        find(resource).ifPresent(definition -> {
            boolean unchanged = definition.status().conditions().stream()
                    .anyMatch(condition -> condition.type().equals(CONDITION)
                            && condition.observedGeneration()
                                    == definition.metadata().generation());
            String message = !success
                    ? "The migration has failed"
                    : "The migration has succeeded"
                            + (unchanged
                                    ? " and the stored versions have been updated"
                                    : " but the stored versions have not been updated due to a generation mismatch");
            String reason = success ? "MigrationSucceeded" : "MigrationFailed";
            CustomResourceDefinitionStatus status = new CustomResourceDefinitionStatus(Struct.EMPTY)
                    .withConditions(List.of(condition(definition, "False", reason, message, now)));
            apply(definition, unchanged ? status.withStoredVersions(storageVersion(definition)) : status);
        });
    }

    private static List<String> storageVersion(CustomResourceDefinition definition) {
        return definition.spec().versions().stream()
                .filter(CustomResourceDefinitionVersion::storage)
                .map(CustomResourceDefinitionVersion::name)
                .toList();
    }

    private Optional<CustomResourceDefinition> find(GroupResource resource) {
        return resource.group().isEmpty() ? Optional.empty() : client.find("", resource.toString());
    }

    private static CustomResourceDefinitionCondition condition(
            CustomResourceDefinition definition, String status, String reason, String message, Instant now) {
        return new CustomResourceDefinitionCondition(Struct.EMPTY)
                .withType(CONDITION)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(now)
                .withObservedGeneration(definition.metadata().generation());
    }

    /** Refused with a conflict where the definition has changed since it was read; then all is looked at again. */
    private void apply(CustomResourceDefinition definition, CustomResourceDefinitionStatus status) {
        ObjectMeta metadata = new ObjectMeta()
                .withName(definition.name())
                .withResourceVersion(definition.metadata().resourceVersion());
        Struct applied = Struct.builder()
                .put("apiVersion", client.type().apiVersion())
                .put("kind", client.type().kind())
                .put("metadata", metadata.struct())
                .put("status", status.struct())
                .build();
        client.patch(
                "",
                definition.name(),
                PatchType.APPLY,
                applied,
                "status",
                WriteOptions.manager(MANAGER).forced());
    }
}
