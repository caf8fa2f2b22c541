package dev.carafe.kubernetes.kubelet.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a tar archive (ustar) into memory: enough of the format for a container image. */
final class TarWriter {
    private static final int BLOCK_BYTES = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void file(String name, int mode, byte... content) {
        entry(name, mode, '0', "", content.length);
        out.writeBytes(content);
        out.writeBytes(new byte[(BLOCK_BYTES - content.length % BLOCK_BYTES) % BLOCK_BYTES]);
    }

    void directory(String name, int mode) {
        entry(name + "/", mode, '5', "", 0);
    }

    void link(String name, String target) {
        entry(name, 0777, '2', target, 0);
    }

    /** The archive with its end mark. */
    byte[] bytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(out.toByteArray());
        whole.writeBytes(new byte[2 * BLOCK_BYTES]);
        return whole.toByteArray();
    }

    private void entry(String name, int mode, char type, String target, long size) {
        byte[] header = new byte[BLOCK_BYTES];
        put(header, 0, name);
        put(header, 100, String.format("%07o", mode));
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format("%011o", size));
        put(header, 136, "00000000000");
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = (byte) type;
        put(header, 157, target);
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        out.writeBytes(header);
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
