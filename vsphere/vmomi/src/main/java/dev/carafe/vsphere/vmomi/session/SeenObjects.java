package dev.carafe.vsphere.vmomi.session;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a user sees of objects: those that he may not view are not there, properties that he may not read are absent. */
record SeenObjects(ObjectSource all, Sight sight) implements ObjectSource {
    private static final String VIEW = "System.View";
    private static final String READ = "System.Read";
    private static final Set<String> COMMON = Set.of("System.Anonymous", VIEW, READ);
    /** For each type the properties that ask for more than {@code System.Read}. */
    private static final Map<DataType, List<Field>> SPECIAL = new ConcurrentHashMap<>();

    @Override
    public Set<ManagedObjectReference<?>> references() {
        Set<ManagedObjectReference<?>> seen = new LinkedHashSet<>();
        for (ManagedObjectReference<?> reference : all.references()) {
            if (sight.allows(reference, VIEW, all)) {
                seen.add(reference);
            }
        }
        return seen;
    }

    @Override
    public @Nullable ManagedType type(ManagedObjectReference<?> reference) {
        ManagedType type = all.type(reference);
        return type == null || !sight.allows(reference, VIEW, all) ? null : type;
    }

    @Override
    public @Nullable DataObject properties(ManagedObjectReference<?> reference) {
        DataObject properties = all.properties(reference);
        if (properties == null || !sight.allows(reference, VIEW, all)) {
            return null;
        }
        DataType type = properties.dataType();
        boolean readable = sight.allows(reference, READ, all);
        if (readable && special(type).isEmpty()) {
            return properties;
        }
        DataObject seen = properties;
        for (Field field : readable ? special(type) : type.fields()) {
            if (!allows(reference, field, readable)) {
                seen = seen.with(type.indexOf(field.name()), null);
            }
        }
        return seen;
    }

    private boolean allows(ManagedObjectReference<?> reference, Field field, boolean readable) {
        String privilege = field.privilege() == null ? READ : field.privilege();
        return switch (privilege) {
            case "System.Anonymous", VIEW -> true;
            case READ -> readable;
            default -> sight.allows(reference, privilege, all);
        };
    }

    private static List<Field> special(DataType type) {
        return SPECIAL.computeIfAbsent(type, of -> {
            List<Field> special = new ArrayList<>();
            for (Field field : of.fields()) {
                if (field.privilege() != null && !COMMON.contains(field.privilege())) {
                    special.add(field);
                }
            }
            return List.copyOf(special);
        });
    }
}
