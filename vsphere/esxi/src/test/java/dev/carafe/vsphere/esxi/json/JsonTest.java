package dev.carafe.vsphere.esxi.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void whatIsWrittenReadsTheSame() throws Exception {
        String text = "{\"a\":[1,2.5,true,\"x\\\"y\"],\"b\":{\"c\":-9223372036854775808}}";
        assertThat(Json.encode(Json.decode(text.getBytes(UTF_8)))).isEqualTo(text);
    }

    @Test
    void aCounterBeyondALongIsNoError() throws Exception {
        assertThat(Json.decode("{\"n\":18446744073709551615}".getBytes(UTF_8)).fields())
                .containsEntry("n", 1.8446744073709552E19);
    }

    @Test
    void whatIsNoObjectIsRefused() {
        for (String bad : new String[] {"", "[]", "{", "{}{}", "{\"a\":}", "\u0000", "[".repeat(100_000)}) {
            assertThatThrownBy(() -> Json.decode(bad.getBytes(UTF_8)))
                    .as(bad)
                    .isInstanceOf(MalformedJsonException.class);
        }
        assertThatThrownBy(() -> Json.decode(("{\"a\":" + "[".repeat(10_000)).getBytes(UTF_8)))
                .isInstanceOf(MalformedJsonException.class);
    }
}
