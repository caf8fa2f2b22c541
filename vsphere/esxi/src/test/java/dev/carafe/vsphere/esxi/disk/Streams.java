package dev.carafe.vsphere.esxi.disk;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Exports to read again. */
final class Streams {
    private Streams() {}

    static byte[] bytes(DiskStore store, Path descriptor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long size = store.exportStreamOptimized(descriptor, out, DiskProgress.NONE);
        if (size != out.size()) {
            throw new AssertionError(size + " bytes were said, " + out.size() + " written");
        }
        return out.toByteArray();
    }

    static InputStream of(DiskStore store, Path descriptor) throws IOException {
        return new ByteArrayInputStream(bytes(store, descriptor));
    }
}
