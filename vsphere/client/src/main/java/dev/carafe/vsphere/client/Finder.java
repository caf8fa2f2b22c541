package dev.carafe.vsphere.client;

import dev.carafe.vsphere.client.Inventory.Child;
import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds objects by their place in the inventory, with the paths and patterns of govc: {@code /DC0/vm/web/*} from the root,
 * {@code web/*} from the folder for such objects in the default datacenter, a plain name at any depth there, and {@code ...}
 * for any number of folders.
 *
 * <p>Safe for all threads. Each search asks the server anew, once for each level of the inventory that it goes down (and for
 * each thousand of folders there), however many folders and objects there are.
 */
public final class Finder {
    /** What can be found, and the folder of a datacenter where a path without a slash begins; empty for the root. */
    public enum Kind {
        DATACENTER("Datacenter", ""),
        FOLDER("Folder", "vm"),
        VIRTUAL_MACHINE("VirtualMachine", "vm"),
        VIRTUAL_APP("VirtualApp", "vm"),
        HOST_SYSTEM("HostSystem", "host"),
        COMPUTE_RESOURCE("ComputeResource", "host"),
        CLUSTER_COMPUTE_RESOURCE("ClusterComputeResource", "host"),
        RESOURCE_POOL("ResourcePool", "host"),
        DATASTORE("Datastore", "datastore"),
        STORAGE_POD("StoragePod", "datastore"),
        NETWORK("Network", "network"),
        DISTRIBUTED_VIRTUAL_PORTGROUP("DistributedVirtualPortgroup", "network"),
        DISTRIBUTED_VIRTUAL_SWITCH("DistributedVirtualSwitch", "network");

        private final String type;
        private final String folder;

        Kind(String type, String folder) {
            this.type = type;
            this.folder = folder;
        }

        private boolean includes(ManagedObjectReference<?> object) {
            return isOf(object, type);
        }

        private static boolean isOf(ManagedObjectReference<?> object, String type) {
            return Vim25.NAMESPACE.type(type) instanceof ManagedType wanted
                    && Vim25.NAMESPACE.type(object.type()) instanceof ManagedType actual
                    && actual.isSubtypeOf(wanted);
        }
    }

    /**
     * An object that was found.
     *
     * @param path from the root, such as {@code /DC0/vm/web}
     */
    public record Element(String path, ManagedObjectReference<?> object) {
        /** The object as what it was looked for as, such as {@code found.<VirtualMachine>as()}. */
        @SuppressWarnings("unchecked")
        public <T extends ManagedObject> ManagedObjectReference<T> as() {
            return (ManagedObjectReference<T>) object;
        }
    }

    /** How deep {@code ...} looks: more than any inventory has, so that a server's loop ends. */
    private static final int DEPTH_MAX = 64;

    private final ManagedObjectReference<?> root;
    private final Inventory inventory;
    private final @Nullable String datacenter;

    /** Without a datacenter: the only one there is is taken where a path needs one. */
    public Finder(VSphereClient client) {
        this(client.content().rootFolder(), new Inventory(new PropertyReader(client)), null);
    }

    private Finder(ManagedObjectReference<?> root, Inventory inventory, @Nullable String datacenter) {
        this.root = root;
        this.inventory = inventory;
        this.datacenter = datacenter;
    }

    /** The same with a default datacenter. */
    public Finder in(Element defaultDatacenter) {
        return new Finder(root, inventory, defaultDatacenter.path());
    }

    /** The only datacenter. */
    public Element defaultDatacenter() throws NotFoundException, IOException, InterruptedException {
        return only("*", list(Kind.DATACENTER, "*"));
    }

    /** The one object that a path means. */
    public Element find(Kind kind, String path) throws NotFoundException, IOException, InterruptedException {
        return only(path, list(kind, path));
    }

    /**
     * All objects that a path means; none is no error. Where hosts are asked for, a path to a compute resource or cluster
     * means its hosts.
     *
     * @throws NotFoundException when the path needs the default datacenter, and there is none or more than one
     * @throws IllegalArgumentException when a pattern in the path is malformed
     */
    public List<Element> list(Kind kind, String path) throws NotFoundException, IOException, InterruptedException {
        boolean deep = InventoryPath.isPlainName(path) && !path.equals(InventoryPath.RECURSIVE);
        InventoryPath pattern = InventoryPath.of(deep ? InventoryPath.RECURSIVE + "/" + path : path, place(kind, path));
        Map<ManagedObjectReference<?>, List<Child>> known = new HashMap<>();
        while (true) { // once for each level of the inventory
            Walk walk = new Walk(kind, known);
            walk.from(new Element("", root), pattern.segments(), 0);
            if (walk.unknown.isEmpty()) {
                return List.copyOf(walk.found.values());
            }
            known.putAll(inventory.children(walk.unknown));
        }
    }

    private String place(Kind kind, String path) throws NotFoundException, IOException, InterruptedException {
        if (path.startsWith("/") || kind.folder.isEmpty()) {
            return "/";
        }
        String base = datacenter == null ? defaultDatacenter().path() : datacenter;
        return base + "/" + kind.folder;
    }

    /**
     * One walk through what is known of the inventory. What it would have gone into and does not know is to be asked for, all
     * at once, before the next.
     */
    private static final class Walk {
        private final Kind kind;
        private final Map<ManagedObjectReference<?>, List<Child>> known;
        final Map<String, Element> found = new LinkedHashMap<>();
        final Set<ManagedObjectReference<?>> unknown = new LinkedHashSet<>();

        Walk(Kind kind, Map<ManagedObjectReference<?>, List<Child>> known) {
            this.kind = kind;
            this.known = known;
        }

        void from(Element at, List<String> segments, int depth) {
            if (segments.isEmpty()) {
                if (kind.includes(at.object())) {
                    found.putIfAbsent(at.path(), at.path().isEmpty() ? new Element("/", at.object()) : at);
                } else if (kind == Kind.HOST_SYSTEM && Kind.isOf(at.object(), Kind.COMPUTE_RESOURCE.type)) {
                    hosts(at);
                }
                return;
            }
            String first = segments.getFirst();
            List<String> rest = segments.subList(1, segments.size());
            boolean recursive = first.equals(InventoryPath.RECURSIVE);
            if (recursive && !rest.isEmpty()) {
                from(at, rest, depth); // no folder is a number of folders too
            }
            if (recursive && depth >= DEPTH_MAX) {
                return;
            }
            for (Child child : children(at)) {
                Element below = new Element(at.path() + "/" + child.name(), child.object());
                if (recursive) {
                    if (rest.isEmpty()) {
                        from(below, rest, depth + 1);
                    }
                    from(below, segments, depth + 1);
                } else if (InventoryPath.matches(first, child.name())) {
                    from(below, rest, depth + 1);
                }
            }
        }

        /** A compute resource stands for its hosts, of which it has one where it is no cluster. */
        private void hosts(Element at) {
            for (Child child : children(at)) {
                if (Kind.HOST_SYSTEM.includes(child.object())) {
                    String path = at.path() + "/" + child.name();
                    found.putIfAbsent(path, new Element(path, child.object()));
                }
            }
        }

        private List<Child> children(Element at) {
            List<Child> children = known.get(at.object());
            if (children == null && Inventory.canHold(at.object())) {
                unknown.add(at.object());
            }
            return children == null ? List.of() : children;
        }
    }

    private static Element only(String path, List<Element> found) throws NotFoundException {
        if (found.size() == 1) {
            return found.getFirst();
        }
        List<String> paths = new ArrayList<>();
        found.stream().limit(10).map(Element::path).forEach(paths::add);
        throw new NotFoundException(
                found.isEmpty()
                        ? "'" + path + "' not found"
                        : "path '" + path + "' resolves to multiple objects (" + String.join(", ", paths)
                                + "); give the whole path of one");
    }

    /** A path means no object, or more than one. */
    public static final class NotFoundException extends Exception {
        private static final long serialVersionUID = 1L;

        NotFoundException(String message) {
            super(message);
        }
    }
}
