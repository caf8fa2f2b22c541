package dev.carafe.vsphere.vmomi.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyBodyTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsWrittenComesBackInPieces(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        ReplyBody body = new ReplyBody(Peer.PATIENT);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int i = 0; i < 300; i++) {
            byte[] some = new byte[random.nextInt(1, 16 << 10)];
            random.nextBytes(some);
            int offset = random.nextInt(some.length);
            body.write(some, offset, some.length - offset);
            whole.write(some, offset, some.length - offset);
            body.write(some[0]);
            whole.write(some[0]);
        }
        SoapReply reply = new SoapReply(200, body.pieces(), null);
        assertThat(reply.bytes()).as("seed %d", seed).isEqualTo(whole.toByteArray());
        assertThat(reply.body()).hasSizeLessThan(30);
    }

    /** Takes answers before they are whole. */
    private static final class Impatient implements Peer {
        final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        int begun;

        @Override
        public void onDisconnect(Runnable action) {}

        @Override
        public Pieces begin() {
            begun++;
            return piece -> {
                byte[] bytes = new byte[piece.remaining()];
                piece.get(bytes);
                sent.write(bytes);
            };
        }
    }

    @Test
    void aLongAnswerIsSentWhileItIsWritten() throws IOException {
        Impatient peer = new Impatient();
        ReplyBody body = new ReplyBody(peer);
        SplittableRandom random = new SplittableRandom(7);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        byte[] some = new byte[16 << 10];
        while (whole.size() < 5 << 20) {
            random.nextBytes(some);
            body.write(some, 0, some.length);
            whole.write(some);
        }
        assertThat(peer.begun).isEqualTo(1);
        assertThat(peer.sent.size()).isGreaterThan(4 << 20);
        for (ByteBuffer piece : body.pieces()) {
            byte[] rest = new byte[piece.remaining()];
            piece.get(rest);
            peer.sent.write(rest);
        }
        assertThat(peer.sent.toByteArray()).isEqualTo(whole.toByteArray());
    }

    @Test
    void ofAShorterAnswerNothingIsSentBeforeItIsWhole() throws IOException {
        Impatient peer = new Impatient();
        ReplyBody body = new ReplyBody(peer);
        body.write(new byte[1 << 20], 0, 1 << 20);
        assertThat(peer.begun).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 500})
    void aShortAnswerIsOnePieceOfItsSize(int length) throws IOException {
        ReplyBody body = new ReplyBody(Peer.PATIENT);
        body.write(new byte[length], 0, length);
        assertThat(body.pieces()).hasSize(length == 0 ? 0 : 1).allSatisfy(piece -> {
            assertThat(piece.remaining()).isEqualTo(length);
            assertThat(piece.capacity()).isEqualTo(length);
        });
    }
}
