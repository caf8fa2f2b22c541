/**
 * Virtual disks as files: made, read, copied, grown, moved and removed, none of it half.
 *
 * <p><b>Files.</b> A disk is a descriptor {@code NAME.vmdk} (text, {@code monolithicFlat}, as VMware's tools read it) and its content
 * {@code NAME-flat.vmdk}, which QEMU opens as raw. QEMU's own driver for {@code vmdk} is never used on a disk: it blocks live
 * migration and saved states, and it would follow whatever paths a descriptor names. A disk over another one is a descriptor
 * {@code NAME-000001.vmdk} whose {@code parentFileNameHint} names the other, and {@code NAME-000001-delta.qcow2}; its create
 * type is one that VMware's tools do not know, so that they refuse it instead of misreading it. A qcow2 file holds no name of
 * its base; what is beneath what is said by descriptors alone, and their names are looked up as paths of datastores.
 *
 * <p><b>Formats of others.</b> {@code streamOptimized} and {@code monolithicSparse} are read by this package's own reader, not
 * by QEMU: it takes a stream that cannot be rewound, needs no second copy on disk, and opens nothing but the bytes it is given.
 *
 * <p><b>Threads.</b> {@link DiskStore} may be used by any thread; an operation blocks its caller. Two operations that
 * would meet on one disk do not wait for each other: the second is told that the disk is locked, as is one on a disk that a
 * QEMU process has open.
 *
 * <p><b>Crashes.</b> Files are made under names that begin with {@code .carafe-part-} and the host's identity ({@link Unfinished}), written
 * through, and renamed when they are whole, the descriptor last; a disk is there when its descriptor is. {@link DiskStore#sweep} removes what
 * a crash of the same host left.
 *
 * <p>Descriptors, headers and geometry are pure. Arrows: {@code datastore}, {@code qemu} (names of formats), {@code command},
 * {@code json}.
 */
@NullMarked
package dev.carafe.vsphere.esxi.disk;

import org.jspecify.annotations.NullMarked;
