package dev.carafe.vsphere.vcenter.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A change in the making: it sees itself, and touches nothing until its owner applies what came out. */
public final class Draft implements Entities {
    private final EntityState state;
    private final Map<String, Optional<Entity>> made = new LinkedHashMap<>();
    private int nextNumber;

    public Draft(EntityState state) {
        this.state = state;
        nextNumber = state.nextNumber();
    }

    /** An id that was never given before, such as {@code vm-} and the next number. */
    public String newId(String prefix) {
        return prefix + nextNumber++;
    }

    /** Adds an entity, or gives the one of its id other facts. */
    public <E extends Entity> E put(E entity) {
        made.put(entity.id(), Optional.of(entity));
        return entity;
    }

    public void remove(String id) {
        made.put(id, Optional.empty());
    }

    @Override
    public @Nullable Entity get(String id) {
        Optional<Entity> own = made.get(id);
        return own == null ? state.get(id) : own.orElse(null);
    }

    @Override
    public List<Entity> heldBy(String id) {
        if (made.isEmpty()) {
            return state.heldBy(id);
        }
        Set<Entity> entities = new LinkedHashSet<>();
        for (Entity entity : state.heldBy(id)) {
            if (!made.containsKey(entity.id())) {
                entities.add(entity);
            }
        }
        made.values()
                .forEach(own ->
                        own.filter(entity -> entity.holders().contains(id)).ifPresent(entities::add));
        return new ArrayList<>(entities);
    }

    public int nextNumber() {
        return nextNumber;
    }

    /** What differs from the state that it began with. */
    public List<EntityChange> changes() {
        List<EntityChange> changes = new ArrayList<>();
        made.forEach((id, entity) -> {
            Entity before = state.get(id);
            Entity after = entity.orElse(null);
            if (before == null ? after != null : !before.equals(after)) {
                changes.add(new EntityChange(before, after));
            }
        });
        return changes;
    }
}
