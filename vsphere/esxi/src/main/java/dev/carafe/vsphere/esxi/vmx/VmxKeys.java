package dev.carafe.vsphere.esxi.vmx;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which device a key of a {@code .vmx} is about, and which keys are shown to nobody. */
final class VmxKeys {
    private static final Pattern DEVICE = Pattern.compile(
            "((?:scsi|sata|nvme|ide)[0-9]{1,2}(?::[0-9]{1,2})?|ethernet[0-9]{1,2}|serial[0-9]{1,2}|floppy[0-9]|usb|usb_xhci|precisionclock0)\\..+");
    private static final Pattern HIDDEN = Pattern.compile(
            "\\.encoding|config\\.version|(?:pcibridge[0-9]+|hpet0|floppy[0-9]+)\\..+|vmci0\\.present|svga\\.present");

    /** What keys begin with that {@link #DEVICE} and {@link #HIDDEN} are for: most do not, and thousands of files have dozens each. */
    private static final List<String> DEVICES =
            List.of("scsi", "sata", "nvme", "ide", "ethernet", "serial", "floppy", "usb", "precisionclock0");

    private static final List<String> HIDDEN_BEGINNINGS =
            List.of(".encoding", "config.", "pcibridge", "hpet0", "floppy", "vmci0", "svga");

    private VmxKeys() {}

    /** The device that a key is about, such as {@code scsi0:1}. */
    static Optional<String> device(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        if (!begins(lower, DEVICES)) {
            return Optional.empty();
        }
        Matcher matcher = DEVICE.matcher(lower);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Whether a key is the file's own: there for VMware's products, no setting of the machine. */
    static boolean isHidden(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return begins(lower, HIDDEN_BEGINNINGS) && HIDDEN.matcher(lower).matches();
    }

    private static boolean begins(String key, List<String> beginnings) {
        for (String beginning : beginnings) {
            if (key.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }
}
