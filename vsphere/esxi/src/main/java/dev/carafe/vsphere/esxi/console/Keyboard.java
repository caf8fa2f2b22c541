package dev.carafe.vsphere.esxi.console;

import dev.carafe.vsphere.esxi.qmp.QemuMonitor;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpec;
import dev.carafe.vsphere.vim.vim25.UsbScanCodeSpecKeyEvent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Types into machines. */
public final class Keyboard {
    /** How many keys one call may press. */
    static final int EVENTS_MAX = 1024;
    /** A keyboard's own buffer has 16 bytes, and QEMU drops what comes when it is full; a guest takes a key within this. */
    private static final Duration BETWEEN = Duration.ofMillis(30);

    private final Pause pause;

    /** Waits between two keys. */
    @FunctionalInterface
    interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    public Keyboard() {
        this(Thread::sleep);
    }

    Keyboard(Pause pause) {
        this.pause = pause;
    }

    /**
     * Presses keys one after another, each with its modifiers; nothing is pressed when one of them is wrong.
     *
     * @return how many
     * @throws dev.carafe.vsphere.vim.FaultException InvalidArgument for a key that there is not, or too many
     */
    public int type(UsbScanCodeSpec spec, QemuMonitor machine) throws IOException {
        if (spec.keyEvents().size() > EVENTS_MAX) {
            throw InvalidArgument.builder()
                    .invalidProperty("spec.keyEvents")
                    .build()
                    .exception("At most " + EVENTS_MAX + " keys can be pressed by one call.");
        }
        List<List<String>> chords = new ArrayList<>();
        for (UsbScanCodeSpecKeyEvent event : spec.keyEvents()) {
            chords.add(UsbKeys.chord(event)
                    .orElseThrow(() -> InvalidArgument.builder()
                            .invalidProperty("spec.keyEvents.usbHidCode")
                            .build()
                            .exception(String.format(
                                    "There is no key with the USB HID code 0x%08x.", event.usbHidCode()))));
        }
        for (List<String> chord : chords) {
            machine.sendKey(chord);
            try {
                pause.pause(BETWEEN);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while keys are pressed");
            }
        }
        return chords.size();
    }
}
