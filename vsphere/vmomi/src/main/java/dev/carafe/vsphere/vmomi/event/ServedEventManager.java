package dev.carafe.vsphere.vmomi.event;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.GeneralUserEvent;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityEventArgument;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import org.jspecify.annotations.Nullable;

/** Shows events, and posts those of clients. */
public final class ServedEventManager implements EventManager, ServedObject {
    /** How many collectors a session may have. */
    static final int COLLECTORS_MAX = 32;

    private final ManagedObjectReference<EventManager> reference;
    private final Events events;
    private final ObjectRegistry registry;

    ServedEventManager(ManagedObjectReference<EventManager> reference, Events events, ObjectRegistry registry) {
        this.reference = reference;
        this.events = events;
        this.registry = registry;
    }

    @Override
    public ManagedObjectReference<EventManager> reference() {
        return reference;
    }

    @Override
    public void logUserEvent(ManagedObjectReference<? extends ManagedEntity> entity, String msg) {
        if (!(registry.properties(entity).orElseThrow(() -> MissingObject.fault(entity))
                instanceof ManagedEntityProperties properties)) {
            throw MissingObject.fault(entity);
        }
        String name = properties.name() == null ? entity.value() : properties.name();
        events.post(
                entity,
                header -> GeneralUserEvent.builder()
                        .key(header.key())
                        .chainId(header.chainId())
                        .createdTime(header.createdTime())
                        .userName(header.userName())
                        .entity(new ManagedEntityEventArgument(name, entity))
                        .message(msg)
                        .build());
    }

    @Override
    public void postEvent(Event eventToPost, @Nullable TaskInfo taskInfo) {
        Event bare = eventToPost;
        events.post(header -> bare.withKey(header.key())
                .withChainId(taskInfo == null ? header.chainId() : taskInfo.eventChainId())
                .withCreatedTime(header.createdTime())
                .withUserName(bare.userName().isEmpty() ? header.userName() : bare.userName()));
    }
}
