package dev.carafe.vsphere.vmomi.service;

/** Interrupts the thread that made it, until that thread says that there is nothing more to interrupt. */
final class Interruption {
    private final Thread thread = Thread.currentThread();
    private boolean ended;

    synchronized void interrupt() {
        if (!ended) {
            thread.interrupt();
        }
    }

    /** Ends it, and with it an interruption that came too late. To be called by the thread itself. */
    synchronized void end() {
        ended = true;
        Thread.interrupted();
    }
}
