package dev.carafe.vsphere.client.ovf;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes files into a tar archive ({@code ustar}; sizes beyond 8 GiB in base 256, as GNU and star have them). */
final class TarWriter implements Closeable {
    private static final int BLOCK = 512;
    private static final int NAME_MAX_BYTES = 100;
    private static final long OCTAL_MAX = (1L << 33) - 1;

    private final OutputStream out;

    /** @param out is closed with the archive */
    TarWriter(OutputStream out) {
        this.out = out;
    }

    /** @throws IOException also when the content is not as long as was said */
    void add(String name, long size, InputStream content) throws IOException {
        out.write(header(name, size));
        long moved = content.transferTo(out);
        if (moved != size) {
            throw new IOException("'" + name + "' has " + moved + " bytes and not " + size);
        }
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }

    private static byte[] header(String name, long size) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > NAME_MAX_BYTES) {
            throw new OvfException("the name '" + name + "' is too long for an OVA; give a shorter one");
        }
        byte[] header = new byte[BLOCK];
        put(header, 0, bytes);
        put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
        if (size <= OCTAL_MAX) {
            put(header, 124, "%011o".formatted(size));
        } else {
            header[124] = (byte) 0x80;
            for (int i = 0; i < 8; i++) {
                header[128 + i] = (byte) (size >> (56 - 8 * i));
            }
        }
        put(header, 136, "00000000000\0" + "        " + "0");
        put(header, 257, "ustar\0" + "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        return header;
    }

    private static void put(byte[] header, int offset, String text) {
        put(header, offset, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void put(byte[] header, int offset, byte[] bytes) {
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    /** Ends the archive. */
    @Override
    public void close() throws IOException {
        try (out) {
            out.write(new byte[2 * BLOCK]);
        }
    }
}
