package dev.carafe.etcd.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.raft.ConfState;
import dev.carafe.etcd.raft.Entry;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.raft.RaftSnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class MessageCodecTest {
    static final List<Message> ALL = List.of(
            new Message.VoteRequest(1, -2, 3, 4, 5, true, false),
            new Message.VoteResponse(1, 2, 3, false, true),
            new Message.Append(
                    1,
                    2,
                    3,
                    4,
                    5,
                    List.of(
                            new Entry(6, 7, Entry.Kind.NORMAL, Bytes.utf8("data")),
                            new Entry(6, 8, Entry.Kind.CONF_CHANGE, Bytes.EMPTY)),
                    9),
            new Message.AppendResponse(1, 2, 3, 4, true, 5, 6),
            new Message.Heartbeat(1, 2, 3, 4, 5),
            new Message.HeartbeatResponse(1, 2, 3, 4),
            new Message.InstallSnapshot(
                    1,
                    2,
                    3,
                    new RaftSnapshot(
                            4,
                            5,
                            new ConfState(new TreeSet<>(List.of(6L, 7L)), new TreeSet<>(List.of(8L))),
                            Bytes.utf8("x"))),
            new Message.TimeoutNow(1, 2, 3),
            new Message.Forward(1, 2, Entry.Kind.NORMAL, Bytes.utf8("put")),
            new Message.ReadIndexRequest(1, 2, 3),
            new Message.ReadIndexResponse(1, 2, 3, 4, 5),
            new Message.TransferLeader(1, 2, 3));

    @Test
    void everyMessageComesBackAsItWas() {
        assertThat(ALL).hasSize(Message.class.getPermittedSubclasses().length);
        for (Message message : ALL) {
            assertThat(MessageCodec.decode(MessageCodec.encode(message))).isEqualTo(message);
        }
    }

    @Test
    void whatIsCutOrLongerIsRefused() {
        for (Message message : ALL) {
            byte[] bytes = MessageCodec.encode(message);
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> MessageCodec.decode(cut)).isInstanceOf(IllegalArgumentException.class);
            }
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThatThrownBy(() -> MessageCodec.decode(longer)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void junkIsRefusedOrReadAndNothingElse() {
        SplittableRandom random = new SplittableRandom(1);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] junk = new byte[random.nextInt(80)];
            random.nextBytes(junk);
            if (junk.length > 0) {
                junk[0] = (byte) random.nextInt(14);
            }
            try {
                var _ = MessageCodec.decode(junk);
                read++;
            } catch (IllegalArgumentException e) {
                // refused
            }
        }
        assertThat(read).isLessThan(20_000);
    }

    @Test
    void anEnvelopeComesBackAsItWasAndJunkIsRefused() {
        Envelope envelope = new Envelope(Envelope.Tag.MEMBER, -1, 5, Bytes.utf8("payload"));
        assertThat(Envelope.decode(envelope.encode())).isEqualTo(envelope);
        assertThatThrownBy(() -> Envelope.decode(Bytes.utf8("short"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Envelope.decode(Bytes.wrap(new byte[30])))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
