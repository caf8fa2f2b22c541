package dev.carafe.vsphere.esxi.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.vsphere.esxi.qemu.QemuSearch;
import java.nio.file.Files;
import java.nio.file.Path;

/** The precondition of tests that run a real QEMU. Where {@code CI} is set they must run, so there it is no excuse. */
public final class RealQemu {
    /** The installed one; whether KVM works is found out once for all tests of the room. */
    public static final QemuSearch SEARCH = new QemuSearch(
            System.getenv().getOrDefault("PATH", ""), Path.of("target", "qemu").toAbsolutePath());

    private RealQemu() {}

    /** Leaves the test out, saying why, where QEMU is missing or this is not root's process. */
    public static void assume() {
        boolean there = Files.isExecutable(Path.of("/usr/bin/qemu-system-x86_64"))
                && "root".equals(System.getProperty("user.name"));
        if (System.getenv("CI") == null) {
            assumeTrue(there, "needs root and /usr/bin/qemu-system-x86_64 (the package qemu-system-x86)");
        }
    }
}
