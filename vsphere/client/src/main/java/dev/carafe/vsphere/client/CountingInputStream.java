package dev.carafe.vsphere.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicReference;

/** Tells how many bytes were read of a stream. Closing it leaves the stream open: it is its opener's. */
final class CountingInputStream extends FilterInputStream {
    private final TransferProgress progress;
    private final AtomicReference<IOException> failure;
    private long count;

    /** @param failure gets what the stream itself throws, which the transfer's error would hide */
    CountingInputStream(InputStream from, TransferProgress progress, AtomicReference<IOException> failure) {
        super(from);
        this.progress = progress;
        this.failure = failure;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n;
        try {
            n = in.read(buffer, offset, length);
        } catch (IOException e) {
            failure.set(e);
            throw e;
        }
        if (n > 0) {
            count += n;
            progress.moved(count, -1);
        }
        return n;
    }

    @Override
    public void close() {
        // not ours
    }
}
