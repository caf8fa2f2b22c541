package dev.carafe.vsphere.vcenter.alarm;

import dev.carafe.etcd.Store;
import dev.carafe.vsphere.vcenter.action.MethodActions;
import dev.carafe.vsphere.vcenter.store.Kept;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Action;
import dev.carafe.vsphere.vim.vim25.Alarm;
import dev.carafe.vsphere.vim.vim25.AlarmDescription;
import dev.carafe.vsphere.vim.vim25.AlarmFilterSpec;
import dev.carafe.vsphere.vim.vim25.AlarmInfo;
import dev.carafe.vsphere.vim.vim25.AlarmManager;
import dev.carafe.vsphere.vim.vim25.AlarmManagerProperties;
import dev.carafe.vsphere.vim.vim25.AlarmProperties;
import dev.carafe.vsphere.vim.vim25.AlarmSpec;
import dev.carafe.vsphere.vim.vim25.AlarmState;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidName;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.MethodAction;
import dev.carafe.vsphere.vim.vim25.RunScriptAction;
import dev.carafe.vsphere.vim.vim25.SendEmailAction;
import dev.carafe.vsphere.vim.vim25.SendSNMPAction;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows alarms and changes them. */
public final class ServedAlarmManager implements AlarmManager, ServedObject, AutoCloseable {
    private static final String PREFIX = "alarm-";
    private static final int NAME_MAX = 80;

    private final ManagedObjectReference<AlarmManager> reference;
    private final ObjectRegistry registry;
    private final InstantSource clock;
    private final Kept kept;
    private final AlarmMarks marks;
    private final AlarmEvents events;
    private final AlarmActions actions;
    private final Alarms alarms;
    /** Guarded by this. */
    private int lastNumber;

    private ServedAlarmManager(
            ManagedObjectReference<AlarmManager> reference,
            ObjectRegistry registry,
            Events posts,
            Store store,
            InstantSource clock)
            throws IOException {
        this.reference = reference;
        this.registry = registry;
        this.clock = clock;
        kept = new Kept(store, "alarms");
        marks = new AlarmMarks(store);
        events = new AlarmEvents(posts, registry);
        actions = new AlarmActions(events);
        alarms = new Alarms(registry, posts, events, actions, clock, marks);
    }

    /**
     * A manager among the server's objects; a new one has the usual alarms on the root folder.
     *
     * @throws IOException when what was kept cannot be read
     */
    public static ServedAlarmManager open(
            ManagedObjectReference<AlarmManager> reference,
            ObjectRegistry registry,
            ManagedObjectReference<? extends ManagedEntity> root,
            Events events,
            Store store,
            InstantSource clock)
            throws IOException {
        ServedAlarmManager manager = new ServedAlarmManager(reference, registry, events, store, clock);
        registry.change(changes -> changes.add(
                manager,
                AlarmManagerProperties.builder()
                        .description(AlarmDescription.builder().build())
                        .build()));
        List<AlarmInfo> before = manager.kept.load(AlarmInfo.class).get(reference);
        if (before == null) {
            BuiltInAlarms.all().forEach(spec -> manager.add(manager.info(root, spec)));
            manager.save();
        } else {
            before.forEach(manager::add);
        }
        manager.marks.withoutActions().forEach(entity -> manager.show(entity, false));
        return manager;
    }

    @Override
    public ManagedObjectReference<AlarmManager> reference() {
        return reference;
    }

    private synchronized AlarmInfo info(ManagedObjectReference<? extends ManagedEntity> entity, AlarmSpec spec) {
        String key = PREFIX + (lastNumber + 1);
        return info(key, entity, spec);
    }

    private AlarmInfo info(String key, ManagedObjectReference<? extends ManagedEntity> entity, AlarmSpec spec) {
        return AlarmInfo.builder()
                .name(spec.name())
                .systemName(spec.systemName())
                .description(spec.description())
                .enabled(spec.enabled())
                .expression(spec.expression())
                .action(spec.action())
                .actionFrequency(spec.actionFrequency())
                .setting(spec.setting())
                .key(key)
                .alarm(new ManagedObjectReference<>("Alarm", key))
                .entity(entity)
                .lastModifiedTime(clock.instant())
                .lastModifiedUser(Events.userName())
                .creationEventId(0)
                .build();
    }

