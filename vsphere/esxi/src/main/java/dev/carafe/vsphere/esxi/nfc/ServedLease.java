package dev.carafe.vsphere.esxi.nfc;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseCapabilities;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseDeviceUrl;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseInfo;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseManifestEntry;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseProperties;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseState;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.KeyValue;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.MethodFault;
import dev.carafe.vsphere.vim.vim25.RequestCanceled;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.Timedout;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One lease. Its states, and what moves it from one to the next:
 *
 * <pre>
 *   INITIALIZING ── prepared ──► READY ── complete ──► DONE
 *        │                         └── abort, time ──► ERROR
 *        └── fault, abort ───────────────────────────► ERROR
 * </pre>
 */
final class ServedLease implements HttpNfcLease, ServedObject {
    private static final System.Logger LOG = System.getLogger(ServedLease.class.getName());

    private final NfcLeases leases;
    private final ObjectRegistry registry;
    private final NfcWork work;
    private final ManagedObjectReference<HttpNfcLease> own;
    private final String secret;
    private final Duration timeout;
    private final String thumbprint;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All below are guarded by the lock.
    private HttpNfcLeaseState state = HttpNfcLeaseState.INITIALIZING;
    private @Nullable NfcContent content;
    private @Nullable Thread maker;
    private boolean expired;
    private int transfers;
    private long deadlineNanos;
    private final Map<String, HttpNfcLeaseManifestEntry> manifest = new LinkedHashMap<>();
    private final Map<String, String> checksums = new HashMap<>();

    /** A file that is being moved. Ended before the last byte of the answer: a client that has it may complete the lease at once. */
    final class Transfer implements AutoCloseable {
        private final NfcFile file;
        private final String key;
        private final String checksum;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Transfer(NfcFile file, String key, String checksum) {
            this.file = file;
            this.key = key;
            this.checksum = checksum;
        }

        NfcFile file() {
            return file;
        }

        String key() {
            return key;
        }

        /** The kind of checksum that the manifest is to have. */
        String checksum() {
            return checksum;
        }

        /** Ends it, with what was sent out. */
        void end(HttpNfcLeaseManifestEntry entry) {
            if (ended.compareAndSet(false, true)) {
                endTransfer(Optional.of(entry));
            }
        }

        @Override
        public void close() {
            if (ended.compareAndSet(false, true)) {
                endTransfer(Optional.empty());
            }
        }
    }

    ServedLease(
            NfcLeases leases,
            ObjectRegistry registry,
            NfcWork work,
            String value,
            String secret,
            Duration timeout,
            String thumbprint) {
        this.leases = leases;
        this.registry = registry;
        this.work = work;
        this.own = new ManagedObjectReference<>("HttpNfcLease", "session-" + value);
        this.secret = secret;
        this.timeout = timeout;
        this.thumbprint = thumbprint;
    }

    @Override
    public ManagedObjectReference<?> reference() {
        return own;
    }

    ManagedObjectReference<HttpNfcLease> own() {
        return own;
    }

    String secret() {
        return secret;
    }

    boolean isImport() {
        return work.isImport();
    }

    /** As a new lease has them. */
    HttpNfcLeaseProperties properties() {
        return HttpNfcLeaseProperties.builder()
                .initializeProgress(0)
                .transferProgress(0)
                .mode("pushOrGet")
                .capabilities(HttpNfcLeaseCapabilities.builder()
                        .pullModeSupported(false)
                        .corsSupported(false)
                        .build())
                .state(HttpNfcLeaseState.INITIALIZING)
                .build();
    }

    void begin() {
        Thread thread = Thread.ofVirtual().name("nfc-lease").unstarted(this::live);
        lock.lock();
        try {
            maker = thread;
        } finally {
            lock.unlock();
        }
        thread.start();
    }

    private void live() {
        NfcContent made;
        try {
            made = work.prepare(percent -> show(p -> p.initializeProgress(percent)));
        } catch (FaultException fault) {
            fail((MethodFault) fault.fault(), fault.getMessage());
            return;
        } catch (InterruptedException aborted) {
            fail(RequestCanceled.builder().build(), "The lease was aborted.");
            return;
        } catch (RuntimeException | Error defect) {
            LOG.log(Level.ERROR, "a lease cannot be made ready", defect);
            fail(SystemError.builder().reason("defect").build(), "A general system error occurred.");
            return;
        }
        ready(made);
        watch(made);
    }

    private void ready(NfcContent made) {
        boolean aborted;
        lock.lock();
        try {
            aborted = state == HttpNfcLeaseState.ERROR;
            content = made;
            maker = null;
            Thread.interrupted(); // an abort that came too late to stop the work must not stop its undoing
            if (!aborted) {
                state = HttpNfcLeaseState.READY;
                renew();
            }
        } finally {
            lock.unlock();
        }
        if (!aborted) {
            show(p -> p.initializeProgress(100).info(info(made)));
        }
    }

