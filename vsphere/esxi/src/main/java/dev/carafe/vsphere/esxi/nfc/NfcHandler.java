package dev.carafe.vsphere.esxi.nfc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.disk.DiskException;
import dev.carafe.vsphere.esxi.disk.DiskProgress;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.esxi.file.FileFaults;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseManifestEntry;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Moves the bytes of a lease's files: {@code PUT} or {@code POST} into one, {@code GET} out of one. */
final class NfcHandler implements HttpHandler {
    private static final Logger LOG = System.getLogger(NfcHandler.class.getName());
    /** How much of a body that nobody wants is read. */
    private static final int UNREAD_MAX_BYTES = 8 << 20;

    private static final String STREAM = "application/x-vnd.vmware-streamVmdk";
    private static final String BYTES = "application/octet-stream";

    private final NfcLeases leases;
    private final Datastores datastores;
    private final DiskStore disks;

    NfcHandler(NfcLeases leases, Datastores datastores, DiskStore disks) {
        this.leases = leases;
        this.datastores = datastores;
        this.disks = disks;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String[] parts = exchange.path().split("/", -1);
        Optional<ServedLease> lease = parts.length == 4 ? leases.bySecret(parts[2]) : Optional.empty();
        if (lease.isEmpty()) {
            reply(exchange, 404, "There is no such lease; it may have ended.");
            return;
        }
        boolean writes = exchange.method().equals("PUT") || exchange.method().equals("POST");
        if (!writes && !exchange.method().equals("GET")) {
            exchange.setHeader("Allow", "GET, PUT, POST");
            reply(exchange, 405, "A lease's file is read by GET, or written by PUT or POST.");
            return;
        }
        if (writes != lease.get().isImport()) {
            reply(exchange, 403, writes ? "This lease is for an export." : "This lease is for an import.");
            return;
        }
        Optional<ServedLease.Transfer> begun = lease.get().beginTransfer(parts[3]);
        if (begun.isEmpty()) {
            reply(exchange, 404, "The lease has no such file, or is not ready.");
            return;
        }
        try (ServedLease.Transfer transfer = begun.get()) {
            if (writes) {
                receive(exchange, lease.get(), transfer);
            } else {
                send(exchange, lease.get(), transfer);
            }
        } catch (InvalidDatastorePathException wrong) {
            reply(exchange, 404, String.valueOf(wrong.getMessage()));
        } catch (DiskException failed) {
            failed(exchange, begun.get().file(), failed);
        }
    }

    private void receive(HttpExchange exchange, ServedLease lease, ServedLease.Transfer transfer) throws IOException {
        switch (transfer.file()) {
            case NfcFile.Disk disk -> disks.overwriteFromStreamOptimized(exchange.body(), disk.path(), progress(lease));
            case NfcFile.Nvram(Path path, long sizeBytes) -> {
                if (!FirmwareVariables.receive(exchange.body(), path, sizeBytes)) {
                    LOG.log(
                            Level.WARNING,
                            "{0} begins empty: the package has the variables of another make of firmware",
                            path.getFileName());
                }
            }
        }
        transfer.close();
        reply(exchange, exchange.method().equals("PUT") ? 201 : 200, "");
    }

    private void send(HttpExchange exchange, ServedLease lease, ServedLease.Transfer transfer) throws IOException {
        switch (transfer.file()) {
            case NfcFile.Disk disk -> send(exchange, lease, transfer, disk);
            case NfcFile.Nvram nvram -> send(exchange, transfer, nvram);
        }
    }

    private static void send(HttpExchange exchange, ServedLease.Transfer transfer, NfcFile.Nvram nvram)
            throws IOException {
        byte[] content = Files.readAllBytes(nvram.path());
        transfer.end(entry(transfer, digest(transfer.checksum()).digest(content), content.length)
                .disk(false)
                .build());
        exchange.reply(200, BYTES, content);
    }

    private void send(HttpExchange exchange, ServedLease lease, ServedLease.Transfer transfer, NfcFile.Disk disk)
            throws IOException {
        // Looked at before the reply begins, so that what is wrong with the disk can still be said.
        long populated = DiskStore.allocatedBytes(disks.chain(disk.path()).files()).stream()
                .mapToLong(Long::longValue)
                .sum();
        MessageDigest digest = digest(transfer.checksum());
        // Closed only when all is well: a reply that is left open is broken off, so that half a disk is not taken for a
        // whole one.
        OutputStream out = exchange.stream(200, STREAM);
        long size = disks.exportStreamOptimized(disk.path(), new Digested(out, digest), progress(lease));
        transfer.end(entry(transfer, digest.digest(), size)
                .disk(true)
                .capacity(disk.capacityBytes())
                .populatedSize(populated)
                .build());
        out.close();
    }

    private static HttpNfcLeaseManifestEntry.Builder entry(ServedLease.Transfer transfer, byte[] digest, long size) {
        String checksum = HexFormat.of().formatHex(digest);
        return HttpNfcLeaseManifestEntry.builder()
                .key(transfer.key())
                .sha1(transfer.checksum().equals("sha1") ? checksum : "")
                .checksum(checksum)
                .checksumType(transfer.checksum())
                .size(size);
    }

    private void failed(HttpExchange exchange, NfcFile file, DiskException failed) throws IOException {
        if (exchange.replied()) {
            throw new IOException("the export broke off", failed); // which breaks the reply off as well
        }
        int status = switch (failed.kind()) {
            case NO_SPACE -> 507;
            case LOCKED -> 423;
            case CORRUPT, INVALID, UNSUPPORTED -> 400;
            case NOT_FOUND -> 404;
            case CANCELED -> 409;
            case EXISTS, FAILED -> 500;
        };
        String message = FileFaults.of(failed, datastores.pathOf(file.path()), datastores)
                .getMessage();
        reply(exchange, status, String.valueOf(message));
    }

    private static DiskProgress progress(ServedLease lease) {
        return new DiskProgress() {
            @Override
            public void percent(int percent) {
                // The client tells its own progress to the lease.
            }

            @Override
            public boolean cancelled() {
                return lease.isOver();
            }
        };
    }

    private static MessageDigest digest(String checksum) {
        try {
            return MessageDigest.getInstance(checksum.equals("sha256") ? "SHA-256" : "SHA-1");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent); // every Java has both
        }
    }

    /** A client that still sends often does not look for an answer, so what it sends is read first, unless that is much. */
    private static void reply(HttpExchange exchange, int status, String message) throws IOException {
        if (!exchange.method().equals("GET")) {
            exchange.body().readNBytes(UNREAD_MAX_BYTES);
        }
        exchange.reply(status, "text/plain", (message.isEmpty() ? "" : message + "\n").getBytes(UTF_8));
    }

    /** Counts nothing, closes nothing: only looks at what goes through. */
    private static final class Digested extends FilterOutputStream {
        private final MessageDigest digest;

        Digested(OutputStream out, MessageDigest digest) {
            super(out);
            this.digest = digest;
        }

        @Override
        public void write(int b) throws IOException {
            digest.update((byte) b);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            digest.update(bytes, offset, length);
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
