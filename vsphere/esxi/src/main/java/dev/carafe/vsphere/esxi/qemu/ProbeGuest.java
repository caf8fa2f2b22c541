package dev.carafe.vsphere.esxi.qemu;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * A guest of one sector: it is loaded by the firmware from a disk, counts down from 2^26, waits for three ticks of the firmware's
 * clock (so timer and interrupts must work), and ends QEMU through the {@code isa-debug-exit} device. The counting takes a processor
 * a moment, and far longer than {@link #PATIENCE} where a kernel only pretends to have KVM and goes through a guest instruction by
 * instruction.
 *
 * <pre>
 *   0  sti                     15  mov bx, [0x46c]      30  mov dx, 0xf4
 *   1  xor ax, ax              19  hlt                  33  mov al, 0x2a
 *   3  mov ds, ax              20  mov ax, [0x46c]      35  out dx, al
 *   5  mov ecx, 0x4000000      23  sub ax, bx           36  hlt
 *  11  dec ecx                 25  cmp ax, 3            37  jmp 36
 *  13  jnz 11                  28  jb 19
 * </pre>
 */
final class ProbeGuest {
    /** How long a machine that works may take on a busy host. */
    static final Duration PATIENCE = Duration.ofSeconds(8);
    /** Far more of a processor's time than the guest needs, even by translation (0.3 s). */
    static final Duration PLENTY = Duration.ofSeconds(2);
    /** What {@code isa-debug-exit} makes of 0x2a. */
    static final int EXIT_STATUS = 0x2a << 1 | 1;

    private static final String CODE = "fb31c08ed866b900000004664975fc8b1e6c04f4a16c0429d83d030072f5baf400b02aeef4ebfd";
    private static final int SECTOR = 512;
    /** Firmware takes no disk that is smaller than a track for one. */
    private static final int DISK_BYTES = 1 << 20;

    private ProbeGuest() {}

    static byte[] disk() {
        byte[] disk = new byte[DISK_BYTES];
        byte[] code = HexFormat.of().parseHex(CODE);
        System.arraycopy(code, 0, disk, 0, code.length);
        disk[SECTOR - 2] = 0x55;
        disk[SECTOR - 1] = (byte) 0xaa;
        return disk;
    }

    static List<String> commandLine(Path binary, Path disk, Accelerator accelerator) {
        return List.of(
                binary.toString(),
                "-nodefaults",
                "-no-user-config",
                "-display",
                "none",
                "-no-reboot",
                "-machine",
                "q35",
                "-accel",
                accelerator == Accelerator.KVM ? "kvm" : "tcg",
                "-cpu", // as machines have it: some kernels run a poor processor but not the whole one
                accelerator.cpuModel(),
                "-m",
                "16M",
                "-blockdev",
                "driver=raw,node-name=probe,file.driver=file,file.filename=" + QemuCommandLine.escaped(disk.toString()),
                "-device",
                "ide-hd,drive=probe,bootindex=0",
                "-device",
                "isa-debug-exit,iobase=0xf4,iosize=0x04");
    }
}