    private synchronized void add(AlarmInfo alarm) {
        lastNumber = Math.max(lastNumber, number(alarm.key()));
        registry.change(changes -> changes.add(
                new ServedAlarm(alarm.alarm(), this),
                AlarmProperties.builder().info(alarm).build()));
        alarms.put(alarm);
    }

    private static int number(String key) {
        try {
            return Integer.parseInt(key.substring(PREFIX.length()));
        } catch (NumberFormatException | IndexOutOfBoundsException _) {
            return 0;
        }
    }

    private void save() {
        kept.save(reference, alarms.all());
    }

    /**
     * Begins to work out which alarms are raised, and has them do what they are to do. Not before the inventory shows what is known of
     * hosts and machines: what is not known yet would raise some, and take others back.
     */
    public void start(MethodActions methods) {
        alarms.start();
        actions.start(methods);
    }

    private void check(AlarmSpec spec, String except) {
        String name = spec.name();
        if (spec.action() != null) {
            ActionTriggers.all(spec.action()).forEach(each -> check(each.action()));
        }
        if (name.isBlank() || name.length() > NAME_MAX) {
            throw InvalidName.builder()
                    .name(name)
                    .build()
                    .exception("An alarm's name has 1 to " + NAME_MAX + " characters.");
        }
        alarms.all().stream()
                .filter(alarm -> alarm.name().equals(name) && !alarm.key().equals(except))
                .findFirst()
                .ifPresent(taken -> {
                    throw DuplicateName.builder()
                            .name(name)
                            .object(taken.alarm())
                            .build()
                            .exception("The name '" + name + "' already exists.");
                });
    }

    private static void check(Action action) {
        String wrong = switch (action) {
            case MethodAction call -> {
                ManagedMethod method = Vim25.NAMESPACE.method(call.name());
                yield method == null
                        ? "There is no method '" + call.name() + "'."
                        : call.argument().size() > method.parameters().size()
                                ? call.name() + " has not so many arguments."
                                : null;
            }
            case SendEmailAction _, SendSNMPAction _, RunScriptAction _ -> null;
            default -> "It is a method, a mail, a script or a trap.";
        };
        if (wrong != null) {
            throw InvalidArgument.builder()
                    .invalidProperty("spec.action")
                    .build()
                    .exception("A specified parameter was not correct: spec.action: " + wrong);
        }
    }

    @Override
    public synchronized ManagedObjectReference<Alarm> createAlarm(
            ManagedObjectReference<? extends ManagedEntity> entity, AlarmSpec spec) {
        require(entity);
        check(spec, "");
        AlarmInfo made = info(entity, spec);
        add(made);
        save();
        events.created(made);
        return made.alarm();
    }

    synchronized void reconfigure(ManagedObjectReference<Alarm> reference, AlarmSpec spec) {
        AlarmInfo before = known(reference);
        check(spec, before.key());
        AlarmInfo after = info(before.key(), before.entity(), spec);
        alarms.put(after);
        save();
        registry.change(changes -> changes.update(
                reference,
                AlarmProperties.class,
                properties -> properties.toBuilder().info(after).build()));
        events.reconfigured(after);
    }

    synchronized void remove(ManagedObjectReference<Alarm> reference) {
        AlarmInfo gone = known(reference);
        alarms.remove(gone.key());
        save();
        registry.change(changes -> changes.remove(reference));
        events.removed(gone);
    }

    private AlarmInfo known(ManagedObjectReference<Alarm> reference) {
        return alarms.all().stream()
                .filter(alarm -> alarm.alarm().equals(reference))
                .findFirst()
                .orElseThrow(() -> MissingObject.fault(reference));
    }

