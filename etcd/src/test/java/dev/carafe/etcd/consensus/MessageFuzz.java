package dev.carafe.etcd.consensus;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.membership.ProposedMember;
import dev.carafe.etcd.raft.ConfChange;
import dev.carafe.etcd.raft.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What members send each other: any bytes are refused, or give themselves when decoded, encoded and decoded again. */
public final class MessageFuzz {
    private MessageFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(data, 1, data.length);
        try {
            switch (data[0] % 5) {
                case 0 -> check(MessageCodec.decode(rest), MessageCodec.encode(MessageCodec.decode(rest)));
                case 1 -> Envelope.decode(Bytes.wrap(rest));
                case 2 -> ProposedMember.decode(Bytes.wrap(rest));
                case 3 -> check(Membership.decode(Bytes.wrap(rest)));
                default -> ConfChange.decode(Bytes.wrap(rest));
            }
        } catch (IllegalArgumentException _) {
            // refused
        }
    }

    private static void check(Message message, byte[] encoded) {
        if (!MessageCodec.decode(encoded).equals(message)) {
            throw new AssertionError(message + " was encoded and decoded to something else");
        }
    }

    private static void check(Membership membership) {
        if (!Membership.decode(membership.encode()).members().equals(membership.members())) {
            throw new AssertionError(membership + " was encoded and decoded to something else");
        }
    }

    public static List<byte[]> seeds() {
        ClusterMember member = ClusterMember.of(7, List.of("http://127.0.0.1:2380"), true);
        Bytes put = Envelope.encode(Envelope.Tag.REQUEST, 7, 1, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        List<byte[]> seeds = new ArrayList<>();
        MessageCodecTest.ALL.forEach(message -> seeds.add(seed(0, MessageCodec.encode(message))));
        seeds.add(seed(1, put.toByteArray()));
        seeds.add(seed(2, member.encode().toByteArray()));
        seeds.add(seed(3, Membership.of(List.of(member)).encode().toByteArray()));
        return seeds;
    }

    private static byte[] seed(int kind, byte[] bytes) {
        return ByteBuffer.allocate(1 + bytes.length).put((byte) kind).put(bytes).array();
    }
}
