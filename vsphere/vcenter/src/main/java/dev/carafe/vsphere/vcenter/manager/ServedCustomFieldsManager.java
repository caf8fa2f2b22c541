package dev.carafe.vsphere.vcenter.manager;

import dev.carafe.etcd.Store;
import dev.carafe.vsphere.vcenter.store.Kept;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.CustomFieldDef;
import dev.carafe.vsphere.vim.vim25.CustomFieldStringValue;
import dev.carafe.vsphere.vim.vim25.CustomFieldValue;
import dev.carafe.vsphere.vim.vim25.CustomFieldsManager;
import dev.carafe.vsphere.vim.vim25.CustomFieldsManagerProperties;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.PrivilegePolicyDef;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fields that users add to entities, and their values. */
public final class ServedCustomFieldsManager implements CustomFieldsManager, ServedObject {
    /** As upstream begins. */
    private static final int FIRST_KEY = 1;

    private static final int FIELDS_MAX = 1_000;
    private static final int VALUE_MAX = 65_536;

    private final ManagedObjectReference<CustomFieldsManager> reference;
    private final ObjectRegistry registry;
    private final Kept kept;
    /** Guarded by this. */
    private final List<CustomFieldDef> fields = new ArrayList<>();
    /** By entity; guarded by this. */
    private final Map<ManagedObjectReference<?>, List<CustomFieldStringValue>> values = new HashMap<>();

    private ServedCustomFieldsManager(
            ManagedObjectReference<CustomFieldsManager> reference, ObjectRegistry registry, Store store) {
        this.reference = reference;
        this.registry = registry;
        kept = new Kept(store, "custom-fields");
    }

    /**
     * A manager among the server's objects.
     *
     * @throws IOException when what was kept cannot be read
     */
    public static ServedCustomFieldsManager open(
            ManagedObjectReference<CustomFieldsManager> reference, ObjectRegistry registry, Store store)
            throws IOException {
        ServedCustomFieldsManager manager = new ServedCustomFieldsManager(reference, registry, store);
        manager.kept.load(DataObject.class).forEach((object, items) -> {
            if (object.equals(reference)) {
                items.forEach(item -> manager.fields.add((CustomFieldDef) item));
            } else {
                manager.values.put(
                        object,
                        items.stream().map(CustomFieldStringValue.class::cast).toList());
            }
        });
        registry.change(changes -> changes.add(
                manager,
                CustomFieldsManagerProperties.builder()
                        .field(List.copyOf(manager.fields))
                        .build()));
        return manager;
    }

    @Override
    public ManagedObjectReference<CustomFieldsManager> reference() {
        return reference;
    }

    @Override
    public synchronized CustomFieldDef addCustomFieldDef(
            String name,
            @Nullable String moType,
            @Nullable PrivilegePolicyDef fieldDefPolicy,
            @Nullable PrivilegePolicyDef fieldPolicy) {
        if (name.isBlank() || name.length() > 80) {
            throw refused("name", "A custom field's name has 1 to 80 characters.");
        }
        if (moType != null && !(Vim25.NAMESPACE.type(moType) instanceof ManagedType)) {
            throw refused("moType", moType + " is no managed object's type.");
        }
        if (fields.size() >= FIELDS_MAX) {
            throw refused("name", "There are " + FIELDS_MAX + " custom fields already.");
        }
        requireFree(name, -1);
        int key =
                FIRST_KEY + fields.stream().mapToInt(CustomFieldDef::key).max().orElse(FIRST_KEY - 1);
        CustomFieldDef made = CustomFieldDef.builder()
                .key(key)
                .name(name)
                .type("string")
                .managedObjectType(moType)
                .fieldDefPrivileges(fieldDefPolicy)
                .fieldInstancePrivileges(fieldPolicy)
                .build();
        List<CustomFieldDef> after = new ArrayList<>(fields);
        after.add(made);
        fields(after);
        return made;
    }

    private void requireFree(String name, int except) {
        fields.stream()
                .filter(field -> field.name().equals(name) && field.key() != except)
                .findFirst()
                .ifPresent(taken -> {
                    throw DuplicateName.builder()
                            .name(name)
                            .object(reference)
                            .build()
                            .exception("The name '" + name + "' already exists.");
                });
    }

