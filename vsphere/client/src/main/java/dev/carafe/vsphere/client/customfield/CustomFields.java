package dev.carafe.vsphere.client.customfield;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.CustomFieldDef;
import dev.carafe.vsphere.vim.vim25.CustomFieldStringValue;
import dev.carafe.vsphere.vim.vim25.CustomFieldsManager;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The fields that a vCenter has been given, and their values on objects. Safe for all threads. */
public final class CustomFields {
    private final VSphereClient client;
    private final ManagedObjectReference<CustomFieldsManager> reference;
    private final CustomFieldsManager manager;

    public CustomFields(VSphereClient client) {
        this.client = client;
        this.reference = VSphereClient.present(client.content().customFieldsManager(), "custom fields manager");
        this.manager = CustomFieldsManager.stub(client.connection(), reference);
    }

    public List<CustomFieldDef> definitions() throws IOException, InterruptedException {
        return new PropertyReader(client)
                .read(reference, List.of("field"))
                .whole()
                .list("field", CustomFieldDef.class);
    }

    public Optional<CustomFieldDef> definition(String name) throws IOException, InterruptedException {
        return definitions().stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** @param type the type of objects that have it, such as {@code VirtualMachine}; null for all */
    public CustomFieldDef add(String name, @Nullable String type) throws IOException, InterruptedException {
        return Connection.checked(() -> manager.addCustomFieldDef(name, type, null, null));
    }

    public void rename(int key, String name) throws IOException, InterruptedException {
        Connection.run(() -> manager.renameCustomFieldDef(key, name));
    }

    /** Removes a field and its values. */
    public void remove(int key) throws IOException, InterruptedException {
        Connection.run(() -> manager.removeCustomFieldDef(key));
    }

    public void set(ManagedObjectReference<? extends ManagedEntity> entity, int key, String value)
            throws IOException, InterruptedException {
        Connection.run(() -> manager.setField(entity, key, value));
    }

    /** An object's values by their fields' names. */
    public Map<String, String> values(ManagedObjectReference<? extends ManagedEntity> entity)
            throws IOException, InterruptedException {
        List<CustomFieldStringValue> set = new PropertyReader(client)
                .read(entity, List.of("customValue"))
                .whole()
                .list("customValue", CustomFieldStringValue.class);
        Map<String, String> values = new TreeMap<>();
        for (CustomFieldDef field : definitions()) {
            set.stream()
                    .filter(value -> value.key() == field.key())
                    .forEach(value -> values.put(field.name(), value.value()));
        }
        return values;
    }
}
