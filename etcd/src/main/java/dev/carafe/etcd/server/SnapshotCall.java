package dev.carafe.etcd.server;

import com.google.protobuf.UnsafeByteOperations;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.SnapshotStream;
import dev.carafe.etcd.proto.Rpc;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Sends a snapshot in pieces, and behind them its SHA-256, which {@code etcdctl snapshot save} keeps at the end of the file.
 * Belongs to one thread, which waits while the client does not read. Source: etcd {@code
 * server/etcdserver/api/v3rpc/maintenance.go}.
 */
final class SnapshotCall {
    private static final int PIECE_BYTES = 32 * 1024;

    private final ServerCallStreamObserver<Rpc.SnapshotResponse> to;

    SnapshotCall(ServerCallStreamObserver<Rpc.SnapshotResponse> to) {
        this.to = to;
        to.setOnReadyHandler(this::wake);
        to.setOnCancelHandler(this::wake);
    }

    private synchronized void wake() {
        notifyAll();
    }

    void send(Session session) {
        try (SnapshotStream snapshot = session.snapshot()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long left = snapshot.sizeBytes();
            while (left > 0) {
                byte[] piece = snapshot.bytes().readNBytes((int) Math.min(PIECE_BYTES, left));
                if (piece.length == 0) {
                    throw new EtcdException(EtcdError.Code.DATA_LOSS, "etcdserver: the snapshot ended early");
                }
                digest.update(piece);
                left -= piece.length;
                send(left, piece, snapshot.version());
            }
            send(0, digest.digest(), snapshot.version());
            to.onCompleted();
        } catch (IOException e) {
            throw new EtcdException(EtcdError.Code.INTERNAL, "etcdserver: the snapshot cannot be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private synchronized void send(long left, byte[] piece, String version) {
        try {
            while (!to.isReady() && !to.isCancelled()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EtcdError.REQUEST_CANCELED.exception();
        }
        if (to.isCancelled()) {
            throw EtcdError.REQUEST_CANCELED.exception();
        }
        to.onNext(Rpc.SnapshotResponse.newBuilder()
                .setRemainingBytes(left)
                .setBlob(UnsafeByteOperations.unsafeWrap(piece))
                .setVersion(version)
                .build());
    }
}
