package dev.carafe.vsphere.esxi.vmx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BiosUuidTest {
    @Test
    void sixteenBytesAreReadHoweverTheyAreGrouped() {
        UUID uuid = UUID.fromString("42001122-3344-5566-7788-99aabbccddee");
        assertThat(BiosUuid.parse("42 00 11 22 33 44 55 66-77 88 99 aa bb cc dd ee"))
                .contains(uuid);
        assertThat(BiosUuid.parse("42001122-3344-5566-7788-99AABBCCDDEE")).contains(uuid);
        assertThat(BiosUuid.text(uuid)).isEqualTo("42 00 11 22 33 44 55 66-77 88 99 aa bb cc dd ee");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            UUID uuid = new UUID(random.nextLong(), random.nextLong());
            assertThat(BiosUuid.parse(BiosUuid.text(uuid))).contains(uuid);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "42 00 11 22 33 44 55 66-77 88 99 aa bb cc dd e",
                "42 00 11 22 33 44 55 66-77 88 99 aa bb cc dd ee f",
                "42 00 11 22 33 44 55 66-77 88 99 aa bb cc dd eg",
                "42 00 11 22 33 44 55 66:77 88 99 aa bb cc dd ee",
                "\u0664\u0662 00 11 22 33 44 55 66-77 88 99 aa bb cc dd ee"
            })
    void allElseIsNone(String text) {
        assertThat(BiosUuid.parse(text)).isEmpty();
    }
}
