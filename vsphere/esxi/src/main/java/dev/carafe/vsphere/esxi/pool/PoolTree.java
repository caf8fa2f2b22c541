package dev.carafe.vsphere.esxi.pool;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.InvalidFolder;
import dev.carafe.vsphere.vim.vim25.InvalidName;
import dev.carafe.vsphere.vim.vim25.LimitExceeded;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pools of a host, below the root pool. Immutable: a change makes another tree. */
public final class PoolTree {
    /** As many as a host may have, and as deep as they may lie below the root ("Configuration Maximums" of vSphere). */
    static final int POOLS_MAX = 1_600;

    static final int DEPTH_MAX = 8;
    private static final int NAME_MAX = 80;

    private final String root;
    private final long lastId;
    /** By id, a parent before its children, and children in the order in which they came. */
    private final Map<String, Pool> pools;

    private PoolTree(String root, long lastId, Map<String, Pool> pools) {
        this.root = root;
        this.lastId = lastId;
        this.pools = Collections.unmodifiableMap(pools);
    }

    /** @param root the id of the root pool */
    public static PoolTree empty(String root) {
        return new PoolTree(root, 0, Map.of());
    }

    /**
     * A tree as it was written down.
     *
     * @throws IllegalArgumentException when a pool is in none of those before it, or the same as one of them
     */
    static PoolTree of(String root, long lastId, List<Pool> written) {
        Map<String, Pool> pools = new LinkedHashMap<>();
        for (Pool pool : written) {
            boolean placed = pool.parent().equals(root) || pools.containsKey(pool.parent());
            if (!placed || pool.id().equals(root) || pools.putIfAbsent(pool.id(), pool) != null) {
                throw new IllegalArgumentException("the pool " + pool.id() + " is in no tree");
            }
        }
        return new PoolTree(root, lastId, pools);
    }

    public String root() {
        return root;
    }

    long lastId() {
        return lastId;
    }

    /** All of them, a parent before its children. */
    public Collection<Pool> all() {
        return pools.values();
    }

    public Optional<Pool> find(String id) {
        return Optional.ofNullable(pools.get(id));
    }

    /** Whether it is the root or in the tree. */
    public boolean has(String id) {
        return id.equals(root) || pools.containsKey(id);
    }

    /** Those directly in a pool. */
    public List<Pool> children(String parent) {
        return pools.values().stream()
                .filter(pool -> pool.parent().equals(parent))
                .toList();
    }

    /** A pool and all that it is in, the outermost below the root first; empty for the root and for what is not there. */
    public List<Pool> path(String id) {
        List<Pool> path = new ArrayList<>();
        for (Pool pool = pools.get(id); pool != null; pool = pools.get(pool.parent())) {
            path.addFirst(pool);
        }
        return path;
    }

    /** Pools below a pool, a parent before its children. */
    public List<Pool> below(String id) {
        return pools.values().stream()
                .filter(pool -> !pool.id().equals(id)
                        && path(pool.id()).stream()
                                .anyMatch(each -> each.parent().equals(id)))
                .toList();
    }

    /** What was made or changed, and the tree with it. */
    public record Changed(PoolTree tree, Pool pool) {}

    /** @throws FaultException DuplicateName, InvalidArgument, InvalidName, LimitExceeded, ManagedObjectNotFound */
    public Changed create(String parent, String name, ResourceConfigSpec spec, Instant now) {
        require(parent);
        if (pools.size() >= POOLS_MAX || path(parent).size() >= DEPTH_MAX) {
            throw tooMany();
        }
        String id = "pool" + (lastId + 1);
        Pool made = new Pool(id, free(parent, name, ""), parent, PoolConfigs.made(spec, id, now));
        Map<String, Pool> all = new LinkedHashMap<>(pools);
        all.put(id, made);
        return new Changed(new PoolTree(root, lastId + 1, all), made);
    }

    /** @throws FaultException DuplicateName, InvalidName, ManagedObjectNotFound */
    public Changed rename(String id, String name) {
        Pool pool = get(id);
        return put(new Pool(id, free(pool.parent(), name, id), pool.parent(), pool.config()));
    }

