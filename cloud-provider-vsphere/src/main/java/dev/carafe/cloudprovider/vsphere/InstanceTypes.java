package dev.carafe.cloudprovider.vsphere;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What kind of machine a VM is, in upstream's form: {@code vsphere-vm.cpu-4.mem-8gb.os-ubuntu}. */
final class InstanceTypes {
    private static final String TABLE = "guest-os.properties";
    private static final Properties SYSTEMS = load();

    private InstanceTypes() {}

    private static Properties load() {
        Properties systems = new Properties();
        try (InputStream table = InstanceTypes.class.getResourceAsStream(TABLE)) {
            if (table == null) {
                throw new IllegalStateException(TABLE + " is not on the class path");
            }
            systems.load(table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return systems;
    }

    /** Memory counts in whole GiB, rounded down; a guest that is not in the table is {@code unknown}. */
    static String of(VirtualMachine machine) {
        return "vsphere-vm.cpu-%d.mem-%dgb.os-%s"
                .formatted(
                        machine.cpus(), machine.memoryMb() / 1024, SYSTEMS.getProperty(machine.guestId(), "unknown"));
    }
}
