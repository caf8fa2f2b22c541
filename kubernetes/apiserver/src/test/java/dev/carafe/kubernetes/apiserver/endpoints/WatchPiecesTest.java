package dev.carafe.kubernetes.apiserver.endpoints;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.http.PieceStream;
import dev.carafe.kubernetes.apiserver.cacher.SharedBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

final class WatchPiecesTest {
    private int compressions;

    private byte[] compress(ByteBuffer piece) {
        compressions++;
        return Gzip.member(piece);
    }

    private static SharedBytes shared(String text) {
        return new SharedBytes(() -> text.getBytes(UTF_8));
    }

    /** What one client gets, which keeps it. */
    private final class Client implements PieceStream {
        final List<ByteBuffer> pieces = new ArrayList<>();
        final WatchPieces out;

        Client(boolean compressed) {
            out = new WatchPieces(this, compressed ? WatchPiecesTest.this::compress : null);
        }

        @Override
        public void write(ByteBuffer piece) {
            pieces.add(piece);
        }

        @Override
        public void close() {}

        byte[] body() {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            pieces.forEach(
                    piece -> body.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining()));
            return body.toByteArray();
        }

        String text() throws IOException {
            return new String(new GZIPInputStream(new ByteArrayInputStream(body())).readAllBytes(), UTF_8);
        }
    }

    @Test
    void anEventIsCompressedOnceForAllWhoFollow() throws Exception {
        List<Client> clients = List.of(new Client(true), new Client(true), new Client(true));
        SharedBytes event = shared("{\"type\":\"ADDED\"}\n");
        for (Client client : clients) {
            client.out.follow();
            assertThat(client.out.add(event)).isEqualTo(17);
            client.out.flush();
        }
        assertThat(compressions).isEqualTo(1);
        for (Client client : clients) {
            assertThat(client.body()).isEqualTo(clients.getFirst().body());
            assertThat(client.text()).isEqualTo("{\"type\":\"ADDED\"}\n");
        }
    }

    @Test
    void whatAWatchBeginsWithIsCompressedTogether() throws Exception {
        Client client = new Client(true);
        client.out.add(shared("one\n"));
        client.out.add(shared("two\n"));
        client.out.add(ByteBuffer.wrap("end\n".getBytes(UTF_8)));
        client.out.follow();
        assertThat(client.pieces).hasSize(1);
        assertThat(compressions).isEqualTo(1);
        assertThat(client.text()).isEqualTo("one\ntwo\nend\n");
    }

    @Test
    void eventsThatWaitTogetherAreOnePiece() throws Exception {
        Client first = new Client(true);
        Client second = new Client(true);
        SharedBytes one = shared("one\n");
        SharedBytes two = shared("two\n");
        first.out.follow();
        first.out.add(one);
        first.out.add(two);
        first.out.add(ByteBuffer.wrap("own\n".getBytes(UTF_8)));
        first.out.flush();
        second.out.follow();
        second.out.add(one);
        second.out.flush();
        second.out.add(two);
        second.out.flush();
        assertThat(first.pieces).hasSize(1);
        assertThat(first.text()).isEqualTo("one\ntwo\nown\n");
        assertThat(second.pieces).hasSize(2);
        assertThat(second.text()).isEqualTo("one\ntwo\n");
    }

    @Test
    void aWatchThatIsNotCompressedSendsTheBytesThemselves() throws Exception {
        Client client = new Client(false);
        client.out.follow();
        client.out.flush();
        assertThat(client.pieces).isEmpty();
        client.out.add(shared("one\n"));
        client.out.add(shared("two\n"));
        client.out.flush();
        assertThat(client.body()).isEqualTo("one\ntwo\n".getBytes(UTF_8));
        assertThat(compressions).isZero();
    }

    @Test
    void aPieceIsFullAtItsSizeBeforeItIsCompressed() throws Exception {
        Client client = new Client(true);
        client.out.follow();
        client.out.add(shared("a".repeat((64 << 10) - 1)));
        assertThat(client.out.isFull()).isFalse();
        client.out.add(shared("b"));
        assertThat(client.out.isFull()).isTrue();
        client.out.flush();
        assertThat(client.out.isFull()).isFalse();
        assertThat(client.body()).hasSizeLessThan(1 << 10);
    }
}
