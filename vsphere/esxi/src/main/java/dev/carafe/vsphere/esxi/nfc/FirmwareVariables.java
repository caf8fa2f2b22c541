package dev.carafe.vsphere.esxi.nfc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The variables of an EFI firmware as a file of a package. Each make of firmware has a form of its own: here it is the volume of UEFI's
 * Platform Initialization specification (volume 3, section 3.2.1) that OVMF keeps them in.
 *
 * <pre>
 *  0        16        32       40      44
 *  | zeroes | the     | length | _FVH  | ...
 *  |        | form    |        |       |
 * </pre>
 */
final class FirmwareVariables {
    /** No firmware has more; a package that has is not read to its end. */
    static final int BYTES_MAX = 4 << 20;

    private static final byte[] SIGNATURE = "_FVH".getBytes(StandardCharsets.US_ASCII);
    private static final int SIGNATURE_OFFSET = 40;

    private FirmwareVariables() {}

    /**
     * Takes what a package has, if it is for the firmware that is installed; else the machine begins with none, as one whose file is gone.
     *
     * @param sizeBytes how long it must be
     * @return whether it was taken
     */
    static boolean receive(InputStream from, Path file, long sizeBytes) throws IOException {
        byte[] content = from.readNBytes(BYTES_MAX);
        if (content.length != sizeBytes || !isVolume(content)) {
            return false;
        }
        Path beside = Files.createTempFile(file.getParent(), ".", ".nvram.new");
        try {
            Files.write(beside, content);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
        return true;
    }

    private static boolean isVolume(byte[] content) {
        for (int i = 0; i < SIGNATURE.length; i++) {
            if (content.length <= SIGNATURE_OFFSET + i || content[SIGNATURE_OFFSET + i] != SIGNATURE[i]) {
                return false;
            }
        }
        return true;
    }
}
