package dev.carafe.vsphere.esxi.console;

import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpecKeyEvent;
import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpecModifierType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keys by their number in USB's "HID Usage Tables", page 7 (keyboard), as QEMU's names for them ({@code QKeyCode}). Pure. */
final class UsbKeys {
    /** The usages from 0x04 on, in order; a dash is one that QEMU has no key for. */
    private static final String FROM_A =
            "a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6 7 8 9 0 ret esc"
                    + " backspace tab spc minus equal bracket_left bracket_right backslash backslash semicolon apostrophe"
                    + " grave_accent comma dot slash caps_lock f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12 print scroll_lock pause"
                    + " insert home pgup delete end pgdn right left down up num_lock kp_divide kp_multiply kp_subtract kp_add"
                    + " kp_enter kp_1 kp_2 kp_3 kp_4 kp_5 kp_6 kp_7 kp_8 kp_9 kp_0 kp_decimal less compose power kp_equals f13"
                    + " f14 f15 f16 f17 f18 f19 f20 f21 f22 f23 f24 - help props front stop again undo cut copy paste find"
                    + " audiomute volumeup volumedown - - - kp_comma - ro katakanahiragana yen henkan muhenkan";

    private static final int FIRST = 0x04;
    private static final Map<Integer, String> BY_USAGE = new TreeMap<>();

    static {
        String[] names = FROM_A.split(" ");
        for (int i = 0; i < names.length; i++) {
            if (!names[i].equals("-")) {
                BY_USAGE.put(FIRST + i, names[i]);
            }
        }
        BY_USAGE.putAll(Map.of(
                0xe0, "ctrl", 0xe1, "shift", 0xe2, "alt", 0xe3, "meta_l", 0xe4, "ctrl_r", 0xe5, "shift_r", 0xe6,
                "alt_r", 0xe7, "meta_r"));
    }

    private UsbKeys() {}

    /**
     * The keys that are down together for one event, modifiers first.
     *
     * @return empty for a usage that is no key here
     */
    static Optional<List<String>> chord(UsbScanCodeSpecKeyEvent event) {
        // The usage is in the upper half, its page, 7 or nothing, in the lower.
        int page = event.usbHidCode() & 0xffff;
        String key = BY_USAGE.get(event.usbHidCode() >>> 16);
        if (key == null || (page != 7 && page != 0)) {
            return Optional.empty();
        }
        List<String> keys = new ArrayList<>();
        UsbScanCodeSpecModifierType modifiers = event.modifiers();
        if (modifiers != null) {
            add(keys, modifiers.leftControl(), "ctrl");
            add(keys, modifiers.leftShift(), "shift");
            add(keys, modifiers.leftAlt(), "alt");
            add(keys, modifiers.leftGui(), "meta_l");
            add(keys, modifiers.rightControl(), "ctrl_r");
            add(keys, modifiers.rightShift(), "shift_r");
            add(keys, modifiers.rightAlt(), "alt_r");
            add(keys, modifiers.rightGui(), "meta_r");
        }
        if (!keys.contains(key)) {
            keys.add(key);
        }
        return Optional.of(keys);
    }

    private static void add(List<String> keys, @org.jspecify.annotations.Nullable Boolean down, String key) {
        if (Boolean.TRUE.equals(down)) {
            keys.add(key);
        }
    }
}
