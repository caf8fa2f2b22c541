package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.vim.vim25.GuestInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What machines need of the agent that runs in a guest. Each call opens the socket anew and waits a short time at most. */
public interface GuestTools {
    /** No guest has an agent. */
    GuestTools NONE = new GuestTools() {
        @Override
        public Optional<GuestInfo> info(Path socket) {
            return Optional.empty();
        }

        @Override
        public void shutDown(Path socket, Ending ending) throws IOException {
            throw new IOException("there is no guest agent");
        }

        @Override
        public void freeze(Path socket) throws IOException {
            throw new IOException("there is no guest agent");
        }

        @Override
        public void thaw(Path socket) {}

        @Override
        public void lookForDisk(Path socket, ScsiPlace place) throws IOException {
            throw new IOException("there is no guest agent");
        }

        @Override
        public void letGoOfDisk(Path socket, ScsiPlace place) throws IOException {
            throw new IOException("there is no guest agent");
        }
    };

    /**
     * Where a guest finds a disk.
     *
     * @param pciAddress the controller's, such as {@code 0000:00:04.0}
     * @param target the disk's number on it
     */
    record ScsiPlace(String pciAddress, int target) {}

    /** How a guest is to end. */
    enum Ending {
        POWER_OFF,
        REBOOT,
        STANDBY
    }

    /** What the guest says of itself; empty when no agent answers. */
    Optional<GuestInfo> info(Path socket);

    /** Asks the guest to end; it does so when it likes. */
    void shutDown(Path socket, Ending ending) throws IOException;

    /** Has the guest's file systems write down what they hold and stand still until {@link #thaw}. */
    void freeze(Path socket) throws IOException;

    void thaw(Path socket) throws IOException;

    /** Has the guest look whether a disk is there now: SCSI controllers tell it of none. */
    void lookForDisk(Path socket, ScsiPlace place) throws IOException;

    /** Has the guest forget a disk that is about to go; what it still holds for the disk is written first. */
    void letGoOfDisk(Path socket, ScsiPlace place) throws IOException;
}
