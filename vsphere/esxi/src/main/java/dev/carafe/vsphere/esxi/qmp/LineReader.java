package dev.carafe.vsphere.esxi.qmp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/** Lines from a channel, each of bounded length. Owned by one thread. */
final class LineReader {
    private final ReadableByteChannel in;
    private final int lineMax;
    private byte[] buffer = new byte[16 << 10];
    /** What was read and not handed out is from here ... */
    private int start;
    /** ... to here. */
    private int end;

    LineReader(ReadableByteChannel in, int lineMax) {
        this.in = in;
        this.lineMax = lineMax;
    }

    /**
     * The next line without its end.
     *
     * @throws IOException when the channel ends, also amid a line, or when a line is too long
     */
    byte[] next() throws IOException {
        int searched = start;
        while (true) {
            for (int i = searched; i < end; i++) {
                if (buffer[i] == '\n') {
                    byte[] line = Arrays.copyOfRange(buffer, start, i);
                    start = i + 1;
                    return line;
                }
            }
            searched = end - start;
            if (searched > lineMax) {
                throw new IOException("a line of more than " + lineMax + " bytes");
            }
            fill();
        }
    }

    /** Reads some more, after moving what is left to the buffer's beginning. */
    private void fill() throws IOException {
        byte[] target = end - start > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
        System.arraycopy(buffer, start, target, 0, end - start);
        end -= start;
        start = 0;
        buffer = target;
        int count = in.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
        if (count < 0) {
            throw new IOException("the other side closed the connection");
        }
        end += count;
    }
}
