package dev.carafe.vsphere.esxi.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.qmp.QemuMonitor;
import dev.carafe.vsphere.esxi.qmp.QmpClient;
import dev.carafe.vsphere.esxi.testing.FakeQmp;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpec;
import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpecKeyEvent;
import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpecModifierType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsbKeysTest {
    @TempDir
    Path folder;

    private static UsbScanCodeSpecKeyEvent key(int usage) {
        return UsbScanCodeSpecKeyEvent.builder().usbHidCode(usage << 16 | 7).build();
    }

    private static UsbScanCodeSpecKeyEvent shifted(int usage) {
        return key(usage).toBuilder()
                .modifiers(UsbScanCodeSpecModifierType.builder().leftShift(true).build())
                .build();
    }

    @Test
    void usagesAreKeysByTheUsbTables() {
        assertThat(UsbKeys.chord(key(0x04))).contains(List.of("a"));
        assertThat(UsbKeys.chord(key(0x1d))).contains(List.of("z"));
        assertThat(UsbKeys.chord(key(0x27))).contains(List.of("0"));
        assertThat(UsbKeys.chord(key(0x28))).contains(List.of("ret"));
        assertThat(UsbKeys.chord(key(0x2c))).contains(List.of("spc"));
        assertThat(UsbKeys.chord(key(0x38))).contains(List.of("slash"));
        assertThat(UsbKeys.chord(key(0x3a))).contains(List.of("f1"));
        assertThat(UsbKeys.chord(key(0x4c))).contains(List.of("delete"));
        assertThat(UsbKeys.chord(key(0x52))).contains(List.of("up"));
        assertThat(UsbKeys.chord(key(0x63))).contains(List.of("kp_decimal"));
        assertThat(UsbKeys.chord(key(0x73))).contains(List.of("f24"));
        assertThat(UsbKeys.chord(key(0x81))).contains(List.of("volumedown"));
        assertThat(UsbKeys.chord(key(0x87))).contains(List.of("ro"));
        assertThat(UsbKeys.chord(key(0xe7))).contains(List.of("meta_r"));
    }

    @Test
    void modifiersAreDownFirst() {
        assertThat(UsbKeys.chord(key(0x4c).toBuilder()
                        .modifiers(UsbScanCodeSpecModifierType.builder()
                                .leftControl(true)
                                .leftAlt(true)
                                .rightGui(false)
                                .build())
                        .build()))
                .contains(List.of("ctrl", "alt", "delete"));
    }

    @Test
    void whatIsNoKeyIsRefusedBeforeAnyIsPressed() throws Exception {
        for (int code : new int[] {0, 7, 0xffff_ffff, 3 << 16 | 7, 4 << 16 | 8, 0x82 << 16 | 7}) {
            assertThat(UsbKeys.chord(
                            UsbScanCodeSpecKeyEvent.builder().usbHidCode(code).build()))
                    .isEmpty();
        }
        List<JsonObject> sent = Collections.synchronizedList(new ArrayList<>());
        try (FakeQmp qemu = new FakeQmp(folder.resolve("qmp.sock"), (_, arguments) -> {
                    sent.add(arguments);
                    return JsonObject.EMPTY;
                });
                QmpClient client = QmpClient.connect(qemu.socket(), Duration.ofSeconds(20))) {
            Keyboard keyboard = new Keyboard(_ -> {});
            QemuMonitor monitor = new QemuMonitor(client);
            UsbScanCodeSpec wrong = UsbScanCodeSpec.builder()
                    .keyEvents(List.of(key(0x04), key(0x03)))
                    .build();
            assertThatThrownBy(() -> keyboard.type(wrong, monitor)).isInstanceOf(FaultException.class);
            UsbScanCodeSpec many = UsbScanCodeSpec.builder()
                    .keyEvents(Collections.nCopies(Keyboard.EVENTS_MAX + 1, key(0x04)))
                    .build();
            assertThatThrownBy(() -> keyboard.type(many, monitor)).isInstanceOf(FaultException.class);
            assertThat(sent).isEmpty();
            UsbScanCodeSpec right = UsbScanCodeSpec.builder()
                    .keyEvents(List.of(shifted(0x0b), key(0x0c)))
                    .build();
            assertThat(keyboard.type(right, monitor)).isEqualTo(2);
            assertThat(sent.getFirst().objects("keys"))
                    .extracting(one -> one.text("data").orElse(""))
                    .containsExactly("shift", "h");
        }
    }
}
