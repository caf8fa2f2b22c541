package dev.carafe.etcd.peer;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.consensus.LeaderCalls;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Questions that only the leader answers, and the answers, as bytes: numbers big-endian, data with its length as 4 bytes. */
final class LeaderQuestion {
    private static final int KEEP_ALIVE = 1;
    private static final int TIME_TO_LIVE = 2;
    private static final int PROMOTE = 3;

    private LeaderQuestion() {}

    private interface Writing {
        void write(DataOutputStream to) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream to = new DataOutputStream(bytes)) {
            writing.write(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail so
        }
        return bytes.toByteArray();
    }

    static byte[] keepAlive(List<Long> leases) {
        return bytes(to -> {
            to.writeByte(KEEP_ALIVE);
            for (long lease : leases) {
                to.writeLong(lease);
            }
        });
    }

    static byte[] timeToLive(long lease, boolean keys) {
        return bytes(to -> {
            to.writeByte(TIME_TO_LIVE);
            to.writeLong(lease);
            to.writeBoolean(keys);
        });
    }

    static byte[] promote(long member) {
        return bytes(to -> {
            to.writeByte(PROMOTE);
            to.writeLong(member);
        });
    }

    /**
     * Answers a question.
     *
     * @param self the member that answers
     * @throws IOException when it is no question
     */
    static byte[] answer(byte[] question, long self, LeaderCalls here) throws IOException {
        DataInputStream from = new DataInputStream(new ByteArrayInputStream(question));
        int tag = from.readUnsignedByte();
        return switch (tag) {
            case KEEP_ALIVE -> {
                List<Long> leases = new ArrayList<>();
                while (from.available() > 0) {
                    leases.add(from.readLong());
                }
                List<LeaseKeepAliveResponse> responses = here.keepAlive(self, leases);
                yield bytes(to -> {
                    for (LeaseKeepAliveResponse response : responses) {
                        to.writeLong(response.revision());
                        to.writeLong(response.ttlSeconds());
                    }
                });
            }
            case TIME_TO_LIVE -> {
                LeaseTimeToLiveResponse response = here.timeToLive(self, from.readLong(), from.readBoolean());
                yield bytes(to -> {
                    to.writeLong(response.revision());
                    to.writeLong(response.ttlSeconds());
                    to.writeLong(response.grantedTtlSeconds());
                    to.writeInt(response.keys().size());
                    for (Bytes key : response.keys()) {
                        to.writeInt(key.length());
                        to.write(key.toByteArray());
                    }
                });
            }
            case PROMOTE ->
                Membership.of(here.promote(self, from.readLong())).encode().toByteArray();
            default -> throw new IOException("unknown question " + tag);
        };
    }

    static List<LeaseKeepAliveResponse> keepAliveAnswer(List<Long> leases, byte[] answer) throws IOException {
        DataInputStream from = new DataInputStream(new ByteArrayInputStream(answer));
        List<LeaseKeepAliveResponse> responses = new ArrayList<>();
        for (long lease : leases) {
            responses.add(new LeaseKeepAliveResponse(from.readLong(), lease, from.readLong()));
        }
        return responses;
    }

    static LeaseTimeToLiveResponse timeToLiveAnswer(long lease, byte[] answer) throws IOException {
        DataInputStream from = new DataInputStream(new ByteArrayInputStream(answer));
        long revision = from.readLong();
        long left = from.readLong();
        long granted = from.readLong();
        List<Bytes> keys = new ArrayList<>();
        for (int count = from.readInt(); count > 0; count--) {
            int length = from.readInt();
            if (length < 0 || length > from.available()) {
                throw new IOException("a key of " + length + " bytes");
            }
            keys.add(Bytes.wrap(from.readNBytes(length)));
        }
        return new LeaseTimeToLiveResponse(revision, lease, left, granted, keys);
    }

    static List<ClusterMember> promoteAnswer(byte[] answer) {
        return List.copyOf(Membership.decode(Bytes.wrap(answer)).members().values());
    }
}
