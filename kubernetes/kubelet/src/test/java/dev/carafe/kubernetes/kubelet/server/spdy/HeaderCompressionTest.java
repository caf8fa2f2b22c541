package dev.carafe.kubernetes.kubelet.server.spdy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class HeaderCompressionTest {
    @Test
    void theDictionaryIsTheProtocols() {
        CRC32 crc = new CRC32();
        crc.update(HeaderCompression.dictionary());
        assertThat(HeaderCompression.dictionary()).hasSize(1423);
        assertThat(crc.getValue()).isEqualTo(DICTIONARY_CRC);
    }

    @Test
    void blocksAreOneStreamAndEachIsWhole() throws Exception {
        try (HeaderCompression compression = new HeaderCompression();
                Inflater inflater = new Inflater()) {
            for (String type : new String[] {"error", "stdin", "x".repeat(3000)}) {
                inflater.setInput(compression.compress(Map.of("streamtype", type)));
                byte[] plain = new byte[8000];
                int length = inflater.inflate(plain);
                if (length == 0 && inflater.needsDictionary()) {
                    inflater.setDictionary(HeaderCompression.dictionary());
                    length = inflater.inflate(plain);
                }
                assertThat(new String(plain, 0, length, StandardCharsets.ISO_8859_1))
                        .isEqualTo("\0\0\0\1\0\0\0\nstreamtype\0\0" + (char) (type.length() >> 8)
                                + (char) (type.length() & 0xff) + type);
            }
        }
    }

    /** Of the dictionary as the protocol's draft prints it. */
    private static final long DICTIONARY_CRC = 80234766L;
}
