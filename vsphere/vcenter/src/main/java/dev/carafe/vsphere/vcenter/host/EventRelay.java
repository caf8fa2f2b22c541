package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventFilterSpec;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.PropertyChange;
import dev.carafe.vsphere.vim.vim25.SessionEvent;
import dev.carafe.vsphere.vim.vim25.TaskEvent;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.event.EventHeader;
import dev.carafe.vsphere.vmomi.event.Events;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a host tells, as events of vCenter's, from when the host was connected: a virtual thread that reads the host's
 * event history whenever there is something new. What is about logins and tasks of the host is its own business.
 */
final class EventRelay implements Watches.Watch {
    private static final int PAGE = 100;
    private static final int LATEST_MAX = 1_000;
    private static final ManagedMethod CREATE =
            Objects.requireNonNull(Vim25.NAMESPACE.method("CreateCollectorForEvents"));
    private static final ManagedMethod READ = Objects.requireNonNull(Vim25.NAMESPACE.method("ReadNextEvents"));
    private static final System.Logger LOG = System.getLogger(EventRelay.class.getName());

    private final HostLink link;
    private final Events events;
    private final Semaphore news = new Semaphore(0);
    /** What the host said last, for hosts that have no history to read. */
    private final BlockingQueue<Event> latest = new ArrayBlockingQueue<>(LATEST_MAX);

    private volatile boolean lost;
    private volatile int known = -1;

    private EventRelay(HostLink link, Events events) {
        this.link = link;
        this.events = events;
    }

    /** Begins, for as long as the link's session lasts. */
    static void start(HostLink link, Events events) {
        EventRelay relay = new EventRelay(link, events);
        Thread.ofVirtual().name("vcenter-events-" + link.mirror().hostId()).start(relay::run);
    }

    @Override
    public void updated(List<ObjectUpdate> updates) {
        for (ObjectUpdate update : updates) {
            for (PropertyChange change : update.changeSet()) {
                if (change.val() instanceof Event event) {
                    if (known < 0) {
                        known = event.key(); // what was before is the host's past
                    }
                    if (!latest.offer(event)) {
                        LOG.log(Level.WARNING, "a host tells more events than can be told on");
                    }
                }
            }
        }
        known = Math.max(known, 0);
        news.release();
    }

    @Override
    public void lost() {
        lost = true;
        news.release();
    }

    private void run() {
        try {
            ManagedObjectReference<?> manager = link.open().content().eventManager();
            if (manager == null) {
                return;
            }
            link.watch(MirrorFilters.property(manager, "latestEvent"), this);
            news.acquire();
            ManagedObjectReference<?> history = history(manager);
            while (!lost) {
                List<Event> said = new ArrayList<>();
                latest.drainTo(said);
                if (history == null) {
                    relay(said);
                } else {
                    boolean more = true;
                    while (more) {
                        more = relay(link.call(history, READ, PAGE));
                    }
                }
                news.acquire();
                news.drainPermits();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (FaultException e) {
            if (!lost) {
                LOG.log(Level.WARNING, "events of " + link.mirror().hostId() + " are not told any more", e);
            }
        }
    }

    private @Nullable ManagedObjectReference<?> history(ManagedObjectReference<?> manager) {
        try {
            return (ManagedObjectReference<?>)
                    link.call(manager, CREATE, EventFilterSpec.builder().build());
        } catch (FaultException e) {
            if (e.fault() instanceof NotSupported) {
                return null;
            }
            throw e;
        }
    }

    private boolean relay(@Nullable Object page) {
        if (!(page instanceof List<?> list) || list.isEmpty()) {
            return false;
        }
        for (Object one : list) {
            if (one instanceof Event event && event.key() > known) {
                known = event.key();
                if (!(event instanceof TaskEvent) && !(event instanceof SessionEvent)) {
                    tell(event);
                }
            }
        }
        return true;
    }

    private void tell(Event onHost) {
        Event event = Translation.data(onHost, link.mirror().names().toOwn());
        events.post(about(event), header -> relabelled(event, header));
    }

    private ManagedObjectReference<?> about(Event event) {
        if (event.vm() != null) {
            return event.vm().vm();
        }
        return event.ds() != null
                ? event.ds().datastore()
                : References.host(link.mirror().hostId());
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
