package dev.carafe.vsphere.vmomi.session;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a user sees of objects: those that he may not view are not there, properties that he may not read are absent. */
record SeenObjects(ObjectSource all, Sight sight) implements ObjectSource {
    private static final String VIEW = "System.View";
    private static final String READ = "System.Read";
    private static final Set<String> COMMON = Set.of("System.Anonymous", VIEW, READ);
    private static final ManagedType ENTITY =
            (ManagedType) Objects.requireNonNull(Vim25.NAMESPACE.type("ManagedEntity"));

    /**
     * What of a type needs a look.
     *
     * @param special the properties that ask for more than {@code System.Read}
     * @param lists the positions of lists of entities
     */
    private record Guarded(List<Field> special, List<Integer> lists) {}

    private static final Map<DataType, Guarded> GUARDED = new ConcurrentHashMap<>();

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
        Guarded guarded = guarded(type);
        boolean readable = sight.allows(reference, READ, all);
        DataObject seen = properties;
        for (Field field : readable ? guarded.special() : type.fields()) {
            if (!allows(reference, field, readable)) {
                seen = seen.with(type.indexOf(field.name()), null);
            }
        }
        for (int list : guarded.lists()) {
            seen = withoutHidden(seen, list);
        }
        return seen;
    }

    @Override
    public @Nullable String missingPrivilege(ManagedObjectReference<?> reference, String property) {
        DataObject properties = all.properties(reference);
        int index = properties == null ? -1 : properties.dataType().indexOf(property);
        if (properties == null || index < 0) {
            return null;
        }
        Field field = properties.dataType().fields().get(index);
        return allows(reference, field, sight.allows(reference, READ, all)) ? null : privilege(field);
    }

    @Override
    public boolean isWhole() {
        return false;
    }

    /** A list of entities names those only that may be viewed. */
    private DataObject withoutHidden(DataObject properties, int list) {
        if (!(properties.field(list) instanceof List<?> entities)) {
            return properties;
        }
        List<Object> visible = new ArrayList<>();
        for (Object entity : entities) {
            if (entity instanceof ManagedObjectReference<?> reference && sight.allows(reference, VIEW, all)) {
                visible.add(entity);
            }
        }
        return visible.size() == entities.size() ? properties : properties.with(list, visible);
    }

    private boolean allows(ManagedObjectReference<?> reference, Field field, boolean readable) {
        String privilege = privilege(field);
        return switch (privilege) {
            case "System.Anonymous", VIEW -> true;
            case READ -> readable;
            default -> sight.allows(reference, privilege, all);
        };
    }

    private static String privilege(Field field) {
        return field.privilege() == null ? READ : field.privilege();
    }

    private static Guarded guarded(DataType type) {
        return GUARDED.computeIfAbsent(type, of -> {
            List<Field> special = new ArrayList<>();
            List<Integer> lists = new ArrayList<>();
            for (int i = 0; i < of.fields().size(); i++) {
                Field field = of.fields().get(i);
                if (field.privilege() != null && !COMMON.contains(field.privilege())) {
                    special.add(field);
                }
                if (field.array() && field.type() instanceof ManagedType element && element.isSubtypeOf(ENTITY)) {
                    lists.add(i);
                }
            }
            return new Guarded(List.copyOf(special), List.copyOf(lists));
        });
    }
}
