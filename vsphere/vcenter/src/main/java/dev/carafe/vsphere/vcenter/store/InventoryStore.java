package dev.carafe.vsphere.vcenter.store;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.vsphere.vcenter.inventory.Draft;
import dev.carafe.vsphere.vcenter.inventory.Entities;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.EntityChange;
import dev.carafe.vsphere.vcenter.inventory.EntityState;
import dev.carafe.vsphere.vcenter.inventory.FolderRules;
import dev.carafe.vsphere.vim.vim25.ObjectContent;
import dev.carafe.vsphere.vim.vim25.SystemError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The inventory, kept in a store. Safe for all threads. */
public final class InventoryStore implements AutoCloseable {
    /** Is told what came to be, on the owner's thread, before whoever asked for it is answered. */
    @FunctionalInterface
    public interface Listener {
        void changed(List<EntityChange> changes, Entities now);
    }

    private static final String ENTITIES = "/vcenter/entities/";
    private static final Bytes NEXT_NUMBER = Bytes.utf8("/vcenter/next-number");
    private static final int QUEUE_MAX = 1_024;
    private static final int OPERATIONS_MAX = 200_000;
    private static final int REQUEST_BYTES_MAX = 32 << 20;
    private static final int SEGMENT_BYTES = 64 << 20;
    /** After so many revisions what was before is given up: nobody reads it. */
    private static final long COMPACT_EVERY = 1_000;

    private record Command(Function<Draft, ? extends @Nullable Object> decide, CompletableFuture<Object> answer) {}

    private final Store store;
    private final Documents documents = new Documents();
    private final BlockingQueue<Command> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    /** Guarded by {@link #lock}; changed by the owner alone. */
    private final EntityState state = new EntityState();

    private final Listener listener;
    private final Thread owner;
    private volatile boolean closed;
    private long compactedRevision;

    private InventoryStore(Store store, Listener listener) {
        this.store = store;
        this.listener = listener;
        owner = Thread.ofVirtual().name("vcenter-inventory").unstarted(this::run);
    }

    /** How a store is set that takes the largest change in one transaction: the removal of a host with all it has. */
    public static StoreConfig config(Path directory) {
        StoreConfig usual = StoreConfig.of(directory);
        return new StoreConfig(
                directory,
                SEGMENT_BYTES,
                usual.snapshotLogBytes(),
                REQUEST_BYTES_MAX,
                OPERATIONS_MAX,
                usual.progressInterval());
    }

    /**
     * Reads what is in the store, tells the listener of all of it, and begins to take changes. A store without an inventory
     * gets a new one.
     *
     * @param store stays the caller's
     * @throws IOException when what is in the store is not to be understood
     */
    public static InventoryStore open(Store store, Listener listener) throws IOException {
        InventoryStore inventory = new InventoryStore(store, listener);
        inventory.restore();
        inventory.owner.start();
        return inventory;
    }

    private void restore() throws IOException {
        List<EntityChange> found = new ArrayList<>();
        for (KeyValue pair :
                store.range(RangeRequest.prefix(Bytes.utf8(ENTITIES))).kvs()) {
            try {
                found.add(new EntityChange(
                        null, EntityCodec.decode(documents.decode(pair.value(), ObjectContent.class))));
            } catch (IOException | IllegalArgumentException e) {
                throw new IOException("the inventory's entry " + pair.key() + " cannot be read: " + e.getMessage(), e);
            }
        }
        KeyValue next = store.get(NEXT_NUMBER);
        EntityState restored = new EntityState();
        restored.apply(found, next == null ? 1 : Integer.parseInt(next.value().toUtf8()));
        List<EntityChange> inOrder = restored.all().stream()
                .map(entity -> new EntityChange(null, entity))
                .toList();
        apply(inOrder, restored.nextNumber());
        if (inOrder.isEmpty()) {
            Draft draft = new Draft(state);
            FolderRules.createRoot(draft);
            write(draft);
            apply(draft.changes(), draft.nextNumber());
        }
    }