    /** Waits for the lease's end, and tells it when no transfer is going on any more. */
    private void watch(NfcContent made) {
        boolean completed;
        boolean timedOut = false;
        lock.lock();
        try {
            while (state == HttpNfcLeaseState.READY) {
                long left = transfers > 0 ? timeout.toNanos() : deadlineNanos - System.nanoTime();
                if (left <= 0) {
                    state = HttpNfcLeaseState.ERROR;
                    expired = true;
                    timedOut = true;
                } else {
                    changed.awaitNanos(left);
                }
            }
            while (transfers > 0) {
                changed.await();
            }
            completed = state == HttpNfcLeaseState.DONE;
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException("a lease that is ready is not interrupted", unexpected);
        } finally {
            lock.unlock();
        }
        if (timedOut) {
            show(p -> p.error(
                    new LocalizedMethodFault(Timedout.builder().build(), "The lease timed out: nobody renewed it.")));
        }
        leases.forget(this);
        if (!completed) { // a completed one was told by complete itself
            undo(made, timedOut);
        }
    }

    /** Tells of an end that its client wanted, or caused by its silence: no error of the host's. */
    private void undo(NfcContent made, boolean timedOut) {
        if (tell(made, false)) {
            LOG.log(
                    Level.INFO,
                    "the lease of {0} {1}, and is undone",
                    made.importName(),
                    timedOut ? "was renewed by nobody" : "was aborted");
        }
    }

    /** Whether what the lease was for could be ended. */
    private boolean tell(NfcContent made, boolean completed) {
        try {
            work.ended(made, completed);
            return true;
        } catch (RuntimeException failed) {
            LOG.log(Level.ERROR, "what a lease was for cannot be ended", failed);
            if (completed) {
                throw failed;
            }
            return false;
        }
    }

    private void fail(MethodFault fault, @Nullable String message) {
        boolean aborted;
        lock.lock();
        try {
            aborted = state == HttpNfcLeaseState.ERROR; // and says why already
            state = HttpNfcLeaseState.ERROR;
            maker = null;
        } finally {
            lock.unlock();
        }
        if (!aborted) {
            show(p -> p.error(new LocalizedMethodFault(fault, message == null ? "" : message)));
        }
        leases.forget(this);
    }

    private HttpNfcLeaseInfo info(NfcContent made) {
        List<HttpNfcLeaseDeviceUrl> urls = new ArrayList<>();
        long kib = 0;
        for (int i = 0; i < made.files().size(); i++) {
            NfcFile file = made.files().get(i);
            kib += file.capacityBytes() / 1024;
            HttpNfcLeaseDeviceUrl.Builder url = HttpNfcLeaseDeviceUrl.builder()
                    .key(key(made, file))
                    .importKey("/" + made.importName() + "/" + file.deviceId())
                    .url("https://*" + NfcLeases.PREFIX + "/" + secret + "/" + target(i, file))
                    .sslThumbprint(thumbprint)
                    .disk(file instanceof NfcFile.Disk)
                    .targetId(target(i, file));
            if (file instanceof NfcFile.Nvram nvram) {
                url.fileSize(nvram.sizeBytes());
            }
            urls.add(url.build());
        }
        return HttpNfcLeaseInfo.builder()
                .lease(own)
                .entity(new ManagedObjectReference<>(
                        made.entity().type(), made.entity().value()))
                .deviceUrl(urls)
                .totalDiskCapacityInKB(kib)
                .leaseTimeout((int) Math.max(1, timeout.toSeconds()))
                .build();
    }

    private static String key(NfcContent made, NfcFile file) {
        return "/" + made.entity().value() + "/" + file.deviceId();
    }

    private static String target(int index, NfcFile file) {
        return switch (file) {
            case NfcFile.Disk _ -> "disk-" + index + ".vmdk";
            case NfcFile.Nvram _ -> "file-" + index + ".nvram";
        };
    }

