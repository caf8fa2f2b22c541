/**
 * What etcd keeps in its file, bucket by bucket, to and from a member's state: {@link
 * dev.carafe.etcd.schema.SchemaWriter} makes the file that {@code etcdctl snapshot save} gets, {@link
 * dev.carafe.etcd.schema.SchemaReader} reads one of ours or of upstream's, {@link dev.carafe.etcd.schema.SnapshotStatus}
 * tells of one what {@code etcdutl snapshot status} does.
 *
 * <p>Source of names and values: etcd {@code server/storage/schema} and {@code server/storage/mvcc}.
 *
 * <p>Pure but for the file handed in. Belongs to one thread.
 *
 * <p>Arrows: knows {@code bolt}, the generated messages, and the states of {@code mvcc}, {@code lease}, {@code auth} and {@code
 * state} as {@code wal}'s snapshot joins them; {@code embed} and the command line know it.
 */
@NullMarked
package dev.carafe.etcd.schema;

import org.jspecify.annotations.NullMarked;
