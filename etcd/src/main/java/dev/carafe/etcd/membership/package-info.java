/**
 * Who is a member of the cluster, with names and addresses, and how ids come about (etcd {@code
 * server/etcdserver/api/membership}).
 *
 * <p>It owns the book of members and the rules by which a change of it is taken or refused. Pure values; any thread.
 *
 * <p>Arrows: knows {@code raft}'s values and the public errors; {@code wal}, {@code consensus}, {@code embed} and {@code
 * server} know it.
 */
@NullMarked
package dev.carafe.etcd.membership;

import org.jspecify.annotations.NullMarked;
