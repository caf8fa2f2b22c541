package dev.carafe.vsphere.esxi.disk;

import java.nio.ByteBuffer;

/**
 * The beginning of a qcow2 file (QEMU's {@code docs/interop/qcow2}): what must be known before QEMU may open one that somebody
 * may have put there.
 *
 * <pre>
 *   0 magic "QFI\xfb"   4 version   8 backing name's offset   24 size in bytes   32 encryption   72 incompatible features
 * </pre>
 *
 * @param sizeBytes what the guest sees
 */
record Qcow2Header(long sizeBytes) {
    static final int BYTES = 80;

    private static final int MAGIC = 0x514649fb;
    private static final long DIRTY = 1;
    private static final long CORRUPT = 1 << 1;
    /** The content is in a file that the header names; that could be any file of the host. */
    private static final long EXTERNAL_DATA = 1 << 2;

    private static final long KNOWN = DIRTY | CORRUPT | EXTERNAL_DATA | (1 << 3) | (1 << 4);

    static Qcow2Header parse(ByteBuffer bytes) throws CorruptDescriptorException {
        if (bytes.remaining() < BYTES || bytes.getInt(0) != MAGIC) {
            throw new CorruptDescriptorException("it is no qcow2 file");
        }
        int version = bytes.getInt(4);
        if (version != 3) {
            throw new CorruptDescriptorException("it is of version " + version + " of qcow2; only 3 is read");
        }
        if (bytes.getInt(32) != 0) {
            throw new CorruptDescriptorException("it is encrypted");
        }
        long features = bytes.getLong(72);
        if ((features & CORRUPT) != 0) {
            throw new CorruptDescriptorException("QEMU marked it as corrupt");
        }
        if ((features & EXTERNAL_DATA) != 0) {
            throw new CorruptDescriptorException("it has its content in another file");
        }
        if ((features & ~KNOWN) != 0) {
            throw new CorruptDescriptorException("it has features that are not known");
        }
        long size = bytes.getLong(24);
        if (size <= 0 || size / 512 > DescriptorText.SECTORS_MAX) {
            throw new CorruptDescriptorException("it has no possible size");
        }
        return new Qcow2Header(size);
    }
}
