package dev.carafe.kubernetes.apimachinery.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    @Test
    void valuesAndBytesStandInTheOrderTheyWereGiven() {
        ByteBuffer encoded =
                ByteBuffer.wrap("xx{\"b\":2}".getBytes(UTF_8)).position(2).asReadOnlyBuffer();
        ByteBuffer text = new JsonText()
                .bytes("[".getBytes(UTF_8))
                .value(Struct.of("a", "ü"))
                .bytes(",".getBytes(UTF_8))
                .value(List.of(1L, true))
                .bytes(",".getBytes(UTF_8))
                .bytes(encoded)
                .bytes(",".getBytes(UTF_8))
                .value("text")
                .bytes("]".getBytes(UTF_8))
                .toBytes();
        assertThat(UTF_8.decode(text).toString()).isEqualTo("[{\"a\":\"ü\"},[1,true],{\"b\":2},\"text\"]");
        assertThat(encoded.remaining()).isEqualTo(7);
    }

    @Test
    void growsAsFarAsItMust() {
        JsonText text = new JsonText();
        byte[] part = "x".repeat(1_000).getBytes(UTF_8);
        for (int i = 0; i < 1_000; i++) {
            text.bytes(
                    i % 2 == 0 ? ByteBuffer.wrap(part) : ByteBuffer.wrap(part).asReadOnlyBuffer());
            text.bytes(part);
        }
        assertThat(UTF_8.decode(text.toBytes()).toString()).isEqualTo("x".repeat(2_000_000));
    }
}
