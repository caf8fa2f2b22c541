package dev.carafe.etcd.peer;

import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.wal.SnapshotTransfer;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One snapshot on its way to another member, which is never faster than that one takes it. Used once. */
final class SnapshotSending extends ClientCall.Listener<byte[]> {
    /** How long nothing may move. */
    private static final long STALL_MS = 30_000;

    /** How long the other end may check it and write it. */
    private static final long END_MS = 300_000;

    private final ClientCall<byte[], byte[]> call;
    /** How it ended; guarded by this object's monitor. */
    private @Nullable Status ended;

    SnapshotSending(ClientCall<byte[], byte[]> call) {
        this.call = call;
    }

    /** Sends it and waits until the other end has it on disk. */
    void send(Metadata headers, byte[] head, Snapshot snapshot) throws IOException {
        boolean done = false;
        call.start(this, headers);
        call.request(1);
        try {
            call.sendMessage(head);
            SnapshotTransfer.write(snapshot, chunk -> {
                awaitReady();
                byte[] bytes = new byte[chunk.remaining()];
                chunk.get(bytes);
                call.sendMessage(bytes);
            });
            call.halfClose();
            awaitEnd();
            done = true;
        } finally {
            if (!done) {
                call.cancel("the snapshot could not be sent", null);
            }
        }
    }

    private void awaitReady() throws IOException {
        Status how = await(false, STALL_MS);
        if (how != null) {
            throw new IOException("the snapshot was refused: " + how);
        }
    }

    private void awaitEnd() throws IOException {
        Status how = await(true, END_MS);
        if (how == null || !how.isOk()) {
            throw new IOException("the snapshot was refused: " + how);
        }
    }

    /** How it ended; null when it has not and more can be sent. */
    private synchronized @Nullable Status await(boolean end, long timeoutMs) throws IOException {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        try {
            while (ended == null && (end || !call.isReady())) {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime());
                if (leftMs <= 0) {
                    throw new IOException("the other member takes no more of the snapshot");
                }
                wait(leftMs);
            }
            return ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the member stops", e);
        }
    }

    @Override
    public synchronized void onReady() {
        notifyAll();
    }

    @Override
    public synchronized void onClose(Status status, Metadata trailers) {
        ended = status;
        notifyAll();
    }
}
