package dev.carafe.vsphere.vcenter.host;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vmomi.task.TaskBody;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The errands that have not ended, in vCenter's store; those that an earlier vCenter left go on as bodies of its tasks. Safe for
 * all threads.
 *
 * <p>That an errand of a task has ended is written with the next errand that begins. Until then the task's own record says so:
 * an errand is left over only when its task is, or when it is nobody's.
 */
public final class Errands implements Tasks.Resumption {
    private static final String PREFIX = "/vcenter/errands/";
    /** How many ends are written with one beginning, at most. */
    private static final int ENDS_MAX = 100;

    private static final System.Logger LOG = System.getLogger(Errands.class.getName());

    private final Store store;
    private final CompletableFuture<ErrandsLeft> takers = new CompletableFuture<>();
    private final List<Consumer<String>> whenEnded = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    // All below are guarded by the lock.
    private final Map<String, Errand> open = new LinkedHashMap<>();
    /** Left by an earlier vCenter, and taken up by nobody yet. */
    private final Map<String, Errand> left = new LinkedHashMap<>();
    /** Keys of those that have ended, which the store does not know. */
    private final List<String> ended = new ArrayList<>();

    /** Reads what an earlier vCenter left. */
    public Errands(Store store) {
        this.store = store;
        for (KeyValue pair :
                store.range(RangeRequest.prefix(Bytes.utf8(PREFIX))).kvs()) {
            String key = pair.key().toUtf8().substring(PREFIX.length());
            try {
                left.put(key, Errand.decode(key, pair.value().toByteArray()));
            } catch (IOException e) {
                LOG.log(Level.WARNING, "what was being done as {0} cannot be read: {1}", key, e.getMessage());
            }
        }
    }

    /** What is left of a task that a host was at work for; it waits until the hosts are open. */
    @Override
    public @Nullable TaskBody of(TaskInfo task) {
        Errand errand;
        lock.lock();
        try {
            errand = left.remove(task.key());
            if (errand == null) {
                return null;
            }
            open.put(errand.key(), errand);
        } finally {
            lock.unlock();
        }
        return progress -> {
            try {
                return takers.get().goOn(errand, progress);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    /** Has somebody take up what is left, and returns what is nobody's task. */
    List<Errand> takeUp(ErrandsLeft by) {
        List<Errand> nobodys = new ArrayList<>();
        lock.lock();
        try {
            for (Errand errand : left.values()) {
                if (errand.isNobodys()) {
                    open.put(errand.key(), errand);
                    nobodys.add(errand);
                } else {
                    ended.add(errand.key()); // its task has ended
                }
            }
            left.clear();
        } finally {
            lock.unlock();
        }
        takers.complete(by);
        return nobodys;
    }

    /** All that have not ended. */
    List<Errand> all() {
        lock.lock();
        try {
            List<Errand> all = new ArrayList<>(open.values());
            all.addAll(left.values());
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** The machines that are changing their hosts. */
    List<HostChange> moves() {
        return all().stream().map(Errand::move).filter(Objects::nonNull).toList();
    }

    @Nullable
    Errand find(String key) {
        lock.lock();
        try {
            return open.get(key);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes an errand, or what became known of it; on the disk when this returns.
     *
     * @throws FaultException SystemError when it cannot be noted
     */
    void put(Errand errand) {
        List<Op> operations = new ArrayList<>();
        operations.add(PutRequest.of(key(errand.key()), Bytes.wrap(errand.encode())));
        List<String> ends = someEnded(errand.key());
        ends.forEach(key -> operations.add(DeleteRangeRequest.of(key(key))));
        try {
            store.txn(new TxnRequest(List.of(), operations, List.of()));
        } catch (EtcdException e) {
            lock.lock();
            try {
                ended.addAll(ends);
            } finally {
                lock.unlock();
            }
            throw SystemError.builder()
                    .reason("not written")
                    .build()
                    .exception("A general system error occurred: what a host is asked for could not be written: "
                            + e.getMessage());
        }
        lock.lock();
        try {
            open.put(errand.key(), errand);
        } finally {
            lock.unlock();
        }
    }

    private List<String> someEnded(String but) {
        lock.lock();
        try {
            ended.remove(but);
            List<String> some = ended.subList(0, Math.min(ENDS_MAX, ended.size()));
            List<String> taken = List.copyOf(some);
            some.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Notes an errand that the host is at already: without a note it is done all the same. */
    void putAfterwards(Errand errand) {
        try {
            put(errand);
        } catch (FaultException e) {
            LOG.log(Level.WARNING, "{0} will not be known after a restart: {1}", errand.key(), e.getMessage());
        }
    }

    /** Has an action run with the key of each errand that has ended. */
    void whenEnded(Consumer<String> action) {
        whenEnded.add(action);
    }

    /** Forgets an errand that has ended. */
    void end(String key) {
        forget(key);
        whenEnded.forEach(each -> each.accept(key));
    }

    private void forget(String key) {
        boolean nobodys;
        lock.lock();
        try {
            Errand errand = open.remove(key);
            if (errand == null) {
                return;
            }
            nobodys = errand.isNobodys();
            if (!nobodys) {
                ended.add(key);
            }
        } finally {
            lock.unlock();
        }
        if (nobodys) {
            try {
                store.deleteRange(DeleteRangeRequest.of(key(key)));
            } catch (EtcdException e) { // the next start finds that nothing is left to do of it
                LOG.log(Level.WARNING, "the end of " + key + " could not be written", e);
            }
        }
    }

    private static Bytes key(String key) {
        return Bytes.utf8(PREFIX + key);
    }
}
