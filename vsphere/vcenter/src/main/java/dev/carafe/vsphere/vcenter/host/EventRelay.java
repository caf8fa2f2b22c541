package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventFilterSpec;
import dev.carafe.vsphere.vim.vim25.EventFilterSpecByTime;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.PropertyChange;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import dev.carafe.vsphere.vim.vim25.SessionEvent;
import dev.carafe.vsphere.vim.vim25.TaskEvent;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.event.EventHeader;
import dev.carafe.vsphere.vmomi.event.Events;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a host tells, as events of vCenter's, each once, also what it tells while vCenter is away. What was before the host
 * was added is its past, and what is about its logins and tasks is its own business.
 *
 * <p>How far it came is written now and then. After a restart the events beyond that which vCenter has already are known by their
 * types and times. On the thread of the host's link alone, through one session.
 */
final class EventRelay {
    /**
     * What all work with.
     *
     * @param events vCenter's own
     */
    record Place(Events events, EventPositions positions) {}

    private static final int PAGE = 100;
    /** After so many events it is written how far it came. */
    private static final int SAVE_EVERY = 64;

    private static final ManagedMethod CREATE =
            Objects.requireNonNull(Vim25.NAMESPACE.method("CreateCollectorForEvents"));
    private static final ManagedMethod READ = Objects.requireNonNull(Vim25.NAMESPACE.method("ReadNextEvents"));

    /** By what an event is known again that vCenter has told. */
    private record Twin(String type, Instant time, String user) {
        static Twin of(Event event) {
            return new Twin(event.dataType().wsdlName(), event.createdTime(), event.userName());
        }
    }

    private final HostSession session;
    private final HostMirror mirror;
    private final Place place;
    private final @Nullable ManagedObjectReference<EventManager> manager;
    private final @Nullable ManagedObjectReference<PropertyFilter> filter;
    private final Map<Twin, Integer> told = new HashMap<>();
    private @Nullable EventPosition position;
    private @Nullable ManagedObjectReference<?> history;
    private boolean begun;
    private int unsaved;

    /** Begins to be told when there is something new. */
    EventRelay(HostSession session, HostMirror mirror, Place place) {
        this.session = session;
        this.mirror = mirror;
        this.place = place;
        manager = session.content().eventManager();
        filter = manager == null ? null : session.createFilter(MirrorFilters.property(manager, "latestEvent"));
        position = place.positions().load(mirror.hostId());
    }

    /** What says that there is something new. */
    @Nullable
    ManagedObjectReference<PropertyFilter> filter() {
        return filter;
    }

    /** Tells what is new. What it is about is in the inventory already. */
    void tell(List<ObjectUpdate> updates) throws IOException, InterruptedException {
        Event latest = latest(updates);
        if (position == null) { // what was before is the host's past
            position = new EventPosition(
                    latest == null ? 0 : latest.key(), latest == null ? Instant.EPOCH : latest.createdTime(), 0);
            save();
            begun = true;
            history = collector(manager());
            return;
        }
        if (!begun) {
            history = collector(manager());
            tellAgain();
        }
        if (history == null) {
            if (latest != null && latest.key() > position().key()) {
                tell(latest);
            }
            return;
        }
        if (begun
                && told.isEmpty()
                && latest != null
                && latest.key() == position().key() + 1) {
            tell(latest); // one alone was said already: what reads the history passes over it later
            return;
        }
        for (List<?> page = page(); !page.isEmpty(); page = page()) {
            for (Object one : page) {
                if (one instanceof Event event) {
                    follow(event);
                }
            }
            if (latest != null && position().key() == latest.key()) {
                break; // what comes after it is told of again
            }
        }
        if (!told.isEmpty()) { // all that vCenter had told beyond the position has been seen
            told.clear();
            save();
        }
    }

    private EventPosition position() {
        return Objects.requireNonNull(position);
    }

    private ManagedObjectReference<EventManager> manager() {
        return Objects.requireNonNull(manager);
    }

