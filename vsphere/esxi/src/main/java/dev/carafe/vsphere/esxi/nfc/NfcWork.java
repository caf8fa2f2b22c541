package dev.carafe.vsphere.esxi.nfc;

import java.util.function.IntConsumer;

/** What somebody wants a lease for. */
public interface NfcWork {
    /** Whether bytes come in; otherwise they go out. */
    boolean isImport();

    /**
     * Gets ready what the lease is about: for an import it makes the machine with empty disks, for an export it makes sure that the
     * machine stays off. On a thread of the lease's own.
     *
     * @param percent how far it is, 0 to 100
     * @throws dev.carafe.vsphere.vim.FaultException when it cannot be done; then the lease is in error, and {@link #ended} is not called
     * @throws InterruptedException when the lease was aborted
     */
    NfcContent prepare(IntConsumer percent) throws InterruptedException;

    /**
     * The lease has ended, and no transfer is going on. Called once.
     *
     * @param completed whether the client said that all is well; else an import's machine is to be removed
     */
    void ended(NfcContent content, boolean completed);
}
