package dev.carafe.vsphere.esxi.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;

/**
 * The smallest guest: it says {@code BOOT} on its serial port when it starts and then a dot every now and then, so that one can see
 * whether it booted again or went on.
 */
public final class BootSector {
    private static final String SAY = "fa 31c0 8ed8 8ed0 bc007c fc be3a7c" // cli, segments, stack, si = text
            + " ac 84c0 7405 e81500 ebf6"; // print the text up to its zero
    private static final String LIVE = " b02e e80e00" // print a dot
            + " bb0200 31c9 e480 e2fc 4b 75f7 ebed"; // wait a while by reading port 80h, then again
    /** As long as what it stands for, which the call to the end goes over. */
    private static final String SLEEP = " ba0406 b80024 ef" // ask for the sleep S3 at port 604h, PM1a_CNT
            + " f4 ebfd" // halt
            + " 90 90 90 90 90 90 90 90 90";

    private static final String PRINT = " 50 bafd03 ec a820 74fb 58 baf803 ee c3"; // print al on COM1 when it takes it
    private static final String TEXT = "BOOT\r\n\0";
    private static final int SIZE = 512;

    private BootSector() {}

    /** Writes it to the start of a raw disk. */
    public static void install(Path disk) throws IOException {
        write(disk, SAY + LIVE + PRINT);
    }

    /** Writes one that sleeps as soon as it has said that it boots, and boots when it is woken. */
    public static void installSleeper(Path disk) throws IOException {
        write(disk, SAY + SLEEP + PRINT);
    }

    private static void write(Path disk, String code) throws IOException {
        ByteBuffer sector = ByteBuffer.allocate(SIZE);
        sector.put(HexFormat.of().parseHex(code.replace(" ", "")));
        sector.put(TEXT.getBytes(US_ASCII));
        sector.put(SIZE - 2, (byte) 0x55).put(SIZE - 1, (byte) 0xaa).clear();
        try (FileChannel channel = FileChannel.open(disk, StandardOpenOption.WRITE)) {
            channel.write(sector, 0);
        }
    }
}
