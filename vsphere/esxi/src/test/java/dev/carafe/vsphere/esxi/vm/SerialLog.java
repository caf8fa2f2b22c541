package dev.carafe.vsphere.esxi.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What a guest said on its serial port. */
record SerialLog(Path file) {
    private static final long PATIENCE_S = 120;

    int boots() throws IOException {
        return Files.readString(file).split("BOOT", -1).length - 1;
    }

    /** Waits until the guest has booted so many times. */
    void awaitBoots(int count) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!Files.exists(file) || boots() < count) {
            pause(deadline);
        }
        awaitLife();
    }

    /** Waits until the guest says something more. */
    void awaitLife() throws IOException, InterruptedException {
        long before = Files.size(file);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (Files.size(file) <= before) {
            pause(deadline);
        }
    }

    private void pause(long deadline) throws IOException, InterruptedException {
        if (System.nanoTime() > deadline) {
            throw new AssertionError(
                    "the guest said no more than: " + (Files.exists(file) ? Files.readString(file) : ""));
        }
        TimeUnit.MILLISECONDS.sleep(20); // a file that grows has no other way to tell
    }
}
