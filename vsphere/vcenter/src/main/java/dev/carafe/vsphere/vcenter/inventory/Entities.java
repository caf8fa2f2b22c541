package dev.carafe.vsphere.vcenter.inventory;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The entities at one moment. */
public interface Entities {
    @Nullable
    Entity get(String id);

    /** The entities that an entity lists: its children, and what is on or in it otherwise; oldest first. */
    List<Entity> heldBy(String id);

    /** The entity when it is of a type. */
    default <E extends Entity> Optional<E> find(String id, Class<E> type) {
        return Optional.ofNullable(get(id)).filter(type::isInstance).map(type::cast);
    }

    /** What has the entity as its parent, oldest first. */
    default List<Entity> children(String id) {
        return heldBy(id).stream().filter(entity -> id.equals(entity.parent())).toList();
    }

    /** The child of a name; names are compared as they are, as vCenter does. */
    default Optional<Entity> childNamed(String parent, String name) {
        return heldBy(parent).stream()
                .filter(entity ->
                        parent.equals(entity.parent()) && entity.name().equals(name))
                .findFirst();
    }

    /**
     * The entities that a host calls by a name, oldest first.
     *
     * @param name as {@link Entity#calledOnHosts} has it
     */
    List<Entity> calledOnHost(String hostId, String name);

    /** The entities of a type that an entity lists, oldest first; what it lists otherwise costs nothing. */
    <E extends Entity> List<E> heldBy(String id, Class<E> type);

    /** The datacenter that an entity is in; empty above all datacenters. */
    default Optional<Entity.Datacenter> datacenterOf(String id) {
        Entity at = get(id);
        while (at != null) {
            if (at instanceof Entity.Datacenter datacenter) {
                return Optional.of(datacenter);
            }
            String parent = at.parent();
            at = parent == null ? null : get(parent);
        }
        return Optional.empty();
    }

    /** The compute resource that a host or a pool is in. */
    default Optional<Entity.ComputeResource> computeResourceOf(String id) {
        return switch (get(id)) {
            case Entity.ComputeResource compute -> Optional.of(compute);
            case Entity.ResourcePool pool -> find(pool.owner(), Entity.ComputeResource.class);
            case Entity.Host host when host.parent() != null -> find(host.parent(), Entity.ComputeResource.class);
            case null, default -> Optional.empty();
        };
    }

    /** Whether an entity is another, or somewhere below it. */
    default boolean isBelow(String id, String above) {
        Entity at = get(id);
        while (at != null) {
            if (at.id().equals(above)) {
                return true;
            }
            String parent = at.parent();
            at = parent == null ? null : get(parent);
        }
        return false;
    }
}
