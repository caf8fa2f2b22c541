package dev.carafe.vsphere.client.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpecKeyEvent;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyStrokesTest {
    /** The usages are those of the HID Usage Tables, page 7. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a, 04, false",
                "z, 1d, false",
                "Q, 14, true",
                "1, 1e, false",
                "0, 27, false",
                "!, 1e, true",
                "), 27, true",
                "\" \", 2c, false",
                "-, 2d, false",
                "_, 2d, true",
                "\\, 31, false",
                "|, 31, true",
                ";, 33, false",
                "', 34, false",
                "`, 35, false",
                "~, 35, true",
                "\",\", 36, false",
                "/, 38, false",
                "?, 38, true",
            })
    void aCharacterIsTheKeyOfAUsKeyboard(String character, String usage, boolean shift) {
        UsbScanCodeSpecKeyEvent key = KeyStrokes.of(character.charAt(0));
        assertThat(key.usbHidCode()).isEqualTo((Integer.parseInt(usage, 16) << 16) | 7);
        assertThat(key.modifiers() != null).isEqualTo(shift);
    }

    @Test
    void allPrintableCharactersHaveAKeyOfTheirOwn() {
        Set<UsbScanCodeSpecKeyEvent> keys = new HashSet<>();
        for (char c = ' '; c < 0x7f; c++) {
            assertThat(keys.add(KeyStrokes.of(c))).as("the key of " + c).isTrue();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyStrokes.of('ü'))
                .withMessageContaining("U+00FC");
        assertThatIllegalArgumentException().isThrownBy(() -> KeyStrokes.of(0));
    }
}
