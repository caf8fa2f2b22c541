package dev.carafe.kubernetes.apiserver.registry.printers;

import dev.carafe.kubernetes.api.apiserverinternal.v1alpha1.StorageVersion;
import dev.carafe.kubernetes.api.meta.v1.Condition;
import dev.carafe.kubernetes.api.storagemigration.v1.StorageVersionMigration;
import java.util.List;
import java.util.Set;

/** Rows of kinds that are about what is stored (kubernetes/pkg/printers/internalversion). */
public final class StoredVersionCells {
    private static final Set<String> OUTCOMES = Set.of("Running", "Failed", "Succeeded");

    private StoredVersionCells() {}

    /** Name, Resource, Status. */
    public static List<Object> migration(StorageVersionMigration migration) {
        var resource = migration.spec().resource();
        return List.of(
                migration.name(),
                resource.group().isEmpty() ? resource.resource() : resource.resource() + "." + resource.group(),
                migration.status().conditions().stream()
                        .filter(condition -> condition.status().equals("True"))
                        .map(Condition::type)
                        .filter(OUTCOMES::contains)
                        .reduce("Unknown", (_, last) -> last));
    }

    /** Name, CommonEncodingVersion, StorageVersions, Age. */
    public static List<Object> storageVersion(StorageVersion version) {
        var status = version.status();
        List<String> servers = status.storageVersions().stream()
                .map(server -> server.apiServerID() + "=" + server.encodingVersion())
                .toList();
        return List.of(
                version.name(),
                status.hasCommonEncodingVersion() ? status.commonEncodingVersion() : Cell.UNSET,
                servers.isEmpty() ? Cell.UNSET : Cell.firstThree(servers),
                Cell.age(version.metadata()));
    }
}
