package dev.carafe.vsphere.vcenter.inventory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All entities and who holds them. Not safe for several threads: its owner guards it. */
public final class EntityState implements Entities {
    /** Ids by their numbers, which is the order in which they were given. */
    private static final Comparator<String> AGE =
            Comparator.comparingInt(EntityState::number).thenComparing(Comparator.naturalOrder());

    private final Map<String, Entity> byId = new HashMap<>();
    private final Map<String, TreeSet<String>> held = new HashMap<>();
    private int nextNumber = 1;

    /** The number in an id: 12 in {@code vm-12} and {@code group-v12}. */
    public static int number(String id) {
        int start = id.length();
        while (start > 0 && Character.isDigit(id.charAt(start - 1))) {
            start--;
        }
        return start == id.length() || id.length() - start > 9 ? 0 : Integer.parseInt(id, start, id.length(), 10);
    }

    @Override
    public @Nullable Entity get(String id) {
        return byId.get(id);
    }

    @Override
    public List<Entity> heldBy(String id) {
        Collection<String> ids = held.getOrDefault(id, new TreeSet<>(AGE));
        List<Entity> entities = new ArrayList<>(ids.size());
        for (String one : ids) {
            Entity entity = byId.get(one);
            if (entity != null) {
                entities.add(entity);
            }
        }
        return entities;
    }

    /** All entities, in the order in which their ids were given. */
    public List<Entity> all() {
        List<Entity> all = new ArrayList<>(byId.values());
        all.sort(Comparator.comparing(Entity::id, AGE));
        return Collections.unmodifiableList(all);
    }

    /** The number that the next id gets: larger than any that was ever given. */
    public int nextNumber() {
        return nextNumber;
    }

    /** Carries out what a draft decided, or restores what was written down. */
    public void apply(List<EntityChange> changes, int newNextNumber) {
        for (EntityChange change : changes) {
            if (change.before() != null) {
                Entity before = change.before();
                byId.remove(before.id());
                before.holders().forEach(holder -> {
                    TreeSet<String> ids = held.get(holder);
                    if (ids != null && ids.remove(before.id()) && ids.isEmpty()) {
                        held.remove(holder);
                    }
                });
            }
            if (change.after() != null) {
                Entity after = change.after();
                byId.put(after.id(), after);
                after.holders()
                        .forEach(holder -> held.computeIfAbsent(holder, _ -> new TreeSet<>(AGE))
                                .add(after.id()));
            }
        }
        nextNumber = Math.max(nextNumber, newNextNumber);
    }
}
