package dev.carafe.vsphere.vmomi.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyBodyTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsWrittenComesBackInPieces(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ReplyBody body = new ReplyBody();
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

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 500})
    void aShortAnswerIsOnePieceOfItsSize(int length) {
        ReplyBody body = new ReplyBody();
        body.write(new byte[length], 0, length);
        assertThat(body.pieces()).hasSize(length == 0 ? 0 : 1).allSatisfy(piece -> {
            assertThat(piece.remaining()).isEqualTo(length);
            assertThat(piece.capacity()).isEqualTo(length);
        });
    }
}
