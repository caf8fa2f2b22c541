package dev.carafe.vsphere.esxi.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.TreeSet;

/** A cpio archive in the kernel's form ({@code newc}), for a guest's initramfs. */
final class Cpio {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final TreeSet<String> folders = new TreeSet<>();
    private int inode = 1;

    /** Adds a file, and the folders that it is in. */
    void file(String path, int mode, byte[] content) {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            folder(path.substring(0, slash));
        }
        entry(path, 0100000 | mode, content);
    }

    void folder(String path) {
        if (folders.add(path)) {
            entry(path, 0040755, new byte[0]);
        }
    }

    byte[] finish() {
        entry("TRAILER!!!", 0, new byte[0]);
        return out.toByteArray();
    }

    private void entry(String name, int mode, byte[] content) {
        String header = String.format(
                Locale.ROOT,
                "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x",
                inode++,
                mode,
                0,
                0,
                1,
                0,
                content.length,
                0,
                0,
                0,
                0,
                name.length() + 1,
                0);
        out.writeBytes((header + name + "\0").getBytes(US_ASCII));
        pad();
        out.writeBytes(content);
        pad();
    }

    private void pad() {
        while (out.size() % 4 != 0) {
            out.write(0);
        }
    }
}
