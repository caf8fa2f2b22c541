/**
 * Files on datastores: listed, moved about, read and written by HTTP; and virtual disks.
 *
 * <pre>{@code
 * DatastoreFiles files = DatastoreFiles.of(client, datastore);
 * files.makeDirectory("iso", true);
 * files.upload(Path.of("debian.iso"), "iso/debian.iso", TransferProgress.NONE);
 * }</pre>
 *
 * <p>Threads, errors and arrows are those of the package above.
 */
@NullMarked
package dev.carafe.vsphere.client.datastore;

import org.jspecify.annotations.NullMarked;
