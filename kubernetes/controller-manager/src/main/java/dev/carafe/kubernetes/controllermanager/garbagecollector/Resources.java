package dev.carafe.kubernetes.controllermanager.garbagecollector;

import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.client.Discovery;
import dev.carafe.kubernetes.client.GenericObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The resources that can be collected, by the kind of their objects. */
final class Resources {
    /** Too many and too short-lived to follow. */
    private static final Set<String> IGNORED = Set.of("events");

    private final Map<GroupKind, ResourceType<GenericObject>> byKind = new LinkedHashMap<>();

    Resources(List<Discovery.Served> served) {
        for (Discovery.Served item : served) {
            boolean collectable = item.supports(List.of("delete", "list", "watch"))
                    && !IGNORED.contains(item.type().plural());
            if (collectable) {
                byKind.putIfAbsent(
                        new GroupKind(item.type().group(), item.type().kind()), item.type());
            }
        }
    }

    List<ResourceType<GenericObject>> all() {
        return List.copyOf(byKind.values());
    }

    Optional<ResourceType<GenericObject>> find(GroupKind kind) {
        return Optional.ofNullable(byKind.get(kind));
    }
}
