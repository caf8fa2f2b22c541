/**
 * OVF packages: imported from a folder or an OVA, exported into either.
 *
 * <p>A lease ({@code HttpNfcLease}) is the server's promise to take or give the disks' bytes by HTTP. It is kept alive by
 * telling it how far the transfer is, ended well by {@code HttpNfcLeaseComplete}, and aborted when anything fails, so that
 * nothing half made stays. What is read is checked against the package's manifest (SHA-1, SHA-256 or SHA-512).
 *
 * <pre>{@code
 * try (OvfPackage ova = OvfPackage.open(Path.of("guest.ova"))) {
 *     ManagedObjectReference<?> vm = new OvfImport(client, pool, datastore, folder)
 *             .network("VM Network", network)
 *             .run(ova, "guest", TransferProgress.NONE);
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> A transfer blocks its caller; a lease has one virtual thread of its own, which tells the progress.
 * Errors and arrows are those of the package above.
 */
@NullMarked
package dev.carafe.vsphere.client.ovf;

import org.jspecify.annotations.NullMarked;
