package dev.carafe.kubernetes.apiserver.endpoints;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

final class GzipTest {
    /** What comes before a member's blocks, where it says nothing of a file (RFC 1952, section 2.3). */
    private static final int HEADER_BYTES = 10;

    /** An empty last block, and the checksum and length behind it. */
    private static final int END_BYTES = 2 + 8;

    private static final String EVENT = "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"ConfigMap\"}}\n";

    @Test
    void aPieceIsWholeBeforeItsMembersEnd() throws Exception {
        byte[] member = compressed(EVENT);
        Inflater inflater = new Inflater(true);
        inflater.setInput(Arrays.copyOfRange(member, HEADER_BYTES, member.length - END_BYTES));
        byte[] read = new byte[EVENT.length()];
        assertThat(inflater.inflate(read)).isEqualTo(EVENT.length());
        inflater.end();
        assertThat(new String(read, UTF_8)).isEqualTo(EVENT);
    }

    @Test
    void piecesAreReadOneBehindTheOther() throws Exception {
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed(EVENT, "", EVENT))).readAllBytes())
                .isEqualTo((EVENT + EVENT).getBytes(UTF_8));
    }

    private static byte[] compressed(String... pieces) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (String piece : pieces) {
            sent.writeBytes(Gzip.member(ByteBuffer.wrap(piece.getBytes(UTF_8))));
        }
        return sent.toByteArray();
    }
}
