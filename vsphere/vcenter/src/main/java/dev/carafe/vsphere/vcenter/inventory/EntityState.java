package dev.carafe.vsphere.vcenter.inventory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All entities and who holds them. Not safe for several threads: its owner guards it. */
public final class EntityState implements Entities {
    /** So many digits are always an int; ids with more are none of ours. */
    private static final int DIGITS_MAX = 9;

    /** Ids by their numbers, which is the order in which they were given. */
    private static final Comparator<String> AGE = EntityState::compareAge;

    private final Map<String, Entity> byId = new HashMap<>();
    private final HeldIndex held = new HeldIndex(AGE);
    /** By parent and name: folders have many children, and every new one asks whether its name is taken. */
    private final NameIndex named = new NameIndex(AGE);

    /** By host and what it calls them: hosts have many machines, and each change of one is told by its name. */
    private final NameIndex onHosts = new NameIndex(AGE);

    private int nextNumber = 1;

    private static int compareAge(String one, String other) {
        int numbers = Integer.compare(number(one), number(other));
        return numbers == 0 ? one.compareTo(other) : numbers;
    }

    /** The number in an id: 12 in {@code vm-12} and {@code group-v12}. */
    public static int number(String id) {
        int start = id.length();
        while (start > 0 && id.charAt(start - 1) >= '0' && id.charAt(start - 1) <= '9') {
            start--;
        }
        if (id.length() - start > DIGITS_MAX) {
            return 0;
        }
        int number = 0;
        for (int i = start; i < id.length(); i++) {
            number = 10 * number + id.charAt(i) - '0';
        }
        return number;
    }

    @Override
    public @Nullable Entity get(String id) {
        return byId.get(id);
    }

    @Override
    public List<Entity> heldBy(String id) {
        return heldBy(id, Entity.class);
    }

    @Override
    public <E extends Entity> List<E> heldBy(String id, Class<E> type) {
        List<String> ids = held.ids(id, type);
        List<E> entities = new ArrayList<>(ids.size());
        for (String one : ids) {
            Entity entity = byId.get(one);
            if (entity != null) {
                entities.add(type.cast(entity));
            }
        }
        return entities;
    }

    @Override
    public Optional<Entity> childNamed(String parent, String name) {
        return childrenNamed(parent, name).stream().findFirst();
    }

    /** All children of a name, oldest first. */
    List<Entity> childrenNamed(String parent, String name) {
        return named.ids(parent, name).stream().map(byId::get).toList();
    }

    @Override
    public List<Entity> calledOnHost(String hostId, String name) {
        return onHosts.ids(hostId, name).stream().map(byId::get).toList();
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
                unname(before);
                before.holders().forEach(holder -> held.remove(holder, before));
            }
            if (change.after() != null) {
                Entity after = change.after();
                byId.put(after.id(), after);
                name(after);
                after.holders().forEach(holder -> held.add(holder, after));
            }
        }
        nextNumber = Math.max(nextNumber, newNextNumber);
    }

    private void name(Entity entity) {
        if (entity.parent() != null) {
            named.add(entity.parent(), entity.name(), entity.id());
        }
        entity.calledOnHosts().forEach((host, name) -> onHosts.add(host, name, entity.id()));
    }

    private void unname(Entity entity) {
        if (entity.parent() != null) {
            named.remove(entity.parent(), entity.name(), entity.id());
        }
        entity.calledOnHosts().forEach((host, name) -> onHosts.remove(host, name, entity.id()));
    }
}
