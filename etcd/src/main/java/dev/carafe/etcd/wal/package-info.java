/**
 * What makes the store durable: the write-ahead log and the snapshots, in one directory or in one each.
 *
 * <h2>Files</h2>
 *
 * <pre>
 * lock                                    held (by the operating system) while a process has the store open
 * SSSSSSSSSSSSSSSS-IIIIIIIIIIIIIIII.wal   log segment: S its number from 0, I the index of its first record (hex)
 * IIIIIIIIIIIIIIII.snap                   snapshot: everything up to and including the record of index I (hex)
 * log-apart                               random mark of both directories of a store whose log is in one of its own
 * *.tmp                                   a file being made; whatever is found at start is deleted
 * </pre>
 *
 * <p>All numbers are little-endian. A segment is preallocated by writing zeros, so that a record's {@code fsync} moves
 * data only and a full disk shows when a segment is made, never in the middle of a record.
 *
 * <h2>Segment</h2>
 *
 * <pre>
 *  0        8         12        16         24           32
 *  +--------+---------+---------+----------+------------+-----------+-----------+-- - - --+
 *  | magic  | version | crc32c  | sequence | firstIndex | record    | record    | zeros   |
 *  +--------+---------+---------+----------+------------+-----------+-----------+-- - - --+
 *  magic "CARAFEWL"; crc32c of bytes 16..32
 * </pre>
 *
 * <h2>Record, at offsets that are multiples of 8</h2>
 *
 * <pre>
 *  0        4         8         12     13       16       24       28       32           32+length
 *  +--------+---------+---------+------+--------+--------+--------+--------+------------+---------------------+
 *  | length | ~length | crc32c  | kind | zeros  | index  | synced | ~zeros | payload    | zeros to 8 bytes    |
 *  +--------+---------+---------+------+--------+--------+--------+--------+------------+---------------------+
 *  crc32c of bytes 12..32+length; kind as below; zeros = how many of the sectors that bytes 0..32+length touch have nothing
 *  but zeros of them (logs of before do not tell: both 0 there);
 *  index counts records from 1 without a gap; synced = offset in this segment below which all was on disk already
 *  when this record was written
 * </pre>
 *
 * <p>Kinds of records and their payloads:
 *
 * <pre>
 *  1 a write request (see CommandCodec): the log of a member that is alone, in which index is also the request's
 *  2 an entry of a cluster's log: term (8) index (8) kind (1: 0 normal, 1 change of members) data; one of an index that
 *    was there before ends all from that index on
 *  3 hard state: term (8) vote (8) commit (8)
 *  4 the log begins again behind a leader's snapshot: index (8) term (8)
 *  5 whose log it is: member id (8) cluster id (8)
 * </pre>
 *
 * <p>Each segment of a cluster's member begins with 5 and 3. Requests (1) are only before all others: the member was alone
 * then, and its first snapshot as a member holds them.
 *
 * <h2>Reading it back</h2>
 *
 * <p>A zero word where a record would begin is the end of the log. Something else that is no whole record is either a
 * <i>torn tail</i> (the machine stopped while it was being written, so nobody was told that it is durable) or
 * <i>damage</i>. It is a torn tail only in the last segment, only if more of its sectors (512 bytes) are zeros than it tells or it
 * runs past the end of the file, and only if no later record tells by {@code synced} that it had been on disk. A torn tail is
 * overwritten with zeros; damage refuses to open.
 *
 * <h2>Snapshot</h2>
 *
 * <pre>
 *  magic "CARAFESN" (8) version (4) zero (4) index (8) revision (8) compactRevision (8)
 *  leases:   count (varint), then for each: id (8) ttlSeconds (varint), since version 4 remainingSeconds index (varints)
 *  control:  since version 2: alarms, downgrade, users and roles (see ControlCodec)
 *  cluster:  since version 3: term (varint), members (length as varint, bytes; see membership.Membership)
 *  base:     for each key at compactRevision: 1 (1) key-value; then 0 (1)
 *  changes:  for each revision from max(compactRevision, 2) to revision:
 *            count (varint), then for each: 1 (1) key-value, or 2 (1) key of a deleted key (varint length, bytes),
 *            or 3 (1) key of a put that is in the base (only at compactRevision itself)
 *  crc32c of all before (4)
 *
 *  key-value: key and value (varint length, bytes), createRevision, modRevision, version (varints), lease (8)
 * </pre>
 *
 * <p>A snapshot is written beside, synced, renamed, and then its directory is synced. The two newest are kept, and the log
 * from the older one on, so that a damaged newest one costs nothing.
 *
 * <p>Threads: a {@link dev.carafe.etcd.wal.Wal} belongs to one thread. Arrows: knows the public requests and {@code
 * mvcc}'s, {@code lease}'s, {@code state}'s, {@code raft}'s and {@code membership}'s values, and {@code metrics}. The file system is handed in ({@link dev.carafe.etcd.wal.StorageDirectory}).
 */
@NullMarked
package dev.carafe.etcd.wal;

import org.jspecify.annotations.NullMarked;