    private static @Nullable Event latest(List<ObjectUpdate> updates) {
        Event latest = null;
        for (ObjectUpdate update : updates) {
            for (PropertyChange change : update.changeSet()) {
                if (change.val() instanceof Event event) {
                    latest = event;
                }
            }
        }
        return latest;
    }

    /** Remembers what vCenter told after the position was written. */
    private void tellAgain() {
        place.events().newerThan(position().ownKey()).forEach(event -> told.merge(Twin.of(event), 1, Integer::sum));
    }

    /** What reads the host's events since the position; null for hosts that have no history. */
    private @Nullable ManagedObjectReference<?> collector(ManagedObjectReference<EventManager> of)
            throws IOException, InterruptedException {
        EventFilterSpec since = EventFilterSpec.builder()
                .time(EventFilterSpecByTime.builder()
                        .beginTime(position().time())
                        .build())
                .build();
        try {
            return (ManagedObjectReference<?>) session.call(of, CREATE, since);
        } catch (FaultException e) {
            if (e.fault() instanceof NotSupported) {
                begun = true;
                return null;
            }
            throw e;
        }
    }

    private List<?> page() throws IOException, InterruptedException {
        return session.call(Objects.requireNonNull(history), READ, PAGE) instanceof List<?> page ? page : List.of();
    }

    private void follow(Event event) {
        if (!begun) {
            begun = true;
            switch (position().sequel(event)) {
                case EventPosition.Sequel.Continues() -> {}
                case EventPosition.Sequel.Gap(int lost) -> missing(lost + " events");
                case EventPosition.Sequel.Anew() -> {
                    missing("Events");
                    position =
                            new EventPosition(0, position().time(), position().ownKey());
                }
            }
        }
        if (event.key() > position().key()) {
            tell(event);
        }
    }

    private void missing(String what) {
        new HostEvents(place.events())
                .post(
                        mirror.hostId(),
                        "GeneralHostWarningEvent",
                        Map.of(
                                "message",
                                what + " that the host told while it was not connected may be missing: it has forgotten"
                                        + " them."));
    }

    private void tell(Event onHost) {
        int ownKey = position().ownKey();
        if (!(onHost instanceof TaskEvent) && !(onHost instanceof SessionEvent) && !wasTold(onHost)) {
            Event event = Translation.data(onHost, mirror.names().toOwn());
            ownKey = place.events()
                    .post(about(event), header -> relabelled(event, header))
                    .key();
        }
        position = new EventPosition(onHost.key(), onHost.createdTime(), ownKey);
        if (++unsaved >= SAVE_EVERY && told.isEmpty()) {
            save();
        }
    }

    private boolean wasTold(Event event) {
        Twin twin = Twin.of(event);
        Integer times = told.get(twin);
        if (times == null) {
            return false;
        }
        if (times == 1) {
            told.remove(twin);
        } else {
            told.put(twin, times - 1);
        }
        return true;
    }

    private void save() {
        place.positions().save(mirror.hostId(), position());
        unsaved = 0;
    }

    /** Writes how far it came, when the link ends. */
    void end() {
        if (unsaved > 0 && told.isEmpty()) {
            save();
        }
    }

    private ManagedObjectReference<?> about(Event event) {
        if (event.vm() != null) {
            return event.vm().vm();
        }
        return event.ds() != null ? event.ds().datastore() : References.host(mirror.hostId());
    }

    /** The event as one of vCenter's: it says of the places what vCenter calls them. */
    private static Event relabelled(Event event, EventHeader header) {
        Event made = event.withKey(header.key())
                .withChainId(header.chainId())
                .withDatacenter(header.datacenter())
                .withComputeResource(header.computeResource())
                .withHost(header.host())
                .withFullFormattedMessage(null);
        made = header.vm() == null ? made : made.withVm(header.vm());
        return header.ds() == null ? made : made.withDs(header.ds());
    }
}
