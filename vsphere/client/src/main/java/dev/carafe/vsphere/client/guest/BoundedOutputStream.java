package dev.carafe.vsphere.client.guest;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Takes the first bytes and lets the others go. */
final class BoundedOutputStream extends FilterOutputStream {
    private int left;

    BoundedOutputStream(OutputStream to, int mostBytes) {
        super(to);
        left = mostBytes;
    }

    @Override
    public void write(int b) throws IOException {
        if (left > 0) {
            left--;
            out.write(b);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int taken = Math.min(length, left);
        left -= taken;
        out.write(bytes, offset, taken);
    }
}
