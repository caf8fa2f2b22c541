package dev.carafe.vsphere.esxi.qemu;

import dev.carafe.vsphere.esxi.json.JsonObject;

/** The modules of memory that were added to a running machine, for the command line and for {@code device_add} alike. */
public final class MemoryModules {
    private MemoryModules() {}

    /** QEMU's id for a module. */
    public static String id(int index) {
        return "dimm" + index;
    }

    /** What a module's content is kept in, as {@code object-add} takes it. */
    public static JsonObject backend(int index, long sizeMib) {
        return JsonObject.of("qom-type", "memory-backend-ram")
                .with("id", id(index) + "-backend")
                .with("size", sizeMib << 20);
    }

    public static JsonObject device(int index) {
        return JsonObject.of("driver", "pc-dimm").with("id", id(index)).with("memdev", id(index) + "-backend");
    }
}
