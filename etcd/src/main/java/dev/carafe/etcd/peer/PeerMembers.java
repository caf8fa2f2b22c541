package dev.carafe.etcd.peer;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.membership.Membership;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** The answer to who the members are: the cluster's id (8, big-endian) and the book of members. */
public final class PeerMembers {
    private static final long ASK_MS = 5000;

    private PeerMembers() {}

    /**
     * A cluster.
     *
     * @param clusterId its id
     * @param membership its members, as one of them knows them
     */
    public record Found(long clusterId, Membership membership) {}

    static byte[] encode(long clusterId, Membership membership) {
        byte[] book = membership.encode().toByteArray();
        return ByteBuffer.allocate(Long.BYTES + book.length)
                .putLong(clusterId)
                .put(book)
                .array();
    }

    static Found ask(PeerChannels channels, String url) throws IOException {
        ManagedChannel channel = channels.open(url);
        try {
            byte[] answer = ClientCalls.blockingUnaryCall(
                    channel,
                    PeerMethods.MEMBERS,
                    CallOptions.DEFAULT.withDeadlineAfter(ASK_MS, TimeUnit.MILLISECONDS),
                    PeerMethods.EMPTY);
            ByteBuffer from = ByteBuffer.wrap(answer);
            if (from.remaining() < Long.BYTES) {
                throw new IOException("no list of members at " + url);
            }
            return new Found(from.getLong(), Membership.decode(Bytes.copyOf(from)));
        } catch (StatusRuntimeException e) {
            throw new IOException("no list of members at " + url + ": " + PeerChannels.why(e.getStatus()), e);
        } catch (IllegalArgumentException e) {
            throw new IOException("no list of members at " + url + ": " + e.getMessage(), e);
        } finally {
            channel.shutdownNow();
        }
    }
}
