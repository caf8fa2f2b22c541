package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.qemu.QemuAbsentException;
import dev.carafe.vsphere.esxi.qemu.QemuFacts;
import dev.carafe.vsphere.esxi.qemu.QemuProbe;
import dev.carafe.vsphere.esxi.qemu.QemuSearch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The QEMU of this host. Without one that can be used the host serves all the same, and refuses to power machines on.
 *
 * @param found what is known of it; empty when there is none
 * @param refusal why there is none, one sentence without a full stop; empty when there is one
 */
record HostQemu(Optional<QemuFacts> found, String refusal) {
    /** Looks for it once: one that is installed later is found at the next start. */
    static HostQemu look(QemuSearch search, Path scratch, InstantSource clock) throws IOException {
        try {
            return new HostQemu(Optional.of(QemuProbe.probe(search, scratch, clock)), "");
        } catch (QemuAbsentException absent) {
            return new HostQemu(
                    Optional.empty(), absent.getMessage() + "; machines can be powered on after the next start");
        }
    }

    QemuFacts facts() throws QemuAbsentException {
        return found.orElseThrow(() -> new QemuAbsentException(refusal));
    }

    /** What the product is said to run on. */
    String name() {
        return found.map(qemu -> "on QEMU " + qemu.version() + " (" + qemu.accelerator() + ")")
                .orElse("without QEMU");
    }

    String version() {
        return found.map(qemu -> qemu.version().toString()).orElse("none");
    }

    String accelerator() {
        return found.map(qemu -> qemu.accelerator().toString()).orElse("none");
    }

    /** Why machines run as they do, or do not. */
    String reason() {
        return found.map(QemuFacts::acceleratorReason).orElse(refusal);
    }

    boolean movesMachines() {
        return found.map(qemu -> qemu.liveMigrationRefusal().isEmpty()).orElse(false);
    }
}