    private CustomFieldDef known(int key) {
        return fields.stream()
                .filter(field -> field.key() == key)
                .findFirst()
                .orElseThrow(() -> refused("key", "There is no custom field with the key " + key + "."));
    }

    @Override
    public synchronized void removeCustomFieldDef(int key) {
        CustomFieldDef gone = known(key);
        for (ManagedObjectReference<?> entity : List.copyOf(values.keySet())) {
            value(entity, key, "");
        }
        List<CustomFieldDef> after = new ArrayList<>(fields);
        after.remove(gone);
        fields(after);
    }

    @Override
    public synchronized void renameCustomFieldDef(int key, String name) {
        CustomFieldDef before = known(key);
        requireFree(name, key);
        List<CustomFieldDef> after = new ArrayList<>(fields);
        after.replaceAll(
                field -> field.equals(before) ? field.toBuilder().name(name).build() : field);
        fields(after);
    }

    private void fields(List<CustomFieldDef> after) {
        kept.save(reference, after);
        fields.clear();
        fields.addAll(after);
        registry.change(changes -> {
            changes.update(
                    reference,
                    CustomFieldsManagerProperties.class,
                    properties ->
                            properties.toBuilder().field(List.copyOf(after)).build());
            for (ManagedObjectReference<?> entity : List.copyOf(changes.references())) {
                show(changes, entity);
            }
        });
    }

    @Override
    public synchronized void setField(ManagedObjectReference<? extends ManagedEntity> entity, int key, String value) {
        known(key);
        if (registry.find(entity).isEmpty()) {
            throw MissingObject.fault(entity);
        }
        if (value.length() > VALUE_MAX) {
            throw refused("value", "A custom field's value has at most " + VALUE_MAX + " characters.");
        }
        value(entity, key, value);
    }

    /** Sets a field by its name, as entities do themselves. */
    public synchronized void set(ManagedObjectReference<? extends ManagedEntity> entity, String name, String value) {
        CustomFieldDef field = fields.stream()
                .filter(one -> one.name().equals(name) && isFor(one, entity))
                .findFirst()
                .orElseThrow(() -> NotFound.builder().build().exception("There is no custom field '" + name + "'."));
        setField(entity, field.key(), value);
    }

    private void value(ManagedObjectReference<?> entity, int key, String value) {
        List<CustomFieldStringValue> after = new ArrayList<>(values.getOrDefault(entity, List.of()));
        after.removeIf(one -> one.key() == key);
        if (!value.isEmpty()) {
            after.add(CustomFieldStringValue.builder().key(key).value(value).build());
        }
        kept.save(entity, after);
        if (after.isEmpty()) {
            values.remove(entity);
        } else {
            values.put(entity, List.copyOf(after));
        }
        registry.change(changes -> show(changes, entity));
    }

    /** Shows the fields of entities that came, and forgets the values of those that went. */
    public synchronized void changed(List<ManagedObjectReference<?>> came, List<ManagedObjectReference<?>> went) {
        if (!fields.isEmpty()) {
            registry.change(changes -> came.forEach(entity -> show(changes, entity)));
        }
        for (ManagedObjectReference<?> entity : went) {
            if (values.remove(entity) != null) {
                kept.save(entity, List.of());
            }
        }
    }

    private void show(Changes changes, ManagedObjectReference<?> entity) {
        if (!(changes.properties(entity) instanceof ManagedEntityProperties)) {
            return;
        }
        List<CustomFieldDef> available =
                fields.stream().filter(field -> isFor(field, entity)).toList();
        List<CustomFieldValue> own = List.copyOf(values.getOrDefault(entity, List.of()));
        changes.update(entity, ManagedEntityProperties.class, properties -> ((ManagedEntityProperties)
                properties.withCustomValue(own).withValue(own).withAvailableField(available)));
    }

    private static boolean isFor(CustomFieldDef field, ManagedObjectReference<?> entity) {
        return field.managedObjectType() == null
                || (Vim25.NAMESPACE.type(field.managedObjectType()) instanceof ManagedType wanted
                        && Vim25.NAMESPACE.type(entity.type()) instanceof ManagedType type
                        && type.isSubtypeOf(wanted));
    }

    private static FaultException refused(String argument, String message) {
        return InvalidArgument.builder().invalidProperty(argument).build().exception(message);
    }
}
