package dev.carafe.kubernetes.apiserver.registry.validation.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PemBlocksTest {
    /** A text as long as a request may be neither exhausts the stack nor takes minutes. */
    @Test
    @Timeout(60)
    void headersAreReadHoweverManyThereAre() {
        String headers = "a: b\n".repeat(300_000);
        assertThat(PemBlocks.of("-----BEGIN CERTIFICATE-----\n" + headers + "-----END CERTIFICATE-----\n"))
                .singleElement()
                .satisfies(block -> assertThat(block.hasHeaders()).isTrue());
    }
}