    /** @throws FaultException InvalidArgument, ManagedObjectNotFound */
    public Changed reconfigure(String id, ResourceConfigSpec spec, Instant now) {
        Pool pool = get(id);
        return put(new Pool(id, pool.name(), pool.parent(), PoolConfigs.changed(pool.config(), spec, id, now)));
    }

    /** @throws FaultException DuplicateName, InvalidFolder when it would be in itself, LimitExceeded, ManagedObjectNotFound */
    public Changed move(String id, String parent) {
        Pool pool = get(id);
        require(parent);
        if (path(parent).stream().anyMatch(above -> above.id().equals(id))) {
            throw InvalidFolder.builder()
                    .target(Pool.reference(parent))
                    .build()
                    .exception("The resource pool '" + pool.name() + "' cannot be moved into itself.");
        }
        int deepest = below(id).stream()
                .mapToInt(each -> path(each.id()).size())
                .max()
                .orElse(path(id).size());
        if (path(parent).size() + 1 + deepest - path(id).size() > DEPTH_MAX) {
            throw tooMany();
        }
        return put(new Pool(id, free(parent, pool.name(), id), parent, pool.config()));
    }

    /**
     * Without a pool; those in it are in the one that it was in, with a number behind a name that is taken there.
     *
     * @throws FaultException ManagedObjectNotFound
     */
    public PoolTree remove(String id) {
        Pool gone = get(id);
        Map<String, Pool> all = new LinkedHashMap<>(pools);
        all.remove(id);
        PoolTree without = new PoolTree(root, lastId, all);
        for (Pool child : children(id)) {
            String name = child.name();
            for (int number = 1; without.isTaken(gone.parent(), name, child.id()); number++) {
                name = child.name() + " (" + number + ")";
            }
            without = without.put(new Pool(child.id(), name, gone.parent(), child.config()))
                    .tree();
        }
        return without;
    }

    /** In the place of the one that it was, or behind all: what is below it follows then. */
    private Changed put(Pool changed) {
        Map<String, Pool> all = new LinkedHashMap<>(pools);
        Pool before = all.put(changed.id(), changed);
        if (before != null && !before.parent().equals(changed.parent())) {
            List<Pool> moving = new ArrayList<>(List.of(changed));
            moving.addAll(below(changed.id()));
            moving.forEach(pool -> all.remove(pool.id()));
            moving.forEach(pool -> all.put(pool.id(), pool));
        }
        return new Changed(new PoolTree(root, lastId, all), changed);
    }

    private Pool get(String id) {
        return find(id).orElseThrow(() -> MissingObject.fault(Pool.reference(id)));
    }

    private void require(String id) {
        if (!has(id)) {
            throw MissingObject.fault(Pool.reference(id));
        }
    }

    private boolean isTaken(String parent, String name, String except) {
        return pools.values().stream()
                .anyMatch(pool -> pool.parent().equals(parent)
                        && pool.name().equals(name)
                        && !pool.id().equals(except));
    }

    /** A name as inventory paths have it, when no other pool in that place has it. */
    private String free(String parent, String name, String except) {
        if (name.isBlank() || name.length() > NAME_MAX || name.chars().anyMatch(Character::isISOControl)) {
            String shown = name.substring(0, Math.min(name.length(), 2 * NAME_MAX));
            throw InvalidName.builder()
                    .name(shown)
                    .build()
                    .exception("The specified entity name '" + shown + "' is invalid: it has from 1 to " + NAME_MAX
                            + " characters and no control characters.");
        }
        String escaped = name.replaceAll("%(?![0-9a-fA-F]{2})", "%25")
                .replace("/", "%2f")
                .replace("\\", "%5c");
        for (Pool pool : children(parent)) {
            if (pool.name().equals(escaped) && !pool.id().equals(except)) {
                throw DuplicateName.builder()
                        .name(escaped)
                        .object(pool.reference())
                        .build()
                        .exception("The name '" + escaped + "' already exists.");
            }
        }
        return escaped;
    }

    private static FaultException tooMany() {
        return LimitExceeded.builder()
                .property("resourcePool")
                .build()
                .exception("A host has at most " + POOLS_MAX + " resource pools, " + DEPTH_MAX + " deep.");
    }
}
