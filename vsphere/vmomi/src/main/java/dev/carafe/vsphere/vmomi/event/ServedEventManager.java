package dev.carafe.vsphere.vmomi.event;

import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventArgDesc;
import dev.carafe.vsphere.vim.vim25.EventFilterSpec;
import dev.carafe.vsphere.vim.vim25.EventHistoryCollector;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.EventManagerEventViewSpec;
import dev.carafe.vsphere.vim.vim25.GeneralUserEvent;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityEventArgument;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.history.SessionCollectors;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.service.Call;
import dev.carafe.vsphere.vmomi.session.Session;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Shows events, and posts those of clients. */
public final class ServedEventManager implements EventManager, ServedObject {
    /** How many collectors a session may have. */
    static final int COLLECTORS_MAX = 32;

    /** How many events a query answers with unless it says otherwise. */
    private static final int QUERY_MAX = 1_000;

    private final AtomicLong lastCollector = new AtomicLong();
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
    public ManagedObjectReference<EventHistoryCollector> createCollectorForEvents(EventFilterSpec filter) {
        Session session = Call.current().session();
        SessionCollectors.requireRoom(session, "EventHistoryCollector", COLLECTORS_MAX);
        ManagedObjectReference<EventHistoryCollector> collector = new ManagedObjectReference<>(
                "EventHistoryCollector", "eventCollector-" + lastCollector.incrementAndGet());
        ServedEventHistoryCollector.open(collector, session, events, filter);
        return collector;
    }

    @Override
    public List<Event> queryEvents(EventFilterSpec filter, @Nullable EventManagerEventViewSpec eventViewSpec) {
        int most = ServedEventHistoryCollector.pageSize(filter, QUERY_MAX);
        List<Event> all = ServedEventHistoryCollector.matching(
                Call.current().session(), events.history(), new EventFilter(filter));
        return all.subList(Math.max(0, all.size() - most), all.size()).reversed();
    }

    /** What an event of a type names: the types of its arguments. */
    @Override
    public List<EventArgDesc> retrieveArgumentDescription(String eventTypeId) {
        if (!(Vim25.NAMESPACE.type(eventTypeId) instanceof DataType type)) {
            return List.of();
        }
        return type.fields().stream()
                .map(field -> EventArgDesc.builder()
                        .name(field.name())
                        .type(field.type().wsdlName())
                        .build())
                .toList();
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
