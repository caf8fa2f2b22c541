package dev.carafe.cli.host;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Looks at the head of a program's file (System V ABI, chapters 4 and 5). Stateless. */
final class ElfHeader {

    private static final int MAGIC = 0x7f454c46;
    private static final int HEAD_BYTES = 64;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;

    /** The program header that names the dynamic linker. */
    private static final int PT_INTERP = 3;

    private ElfHeader() {}

    /** Whether {@code program} is an ELF file that runs without a dynamic linker, and so without the machine's libraries. */
    static boolean isStatic(Path program) {
        try (FileChannel file = FileChannel.open(program)) {
            ByteBuffer head = read(file, 0, HEAD_BYTES);
            if (head.getInt(0) != MAGIC) {
                return false;
            }
            head.order(head.get(5) == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            boolean wide = head.get(4) == CLASS_64;
            long offset = wide ? head.getLong(32) : head.getInt(28);
            int size = head.getShort(wide ? 54 : 42) & 0xffff;
            int count = head.getShort(wide ? 56 : 44) & 0xffff;
            for (int i = 0; i < count; i++) {
                if (read(file, offset + (long) i * size, Integer.BYTES)
                                .order(head.order())
                                .getInt(0)
                        == PT_INTERP) {
                    return false;
                }
            }
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false; // what cannot be read is no program
        }
    }

    private static ByteBuffer read(FileChannel file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException();
            }
        }
        return bytes;
    }
}