    private ManagedEntityProperties require(ManagedObjectReference<?> entity) throws FaultException {
        return registry.properties(entity)
                .filter(ManagedEntityProperties.class::isInstance)
                .map(ManagedEntityProperties.class::cast)
                .orElseThrow(() -> MissingObject.fault(entity));
    }

    @Override
    public List<ManagedObjectReference<Alarm>> getAlarm(
            @Nullable ManagedObjectReference<? extends ManagedEntity> entity) {
        return alarms.all().stream()
                .filter(alarm -> entity == null || alarm.entity().equals(entity))
                .map(AlarmInfo::alarm)
                .toList();
    }

    @Override
    public List<AlarmState> getAlarmState(ManagedObjectReference<? extends ManagedEntity> entity) {
        return require(entity).declaredAlarmState();
    }

    @Override
    public void acknowledgeAlarm(
            ManagedObjectReference<Alarm> alarm, ManagedObjectReference<? extends ManagedEntity> entity) {
        require(entity);
        AlarmInfo known = known(alarm);
        alarms.acknowledge(known.alarm(), entity, Events.userName());
        events.acknowledged(known, entity);
    }

    @Override
    public boolean areAlarmActionsEnabled(ManagedObjectReference<? extends ManagedEntity> entity) {
        return Boolean.TRUE.equals(require(entity).alarmActionsEnabled());
    }

    @Override
    public void enableAlarmActions(ManagedObjectReference<? extends ManagedEntity> entity, boolean enabled) {
        require(entity);
        marks.actions(entity, enabled);
        show(entity, enabled);
    }

    private void show(ManagedObjectReference<?> entity, boolean actions) {
        registry.change(changes -> {
            if (changes.properties(entity) instanceof ManagedEntityProperties) {
                changes.update(
                        entity,
                        ManagedEntityProperties.class,
                        properties -> properties.withAlarmActionsEnabled(actions));
            }
        });
    }

    @Override
    public void disableAlarm(
            ManagedObjectReference<Alarm> alarm, ManagedObjectReference<? extends ManagedEntity> entity) {
        require(entity);
        alarms.enable(known(alarm).alarm(), entity, false);
    }

    @Override
    public void enableAlarm(
            ManagedObjectReference<Alarm> alarm, ManagedObjectReference<? extends ManagedEntity> entity) {
        require(entity);
        alarms.enable(known(alarm).alarm(), entity, true);
    }

    @Override
    public void clearTriggeredAlarms(AlarmFilterSpec filter) {
        List<AlarmState> cleared = alarms.clear(state -> {
            AlarmInfo alarm = alarms.find(state.alarm());
            return alarm != null
                    && (filter.status().isEmpty() || filter.status().contains(state.overallStatus()))
                    && isOf(filter.typeEntity(), state.entity())
                    && Expressions.hasTrigger(alarm.expression(), filter.typeTrigger());
        });
        for (AlarmState state : cleared) {
            AlarmInfo alarm = alarms.find(state.alarm());
            if (alarm != null) {
                events.cleared(alarm, state.entity(), state.overallStatus());
            }
        }
    }

    /** Takes in what entities use now, as far as an alarm waits for it: to be called as often as values are measured. */
    public void sample(Measurements measurements) {
        alarms.sample(measurements);
    }

    private static boolean isOf(@Nullable String asked, ManagedObjectReference<?> entity) {
        return switch (asked) {
            case "entityTypeHost" -> entity.type().equals("HostSystem");
            case "entityTypeVm" -> entity.type().equals("VirtualMachine");
            case null, default -> true;
        };
    }

    /** Ends working out which alarms are raised. */
    @Override
    public void close() {
        alarms.close();
        actions.close();
    }

    private record ServedAlarm(ManagedObjectReference<Alarm> reference, ServedAlarmManager manager)
            implements Alarm, ServedObject {
        @Override
        public void reconfigureAlarm(AlarmSpec spec) {
            manager.reconfigure(reference, spec);
        }

        @Override
        public void removeAlarm() {
            manager.remove(reference);
        }
    }
}
