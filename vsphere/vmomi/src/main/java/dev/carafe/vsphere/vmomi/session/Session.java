package dev.carafe.vsphere.vmomi.session;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vmomi.inventory.ChangeListener;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One client's session. Its own objects are in a registry of its own, so that nobody else can name them; looking for an
 * object finds the session's first. Whoever holds locks of both registries took the server's first. Safe for all threads.
 */
public final class Session {
    private final String key;
    private final String userName;
    private final Instant loginTime;
    private final ObjectRegistry shared;
    private final ObjectRegistry own = new ObjectRegistry();

    /** What ends with the session; guarded by itself. */
    private final Set<Runnable> endings = new LinkedHashSet<>();

    /** Guarded by {@link #endings}. */
    private boolean ended;

    private final AtomicLong calls = new AtomicLong();
    /** How this session sees some of the server's objects otherwise than others do. */
    private final Map<ManagedObjectReference<?>, UnaryOperator<DataObject>> views = new ConcurrentHashMap<>();

    private volatile Sight sight = Sight.ALL;

    /**
     * @param key what the session is called; it is no secret, unlike the cookie that stands for it
     * @param shared the objects of the server
     */
    public Session(String key, String userName, Instant loginTime, ObjectRegistry shared) {
        this.key = key;
        this.userName = userName;
        this.loginTime = loginTime;
        this.shared = shared;
    }

    public String key() {
        return key;
    }

    public String userName() {
        return userName;
    }

    public Instant loginTime() {
        return loginTime;
    }

    /**
     * Runs an action once when the session ends; at once, when it has ended.
     *
     * @return takes it back
     */
    public Runnable onEnd(Runnable action) {
        synchronized (endings) {
            if (!ended) {
                endings.add(action);
                return () -> {
                    synchronized (endings) {
                        endings.remove(action);
                    }
                };
            }
        }
        action.run();
        return () -> {};
    }

    /** Ends the session and all that is its own; whoever waits in it is told. */
    public void end() {
        List<Runnable> all;
        synchronized (endings) {
            ended = true;
            all = List.copyOf(endings);
            endings.clear();
        }
        all.forEach(Runnable::run);
    }

    /** The objects that are this session's alone. */
    public ObjectRegistry own() {
        return own;
    }

    /** Counts a call. */
    public void called() {
        calls.incrementAndGet();
    }

    /** How many calls came in it. */
    public long calls() {
        return calls.get();
    }

    /** What its user may see from now on; everything, unless this says otherwise. */
    public void see(Sight what) {
        sight = what;
    }

    /** Whether its user has a privilege on an object of the server. */
    public boolean allows(ManagedObjectReference<?> object, String privilege, ObjectSource source) {
        return sight.allows(object, privilege, source);
    }

    /**
     * Has the session see an object's properties otherwise than others do.
     *
     * @param view makes what this session sees of what all see; it answers from memory and keeps the type
     */
    public void see(ManagedObjectReference<?> object, UnaryOperator<DataObject> view) {
        views.put(object, view);
    }

    /** The object that the session's client means by a name. */
    public Optional<ServedObject> find(ManagedObjectReference<?> reference) {
        return own.find(reference).or(() -> shared.find(reference));
    }

    /** The objects of the server, which all sessions see. */
    public ObjectRegistry shared() {
        return shared;
    }

    /** Reads all that the session can name while nothing of it changes; see {@link ObjectRegistry#read}. */
    public <R extends @Nullable Object> R read(Function<ObjectSource, R> reader) {
        Sight now = sight;
        return shared.read(ofServer -> own.read(ofSession -> reader.apply(
                new Both(ofSession, now.unrestricted() ? ofServer : new SeenObjects(ofServer, now), views))));
    }

    /**
     * Listens to the changes of all that the session can name; see {@link ObjectRegistry#listen(ChangeListener, Runnable)}.
     *
     * @return ends it
     */
    public Runnable listen(ChangeListener listener, Runnable afterwards) {
        Runnable endShared = shared.listen(listener, afterwards);
        Runnable endOwn = own.listen(listener, afterwards);
        return () -> {
            endShared.run();
            endOwn.run();
        };
    }

    private record Both(
            ObjectSource first, ObjectSource second, Map<ManagedObjectReference<?>, UnaryOperator<DataObject>> views)
            implements ObjectSource {
        @Override
        public Set<ManagedObjectReference<?>> references() {
            Set<ManagedObjectReference<?>> references = new LinkedHashSet<>(second.references());
            references.addAll(first.references());
            return references;
        }

        @Override
        public @Nullable ManagedType type(ManagedObjectReference<?> reference) {
            ManagedType type = first.type(reference);
            return type == null ? second.type(reference) : type;
        }

        @Override
        public @Nullable DataObject properties(ManagedObjectReference<?> reference) {
            DataObject own = first.properties(reference);
            if (own != null) {
                return own;
            }
            DataObject common = second.properties(reference);
            UnaryOperator<DataObject> view = views.isEmpty() ? null : views.get(reference);
            return common == null || view == null ? common : view.apply(common);
        }

        @Override
        public boolean isWhole() {
            return first.isWhole() && second.isWhole();
        }

        @Override
        public @Nullable String missingPrivilege(ManagedObjectReference<?> reference, String property) {
            return first.type(reference) == null ? second.missingPrivilege(reference, property) : null;
        }
    }
}
