package dev.carafe.vsphere.client.vm;

import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpecKeyEvent;
import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpecModifierType;

/**
 * Keys by their usages of USB (HID Usage Tables, page 7), as the API has them: usage in the upper 16 bits, page in the lower.
 * Pure.
 */
public final class KeyStrokes {
    private static final int PAGE_KEYBOARD = 7;
    private static final int LETTER_A = 0x04;
    private static final int DIGIT_1 = 0x1e;
    private static final int DIGIT_0 = 0x27;
    /** The keys from usage 0x2c to 0x38 and what they give with shift; blank, then the signs in the order of their usages. */
    private static final String SIGNS = " -=[]\\\0;'`,./";

    private static final String SHIFTED_SIGNS = "\0_+{}|\0:\"~<>?";
    private static final int FIRST_SIGN = 0x2c;
    private static final String SHIFTED_DIGITS = "!@#$%^&*()";

    public static final UsbScanCodeSpecKeyEvent ENTER = key(0x28, false);
    public static final UsbScanCodeSpecKeyEvent ESCAPE = key(0x29, false);
    public static final UsbScanCodeSpecKeyEvent BACKSPACE = key(0x2a, false);
    public static final UsbScanCodeSpecKeyEvent TAB = key(0x2b, false);
    public static final UsbScanCodeSpecKeyEvent UP = key(0x52, false);
    public static final UsbScanCodeSpecKeyEvent DOWN = key(0x51, false);
    public static final UsbScanCodeSpecKeyEvent LEFT = key(0x50, false);
    public static final UsbScanCodeSpecKeyEvent RIGHT = key(0x4f, false);
    public static final UsbScanCodeSpecKeyEvent CTRL_ALT_DELETE = UsbScanCodeSpecKeyEvent.builder()
            .usbHidCode(code(0x4c))
            .modifiers(UsbScanCodeSpecModifierType.builder()
                    .leftControl(true)
                    .leftAlt(true)
                    .build())
            .build();

    private KeyStrokes() {}

    /** A function key, 1 to 12. */
    public static UsbScanCodeSpecKeyEvent function(int number) {
        if (number < 1 || number > 12) {
            throw new IllegalArgumentException("there is no function key " + number);
        }
        return key(0x39 + number, false);
    }

    /** @throws IllegalArgumentException when a US keyboard has no such character */
    public static UsbScanCodeSpecKeyEvent of(int character) {
        if (character >= 'a' && character <= 'z') {
            return key(LETTER_A + character - 'a', false);
        }
        if (character >= 'A' && character <= 'Z') {
            return key(LETTER_A + character - 'A', true);
        }
        if (character >= '1' && character <= '9') {
            return key(DIGIT_1 + character - '1', false);
        }
        return switch (character) {
            case '0' -> key(DIGIT_0, false);
            case '\n' -> ENTER;
            case '\t' -> TAB;
            default -> sign(character);
        };
    }

    private static UsbScanCodeSpecKeyEvent sign(int character) {
        if (character != 0) {
            int digit = SHIFTED_DIGITS.indexOf(character);
            if (digit >= 0) {
                return key(DIGIT_1 + digit, true);
            }
            int plain = SIGNS.indexOf(character);
            if (plain >= 0) {
                return key(FIRST_SIGN + plain, false);
            }
            int shifted = SHIFTED_SIGNS.indexOf(character);
            if (shifted >= 0) {
                return key(FIRST_SIGN + shifted, true);
            }
        }
        throw new IllegalArgumentException("a US keyboard has no key for the character U+%04X".formatted(character));
    }

    private static UsbScanCodeSpecKeyEvent key(int usage, boolean shift) {
        return UsbScanCodeSpecKeyEvent.builder()
                .usbHidCode(code(usage))
                .modifiers(
                        shift
                                ? UsbScanCodeSpecModifierType.builder()
                                        .leftShift(true)
                                        .build()
                                : null)
                .build();
    }

    private static int code(int usage) {
        return (usage << 16) | PAGE_KEYBOARD;
    }
}
