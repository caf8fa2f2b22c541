/**
 * Leases by which the contents of a machine's disks come and go over HTTP: {@code /nfc/LEASE/FILE}.
 *
 * <p>{@link NfcLeases} opens a lease for whoever imports or exports ({@link NfcWork}), keeps it among the server's objects while it lives, and
 * answers HTTP requests for its files. The lease's identifier in the URL is a secret of 128 bits: whoever has it may move
 * the bytes, as upstream has it. A lease that nobody renews and nobody uses ends by itself; whoever opened it hears of its end
 * exactly once, when no transfer is going on any more.
 *
 * <p>Threads: each lease has a virtual thread of its own that gets it ready and watches its time; requests come on their own.
 * Each lease's state is guarded by its lock, which is never held while anybody is called. Arrows: {@code disk}, {@code file}
 * (faults), {@code ovf} (names of devices), {@code vmomi}.
 */
@NullMarked
package dev.carafe.vsphere.esxi.nfc;

import org.jspecify.annotations.NullMarked;
