package dev.carafe.vsphere.vmomi.authorization;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedEntityEventArgument;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.RoleEventArgument;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.util.List;
import java.util.Map;

/** The events of roles and permissions that came, changed and went. */
record AuthorizationTrail(Events events, ObjectRegistry registry) {
    void roleAdded(Role role) {
        events.post(header -> header.event(
                "RoleAddedEvent", Map.of("role", argument(role), "privilegeList", List.copyOf(role.privileges()))));
    }

    void roleUpdated(Role role) {
        events.post(header -> header.event(
                "RoleUpdatedEvent", Map.of("role", argument(role), "privilegeList", List.copyOf(role.privileges()))));
    }

    void roleRemoved(Role role) {
        events.post(header -> header.event("RoleRemovedEvent", Map.of("role", argument(role))));
    }

    /** @param updated whether the principal had a permission there before */
    void granted(Grant grant, Role role, boolean updated) {
        events.post(
                grant.entity(),
                header -> header.event(
                        updated ? "PermissionUpdatedEvent" : "PermissionAddedEvent",
                        Map.of(
                                "entity", argument(grant.entity()),
                                "principal", grant.principal(),
                                "group", grant.group(),
                                "role", argument(role),
                                "propagate", grant.propagate())));
    }

    void taken(Grant grant) {
        events.post(
                grant.entity(),
                header -> header.event(
                        "PermissionRemovedEvent",
                        Map.of(
                                "entity", argument(grant.entity()),
                                "principal", grant.principal(),
                                "group", grant.group())));
    }

    private static RoleEventArgument argument(Role role) {
        return RoleEventArgument.builder().roleId(role.id()).name(role.name()).build();
    }

    private ManagedEntityEventArgument argument(
            ManagedObjectReference<? extends dev.carafe.vsphere.vim.vim25.ManagedEntity> entity) {
        String name = registry.properties(entity)
                .filter(ManagedEntityProperties.class::isInstance)
                .map(properties -> ((ManagedEntityProperties) properties).name())
                .orElse(entity.value());
        return new ManagedEntityEventArgument(name, entity);
    }
}
