package dev.carafe.vsphere.vcenter.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A change in the making: it sees itself, and touches nothing until its owner applies what came out. */
public final class Draft implements Entities {
    private final EntityState state;
    private final Map<String, Optional<Entity>> made = new LinkedHashMap<>();
    /** What was made and not removed again, to be found as fast as what was there: a host may bring thousands at once. */
    private final EntityState own = new EntityState();

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
        make(entity.id(), entity);
        return entity;
    }

    public void remove(String id) {
        make(id, null);
    }

    private void make(String id, @Nullable Entity entity) {
        Entity before = own.get(id);
        made.put(id, Optional.ofNullable(entity));
        own.apply(List.of(new EntityChange(before, entity)), 0);
    }

    @Override
    public @Nullable Entity get(String id) {
        Optional<Entity> own = made.get(id);
        return own == null ? state.get(id) : own.orElse(null);
    }

    @Override
    public List<Entity> heldBy(String id) {
        return heldBy(id, Entity.class);
    }

    @Override
    public <E extends Entity> List<E> heldBy(String id, Class<E> type) {
        if (made.isEmpty()) {
            return state.heldBy(id, type);
        }
        return with(state.heldBy(id, type), own.heldBy(id, type));
    }

    @Override
    public Optional<Entity> childNamed(String parent, String name) {
        return with(state.childrenNamed(parent, name), own.childrenNamed(parent, name)).stream()
                .findFirst();
    }

    @Override
    public List<Entity> calledOnHost(String hostId, String name) {
        return with(state.calledOnHost(hostId, name), own.calledOnHost(hostId, name));
    }

    /** What was there and is as it was, and then what was made. */
    private <E extends Entity> List<E> with(List<E> before, List<E> since) {
        List<E> all = new ArrayList<>(before.size() + since.size());
        for (E entity : before) {
            if (!made.containsKey(entity.id())) {
                all.add(entity);
            }
        }
        all.addAll(since);
        return all;
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
