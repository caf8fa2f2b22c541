package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a machine's screen as a picture into its folder. */
final class Screenshot {
    private static final int NUMBERS_MAX = 10_000;

    private final Machine machine;

    Screenshot(Machine machine) {
        this.machine = machine;
    }

    /** Returns the picture's full name, as upstream's task does. */
    String take() {
        MachineProcess process = machine.running();
        DatastorePath target = free();
        Path screen = machine.runDirectory().resolve("screen.png"); // QEMU may write there and nowhere else
        try {
            process.monitor().screendump(screen);
            DurableFile.write(machine.folder().file(target), Files.readAllBytes(screen));
            Files.deleteIfExists(screen);
        } catch (IOException failed) {
            throw VmFaults.of(failed, target);
        }
        return target.toString();
    }

    private DatastorePath free() {
        for (int number = 1; number < NUMBERS_MAX; number++) {
            DatastorePath path = machine.folder().sibling("-" + number + ".png");
            if (!machine.folder().exists(path)) {
                return path;
            }
        }
        throw VmFaults.exists(machine.folder().sibling("-" + NUMBERS_MAX + ".png"));
    }
}
