package dev.carafe.etcd.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.proto.Rpc;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchMessageTest {
    private static final Rpc.ResponseHeader HEADER = Rpc.ResponseHeader.newBuilder()
            .setClusterId(-1)
            .setMemberId(7)
            .setRevision(300)
            .setRaftTerm(2)
            .build();

    /** Short values are held encoded, long ones are not. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 200, 16 * 1024, 100_000})
    void isTheMessageThatProtobufMakes(int length) throws IOException {
        KeyValue put = new KeyValue(Bytes.utf8("k"), Bytes.wrap(new byte[length]), 2, 300, 3, 9);
        List<WatchEvent> events =
                List.of(new WatchEvent(put, put), new WatchEvent(KeyValue.tombstone(Bytes.utf8("gone"), 300), null));
        Rpc.WatchResponse.Builder expected = Rpc.WatchResponse.newBuilder()
                .setHeader(HEADER)
                .setWatchId(1234)
                .setFragment(true);
        events.forEach(event -> expected.addEvents(ValueCodec.encode(event)));
        WatchMessage message = message(1234, true, events);
        assertThat(message.decode()).isEqualTo(expected.build());
        assertThat(drained(message)).isEqualTo(read(message));
        assertThat(Rpc.WatchResponse.parseFrom(drained(message))).isEqualTo(expected.build());
    }

    @Test
    void leavesOutWhatIsZero() {
        Rpc.WatchResponse expected =
                Rpc.WatchResponse.newBuilder().setHeader(HEADER).build();
        assertThat(read(message(0, false, List.of()))).isEqualTo(expected.toByteArray());
    }

    @Test
    void sharesTheBytesOfAnEvent() {
        EncodedEvent event =
                EncodedEvent.of(new WatchEvent(new KeyValue(Bytes.utf8("k"), Bytes.utf8("v"), 2, 300, 3, 0), null));
        byte[] header = Rpc.WatchResponse.newBuilder().setHeader(HEADER).build().toByteArray();
        Rpc.WatchResponse one =
                WatchMessage.of(header, -1, false, List.of(event)).decode();
        Rpc.WatchResponse other =
                WatchMessage.of(header, 5, false, List.of(event, event)).decode();
        assertThat(one.getWatchId()).isEqualTo(-1);
        assertThat(other.getWatchId()).isEqualTo(5);
        assertThat(other.getEventsList()).hasSize(2).containsOnly(one.getEvents(0));
    }

    @Test
    void isReadFromWhatAServerSent() {
        Rpc.WatchResponse response = Rpc.WatchResponse.newBuilder()
                .setHeader(HEADER)
                .setCanceled(true)
                .build();
        WatchMessage.Marshaller marshaller = new WatchMessage.Marshaller();
        assertThat(marshaller
                        .parse(marshaller.stream(WatchMessage.of(response)))
                        .decode())
                .isEqualTo(response);
    }

    private static WatchMessage message(long watchId, boolean fragment, List<WatchEvent> events) {
        byte[] header = Rpc.WatchResponse.newBuilder().setHeader(HEADER).build().toByteArray();
        return WatchMessage.of(
                header, watchId, fragment, events.stream().map(EncodedEvent::of).toList());
    }

    private static byte[] drained(WatchMessage message) throws IOException {
        InputStream stream = new WatchMessage.Marshaller().stream(message);
        assertThat(stream).isInstanceOf(KnownLength.class);
        int known = stream.available();
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        assertThat(((Drainable) stream).drainTo(to)).isEqualTo(known).isEqualTo(to.size());
        assertThat(stream.read()).isEqualTo(-1);
        return to.toByteArray();
    }

    private static byte[] read(WatchMessage message) {
        try (InputStream stream = new WatchMessage.Marshaller().stream(message)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
