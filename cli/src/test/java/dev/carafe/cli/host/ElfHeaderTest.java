package dev.carafe.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfHeaderTest {

    private static final int LOAD = 1;
    private static final int INTERP = 3;

    @TempDir
    Path directory;

    @Test
    void aProgramWithoutADynamicLinkerIsStatic() throws IOException {
        assertThat(ElfHeader.isStatic(program(ByteOrder.LITTLE_ENDIAN, LOAD, LOAD)))
                .isTrue();
        assertThat(ElfHeader.isStatic(program(ByteOrder.BIG_ENDIAN, LOAD, LOAD)))
                .isTrue();
    }

    @Test
    void aProgramThatNamesOneIsNot() throws IOException {
        assertThat(ElfHeader.isStatic(program(ByteOrder.LITTLE_ENDIAN, LOAD, INTERP)))
                .isFalse();
        assertThat(ElfHeader.isStatic(program(ByteOrder.BIG_ENDIAN, INTERP, LOAD)))
                .isFalse();
        assertThat(ElfHeader.isStatic(Path.of(System.getProperty("java.home"), "bin", "java")))
                .isFalse();
    }

    @Test
    void whatIsNoProgramIsNotEither() throws IOException {
        Path cut = program(ByteOrder.LITTLE_ENDIAN, LOAD, LOAD);
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 100));

        assertThat(ElfHeader.isStatic(cut)).isFalse();
        assertThat(ElfHeader.isStatic(Files.writeString(directory.resolve("script"), "#!/bin/sh\n")))
                .isFalse();
        assertThat(ElfHeader.isStatic(directory.resolve("nothing"))).isFalse();
    }

    /** The head of a 64-bit program with these program headers. */
    private Path program(ByteOrder order, int... headers) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(64 + 56 * headers.length);
        bytes.putInt(0, 0x7f454c46);
        bytes.put(4, (byte) 2).put(5, (byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2));
        bytes.order(order).putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) headers.length);
        for (int i = 0; i < headers.length; i++) {
            bytes.putInt(64 + 56 * i, headers[i]);
        }
        return Files.write(Files.createTempFile(directory, "program", ""), bytes.array());
    }
}
