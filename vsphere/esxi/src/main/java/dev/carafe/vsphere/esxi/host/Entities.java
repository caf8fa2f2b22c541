package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all entities of the inventory have. Pure. */
final class Entities {
    /** The role of administrators. */
    private static final int ADMIN = -1;

    private Entities() {}

    /** @param parent null for the root */
    static <P extends ManagedEntityProperties> P common(
            Class<P> type,
            P properties,
            @Nullable ManagedObjectReference<? extends ManagedEntity> parent,
            String name) {
        return type.cast(properties
                .withParent(parent)
                .withName(name)
                .withOverallStatus(ManagedEntityStatus.GREEN)
                .withConfigStatus(ManagedEntityStatus.GREEN)
                .withEffectiveRole(List.of(ADMIN))
                .withAlarmActionsEnabled(false));
    }
}