    /** Begins to move a file, and holds the lease open; empty when the lease is not ready or has no such file. */
    Optional<Transfer> beginTransfer(String target) {
        lock.lock();
        try {
            NfcContent made = content;
            if (state != HttpNfcLeaseState.READY || made == null) {
                return Optional.empty();
            }
            for (int i = 0; i < made.files().size(); i++) {
                NfcFile file = made.files().get(i);
                if (target(i, file).equals(target)) {
                    transfers++;
                    String key = key(made, file);
                    return Optional.of(new Transfer(file, key, checksums.getOrDefault(key, "sha1")));
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void endTransfer(Optional<HttpNfcLeaseManifestEntry> entry) {
        lock.lock();
        try {
            transfers--;
            entry.ifPresent(sent -> manifest.put(sent.key(), sent));
            renew();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether transfers are to stop. */
    boolean isOver() {
        lock.lock();
        try {
            return state != HttpNfcLeaseState.READY;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<HttpNfcLeaseManifestEntry> httpNfcLeaseGetManifest() {
        lock.lock();
        try {
            if (state == HttpNfcLeaseState.INITIALIZING || state == HttpNfcLeaseState.ERROR) {
                throw wrongState();
            }
            return List.copyOf(manifest.values());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void httpNfcLeaseSetManifestChecksumType(List<KeyValue> deviceUrlsToChecksumTypes) {
        lock.lock();
        try {
            requireReady();
            for (KeyValue pair : deviceUrlsToChecksumTypes) {
                if (!pair.value().equals("sha1") && !pair.value().equals("sha256")) {
                    throw InvalidArgument.builder()
                            .invalidProperty("deviceUrlsToChecksumTypes")
                            .build()
                            .exception("There is no checksum '" + pair.value() + "'; there are sha1 and sha256.");
                }
            }
            for (KeyValue pair : deviceUrlsToChecksumTypes) {
                if (!hasFile(pair.key())) {
                    throw InvalidArgument.builder()
                            .invalidProperty("deviceUrlsToChecksumTypes")
                            .build()
                            .exception("This lease has no file of the key '" + pair.key() + "'.");
                }
            }
            deviceUrlsToChecksumTypes.forEach(pair -> checksums.put(pair.key(), pair.value()));
        } finally {
            lock.unlock();
        }
    }

    private boolean hasFile(String key) {
        NfcContent made = content;
        return made != null
                && made.files().stream().anyMatch(file -> key(made, file).equals(key));
    }

    @Override
    public void httpNfcLeaseComplete() {
        NfcContent made;
        lock.lock();
        try {
            requireReady();
            if (transfers > 0 || content == null) {
                throw InvalidState.builder().build().exception("A file of this lease is still being moved.");
            }
            made = content;
            state = HttpNfcLeaseState.DONE;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            var _ = tell(made, true);
        } catch (FaultException fault) {
            lock.lock();
            try {
                state = HttpNfcLeaseState.ERROR;
            } finally {
                lock.unlock();
            }
            show(p ->
                    p.error(new LocalizedMethodFault((MethodFault) fault.fault(), String.valueOf(fault.getMessage()))));
            throw fault;
        }
        show(p -> p.transferProgress(100));
    }

    @Override
    public void httpNfcLeaseAbort(@Nullable LocalizedMethodFault fault) {
        abort(
                fault == null
                        ? new LocalizedMethodFault(RequestCanceled.builder().build(), "The lease was aborted.")
                        : fault);
    }

    /** Ends it for a reason of the server's; nothing happens when it has ended. */
    void abort(String reason) {
        try {
            abort(new LocalizedMethodFault(
                    RequestCanceled.builder().build(), "The lease was aborted: " + reason + "."));
        } catch (FaultException ended) {
            // it has ended by itself
        }
    }

    private void abort(LocalizedMethodFault fault) {
        lock.lock();
        try {
            if (state != HttpNfcLeaseState.READY && state != HttpNfcLeaseState.INITIALIZING) {
                throw wrongState();
            }
            state = HttpNfcLeaseState.ERROR;
            if (maker != null) {
                maker.interrupt();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        show(p -> p.error(fault));
    }

    @Override
    public void httpNfcLeaseProgress(int percent) {
        if (percent < 0 || percent > 100) {
            throw InvalidArgument.builder()
                    .invalidProperty("percent")
                    .build()
                    .exception(percent + " is not between 0 and 100.");
        }
        lock.lock();
        try {
            requireReady();
            renew();
        } finally {
            lock.unlock();
        }
        show(p -> p.transferProgress(percent));
    }

    private void renew() {
        deadlineNanos = System.nanoTime() + timeout.toNanos();
    }

    private void requireReady() {
        if (state != HttpNfcLeaseState.READY) {
            throw wrongState();
        }
    }

    private FaultException wrongState() {
        return expired
                ? Timedout.builder().build().exception("The lease timed out: nobody renewed it.")
                : InvalidState.builder()
                        .build()
                        .exception("The operation is not allowed in the current state of the lease: " + state.wire()
                                + ".");
    }

    /** Changes what clients see; the state is always the one that it is in then. */
    private void show(UnaryOperator<HttpNfcLeaseProperties.Builder> change) {
        registry.change(changes -> {
            if (changes.properties(own) != null) {
                changes.update(
                        own,
                        HttpNfcLeaseProperties.class,
                        p -> change.apply(p.toBuilder()).state(current()).build());
            }
        });
    }

    private HttpNfcLeaseState current() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }
}
