/**
 * Files of bbolt, the B+ tree that etcd keeps its state in, and that its snapshots are: {@link
 * dev.carafe.etcd.bolt.BoltReader} reads one, {@link dev.carafe.etcd.bolt.BoltWriter} makes one.
 *
 * <p>All numbers are little-endian. A file is a row of pages of one size, by number:
 *
 * <pre>
 *  page:    id (8) flags (2) count (2) overflow (4), then what the flags say; overflow counts the pages that follow in the same one
 *  meta 4:  magic 0xED0CDAED (4) version 2 (4) pageSize (4) flags (4) root (8) sequence (8) freelist (8) pages (8) txid (8)
 *           FNV-1a of all before (8); pages 0 and 1 are metas, the whole one with the greater txid counts
 *  leaf 2:  for each: flags (4) pos (4) keyLength (4) valueLength (4); then the keys and values; pos counts from its own element
 *  branch 1: for each: pos (4) keyLength (4) page (8); then the keys, each the first of its child
 *  freelist 16: the numbers of the pages that are free
 * </pre>
 *
 * <p>The root is a bucket whose values are buckets (leaf flag 1): root (8) sequence (8), and where the root is 0 a leaf page right
 * behind. Source: bbolt's {@code internal/common}.
 *
 * <p>Pure but for the file, which is handed in. Belongs to one thread. Whatever the bytes are, reading ends with what the file
 * holds or with a {@link dev.carafe.etcd.bolt.BoltException}; it looks at each page once at most.
 *
 * <p>Arrows: knows {@link dev.carafe.etcd.Bytes} only.
 */
@NullMarked
package dev.carafe.etcd.bolt;

import org.jspecify.annotations.NullMarked;