    /**
     * Makes a change and returns once it is durable and seen by all. Nothing changes when {@code decide} throws, which is
     * thrown here too.
     *
     * @param decide on the owner's thread: it neither waits nor keeps the draft
     * @throws dev.carafe.vsphere.vim.FaultException also SystemError, when it could not be written
     */
    @SuppressWarnings("unchecked")
    public <R extends @Nullable Object> R change(Function<Draft, R> decide) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        try {
            if (closed) {
                throw stopped();
            }
            queue.put(new Command(decide, answer));
            if (closed) {
                answer.completeExceptionally(stopped());
            }
            return (R) answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SystemError.builder()
                    .reason("interrupted")
                    .build()
                    .exception("The change of the inventory was interrupted before it was made.");
        }
    }

    private static RuntimeException stopped() {
        return SystemError.builder()
                .reason("stopped")
                .build()
                .exception("The server is being stopped; nothing was changed.");
    }

    /** Reads while nothing changes; the reader neither waits nor keeps what it is given. */
    public <R extends @Nullable Object> R read(Function<Entities, R> reader) {
        lock.readLock().lock();
        try {
            return reader.apply(state);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** All entities of a type, oldest first. */
    public <E extends Entity> List<E> all(Class<E> type) {
        lock.readLock().lock();
        try {
            return state.all().stream().filter(type::isInstance).map(type::cast).toList();
        } finally {
            lock.readLock().unlock();
        }
    }

    private void run() {
        try {
            while (!closed) {
                carryOut(queue.take());
            }
        } catch (InterruptedException _) {
            // closed
        }
        for (Command command = queue.poll(); command != null; command = queue.poll()) {
            command.answer().completeExceptionally(stopped());
        }
    }

    @SuppressWarnings("NullAway") // null is the answer of a change that has none
    private void carryOut(Command command) {
        try {
            Draft draft = new Draft(state); // only this thread changes it, so it needs no lock to read
            Object result = command.decide().apply(draft);
            List<EntityChange> changes = draft.changes();
            if (!changes.isEmpty()) {
                write(draft);
                apply(changes, draft.nextNumber());
            }
            command.answer().complete(result);
        } catch (RuntimeException e) {
            command.answer().completeExceptionally(e);
        }
    }

    private void write(Draft draft) {
        List<Op> operations = new ArrayList<>();
        operations.add(PutRequest.of(NEXT_NUMBER, Bytes.utf8(Integer.toString(draft.nextNumber()))));
        for (EntityChange change : draft.changes()) {
            if (change.after() != null) {
                Entity after = change.after();
                operations.add(PutRequest.of(key(after), documents.encode(EntityCodec.encode(after))));
            } else if (change.before() != null) {
                operations.add(DeleteRangeRequest.of(key(change.before())));
            }
        }
        try {
            long revision =
                    store.txn(new TxnRequest(List.of(), operations, List.of())).revision();
            compact(revision);
        } catch (EtcdException e) {
            throw SystemError.builder()
                    .reason("inventory not written")
                    .build()
                    .exception("The inventory could not be written, so nothing was changed: " + e.getMessage());
        }
    }

    private void compact(long revision) {
        if (revision - compactedRevision >= COMPACT_EVERY) {
            History.giveUp(store, revision);
            compactedRevision = revision;
        }
    }

    private static Bytes key(Entity entity) {
        return Bytes.utf8(ENTITIES + entity.id());
    }

    private void apply(List<EntityChange> changes, int nextNumber) {
        lock.writeLock().lock();
        try {
            state.apply(changes, nextNumber);
        } finally {
            lock.writeLock().unlock();
        }
        listener.changed(changes, state);
    }

    /** Ends taking changes. The store stays open. */
    @Override
    public void close() {
        closed = true;
        owner.interrupt();
        try {
            owner.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        for (Command command = queue.poll(); command != null; command = queue.poll()) {
            command.answer().completeExceptionally(stopped());
        }
    }
}
