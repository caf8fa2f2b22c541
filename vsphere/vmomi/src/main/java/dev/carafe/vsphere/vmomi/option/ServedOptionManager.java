package dev.carafe.vsphere.vmomi.option;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidName;
import dev.carafe.vsphere.vim.vim25.OptionManager;
import dev.carafe.vsphere.vim.vim25.OptionManagerProperties;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Shows options and sets them. Safe for all threads. */
public final class ServedOptionManager implements OptionManager, ServedObject {
    private static final int OPTIONS_MAX = 10_000;
    private static final int VALUE_MAX = 64 << 10;

    private final ManagedObjectReference<OptionManager> reference;
    private final ObjectRegistry registry;
    private final OptionStore store;
    private final Predicate<String> mayBeNew;
    private final Map<String, Object> initial;
    /** By key; guarded by this. */
    private final TreeMap<String, Object> options = new TreeMap<>();

    private ServedOptionManager(
            ManagedObjectReference<OptionManager> reference,
            ObjectRegistry registry,
            OptionStore store,
            Map<String, Object> initial,
            Predicate<String> mayBeNew) {
        this.reference = reference;
        this.registry = registry;
        this.store = store;
        this.initial = Map.copyOf(initial);
        this.mayBeNew = mayBeNew;
    }

    /**
     * An option manager among the server's objects.
     *
     * @param initial what the options are as long as nobody sets them
     * @param mayBeNew which keys besides these may be set, as a vCenter allows it of those that begin with {@code config.}
     * @throws IOException when those that were kept cannot be read
     */
    public static ServedOptionManager open(
            ManagedObjectReference<OptionManager> reference,
            ObjectRegistry registry,
            OptionStore store,
            Map<String, Object> initial,
            Predicate<String> mayBeNew)
            throws IOException {
        ServedOptionManager manager = new ServedOptionManager(reference, registry, store, initial, mayBeNew);
        manager.options.putAll(initial);
        manager.options.putAll(store.load());
        List<OptionValue> setting = values(manager.options);
        registry.change(changes -> changes.add(
                manager, OptionManagerProperties.builder().setting(setting).build()));
        return manager;
    }

    @Override
    public ManagedObjectReference<OptionManager> reference() {
        return reference;
    }

    /** What an option is now; null when there is none. */
    public synchronized @Nullable Object value(String key) {
        return options.get(key);
    }

    @Override
    public synchronized List<OptionValue> queryOptions(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return values(options);
        }
        String below = name.endsWith(".") ? name : name + ".";
        TreeMap<String, Object> found = new TreeMap<>(options);
        found.keySet().removeIf(key -> !key.equals(name) && !key.startsWith(below));
        if (found.isEmpty()) {
            throw unknown(name);
        }
        return values(found);
    }

    @Override
    public synchronized void updateOptions(List<OptionValue> changedValue) {
        TreeMap<String, Object> after = new TreeMap<>(options);
        for (OptionValue change : changedValue) {
            set(change, after);
        }
        TreeMap<String, Object> kept = new TreeMap<>(after);
        kept.entrySet().removeIf(entry -> entry.getValue().equals(initial.get(entry.getKey())));
        try {
            store.save(kept);
        } catch (IOException e) {
            throw SystemError.builder()
                    .reason("the options cannot be kept")
                    .build()
                    .exception("A general system error occurred: the options cannot be kept: " + e.getMessage());
        }
        options.clear();
        options.putAll(after);
        List<OptionValue> setting = values(options);
        registry.change(changes -> changes.update(
                reference,
                OptionManagerProperties.class,
                properties -> properties.toBuilder().setting(setting).build()));
    }

    private void set(OptionValue change, Map<String, Object> after) {
        Object before = after.get(change.key());
        if (before == null && (!mayBeNew.test(change.key()) || after.size() >= OPTIONS_MAX)) {
            throw unknown(change.key());
        }
        Object value = change.value();
        if (value == null) {
            if (initial.containsKey(change.key())) {
                throw refused(change.key() + " needs a value.");
            }
            after.remove(change.key()); // no value takes back what a client had added
            return;
        }
        if (!isSimple(value) || (before != null && before.getClass() != value.getClass())) {
            throw refused(change.key() + " cannot be " + value.getClass().getSimpleName() + ".");
        }
        if (value instanceof String text && text.length() > VALUE_MAX) {
            throw refused(change.key() + " is longer than " + VALUE_MAX + " characters.");
        }
        after.put(change.key(), value);
    }

    private static boolean isSimple(Object value) {
        return value instanceof String || value instanceof Boolean || value instanceof Number;
    }

    private static List<OptionValue> values(Map<String, Object> options) {
        return options.entrySet().stream()
                .<OptionValue>map(option -> OptionValue.builder()
                        .key(option.getKey())
                        .value(option.getValue())
                        .build())
                .toList();
    }

    private static FaultException unknown(String name) {
        return InvalidName.builder().name(name).build().exception("The name '" + name + "' is not valid.");
    }

    private static FaultException refused(String message) {
        return InvalidArgument.builder()
                .invalidProperty("changedValue.value")
                .build()
                .exception("A specified parameter was not correct: changedValue.value: " + message);
    }
}
