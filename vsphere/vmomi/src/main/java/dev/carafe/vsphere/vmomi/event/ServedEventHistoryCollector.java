package dev.carafe.vsphere.vmomi.event;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.EventFilterSpec;
import dev.carafe.vsphere.vim.vim25.EventHistoryCollector;
import dev.carafe.vsphere.vim.vim25.EventHistoryCollectorProperties;
import dev.carafe.vsphere.vmomi.history.HistoryCursor;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.session.Session;
import java.util.ArrayList;
import java.util.List;

/** The events that a session asked for, with a page of the latest that stays up to date. Safe for all threads. */
final class ServedEventHistoryCollector implements EventHistoryCollector, ServedObject {
    private static final String VIEW = "System.View";

    private final ManagedObjectReference<EventHistoryCollector> reference;
    private final Session session;
    private final EventFilter filter;
    private final HistoryCursor<Event> cursor;
    private volatile int pageSize;
    private volatile Runnable endListening = () -> {};
    private volatile Runnable forgetEnding = () -> {};

    private ServedEventHistoryCollector(
            ManagedObjectReference<EventHistoryCollector> reference,
            Session session,
            Events events,
            EventFilterSpec spec) {
        this.reference = reference;
        this.session = session;
        filter = new EventFilter(spec);
        pageSize = pageSize(spec, HistoryCursor.PAGE_DEFAULT);
        cursor = new HistoryCursor<>(
                events::history, events::newerThan, part -> matching(session, part, filter), Event::key);
    }

    static void open(
            ManagedObjectReference<EventHistoryCollector> reference,
            Session session,
            Events events,
            EventFilterSpec spec) {
        ServedEventHistoryCollector collector = new ServedEventHistoryCollector(reference, session, events, spec);
        session.own()
                .change(changes -> changes.add(
                        collector,
                        EventHistoryCollectorProperties.builder()
                                .filter(spec)
                                .initialized(true)
                                .build()));
        collector.endListening = events.listen(collector::posted);
        collector.refresh();
        collector.forgetEnding = session.onEnd(collector::destroyCollector);
    }

    /** What a filter asks for at most; as many as may be, or the default, when it does not say. */
    static int pageSize(EventFilterSpec spec, int otherwise) {
        Integer most = spec.maxCount();
        return most == null || most == 0 ? otherwise : HistoryCursor.checkSize(most);
    }

    /** What the session may see of those that match. */
    static List<Event> matching(Session session, List<Event> all, EventFilter filter) {
        List<Event> matching = new ArrayList<>();
        session.shared().read(source -> {
            for (Event event : all) {
                if (filter.matches(event, source) && isVisible(session, event, source)) {
                    matching.add(filter.given(event));
                }
            }
            return null;
        });
        return matching;
    }

    private static boolean isVisible(Session session, Event event, ObjectSource source) {
        return EventFilter.references(event).stream().allMatch(object -> session.allows(object, VIEW, source));
    }

    @Override
    public ManagedObjectReference<EventHistoryCollector> reference() {
        return reference;
    }

    private void posted(Event event) {
        boolean mine =
                session.shared().read(source -> filter.matches(event, source) && isVisible(session, event, source));
        if (!mine) {
            return;
        }
        if (session.read(ObjectSource::isWhole)) {
            show(List.of(filter.given(event)), true);
        } else {
            refresh(); // what may be seen of those before can be another by now
        }
    }

    private void refresh() {
        show(cursor.latest(pageSize), false);
    }

    /**
     * Shows the latest events.
     *
     * @param latest newest first
     * @param before whether those that are shown already and are older follow
     */
    private void show(List<Event> latest, boolean before) {
        session.own().change(changes -> {
            if (changes.type(reference) != null) {
                changes.update(
                        reference,
                        EventHistoryCollectorProperties.class,
                        properties -> properties.toBuilder()
                                .latestPage(page(latest, properties.latestPage(), before))
                                .build());
            }
        });
    }

    /** Those that came since, when another was quicker, then the latest, and then those from before them. */
    private List<Event> page(List<Event> latest, List<Event> shown, boolean before) {
        if (latest.isEmpty()) {
            return shown;
        }
        List<Event> page = new ArrayList<>();
        shown.stream().filter(event -> event.key() > latest.getFirst().key()).forEach(page::add);
        page.addAll(latest);
        if (before) {
            shown.stream().filter(event -> event.key() < latest.getLast().key()).forEach(page::add);
        }
        return page.subList(0, Math.min(page.size(), pageSize));
    }

    @Override
    public List<Event> readNextEvents(int maxCount) {
        return cursor.next(maxCount);
    }

    @Override
    public List<Event> readPreviousEvents(int maxCount) {
        return cursor.previous(maxCount);
    }

    @Override
    public void setCollectorPageSize(int maxCount) {
        pageSize = HistoryCursor.checkSize(maxCount);
        refresh();
    }

    @Override
    public void rewindCollector() {
        cursor.rewind();
    }

    @Override
    public void resetCollector() {
        cursor.reset(pageSize);
    }

    @Override
    public void destroyCollector() {
        forgetEnding.run();
        endListening.run();
        session.own().change(changes -> changes.remove(reference));
    }
}
