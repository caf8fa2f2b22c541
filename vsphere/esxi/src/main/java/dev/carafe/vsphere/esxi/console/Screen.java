package dev.carafe.vsphere.esxi.console;

import dev.carafe.vsphere.esxi.process.MachineProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/** Looks at machines' screens. */
public final class Screen {
    /** The largest picture taken: QEMU writes it, and QEMU may be its guest's by now. */
    private static final int PICTURE_MAX = 64 << 20;

    private final AtomicLong number = new AtomicLong();

    /** A machine's screen as PNG. */
    public byte[] picture(MachineProcess machine) throws IOException {
        // QEMU may write in its run directory and nowhere else.
        Path file = machine.placement().runDirectory().resolve("screen-" + number.incrementAndGet() + ".png");
        try {
            machine.monitor().screendump(file);
            try (var in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                byte[] picture = in.readNBytes(PICTURE_MAX + 1);
                if (picture.length > PICTURE_MAX) {
                    throw new IOException("a picture of more than " + PICTURE_MAX + " bytes");
                }
                return picture;
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
