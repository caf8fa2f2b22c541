package dev.carafe.vsphere.client;

/** Is told how far the transfer of a file is. */
@FunctionalInterface
public interface TransferProgress {
    /** Nobody is told. */
    TransferProgress NONE = (_, _) -> {};

    /**
     * Called after each piece, on the thread that reads or sends it; what it throws ends the transfer.
     *
     * @param movedBytes so far, of this transfer
     * @param totalBytes how many there will be; -1 while it is not known
     */
    void moved(long movedBytes, long totalBytes);
}
